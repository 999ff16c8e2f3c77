"""Writes the newest model of each service that boto3 has, with the files that stand beside it: `boto3_models.py FOLDER`."""

import json
import os
import sys

import botocore.session
from botocore.exceptions import DataNotFoundError, UnknownServiceError

FOLDER = sys.argv[1]
loader = botocore.session.get_session().get_component("data_loader")
for service in loader.list_available_services("service-2"):
    folder = os.path.join(FOLDER, service)
    os.makedirs(folder, exist_ok=True)
    for kind in ["service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"]:
        try:
            model = loader.load_service_model(service, kind)
        except (DataNotFoundError, UnknownServiceError):
            continue
        with open(os.path.join(folder, kind + ".json"), "w") as file:
            json.dump(model, file)
