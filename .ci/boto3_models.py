"""Writes the newest model of each service that boto3 has: `boto3_models.py FOLDER`."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../codegen/tests/standalone"))

import botocore.session
from boto3_values import write_model

loader = botocore.session.get_session().get_component("data_loader")
for name in loader.list_available_services("service-2"):
    write_model(name, sys.argv[1])
