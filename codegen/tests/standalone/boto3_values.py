"""Values of boto3 as those of our clients, and the models that boto3 has."""

import base64
import datetime
import json
import os

import botocore.session
from botocore.exceptions import DataNotFoundError, UnknownServiceError


def wire_name(protocol, name, shape, is_input):
    serialization = shape.serialization
    if "location" in serialization:
        return name
    if serialization.get("xmlAttribute"):
        return "@" + serialization["name"].split(":")[-1]
    if protocol == "ec2" and is_input:
        own = serialization.get("queryName")
        located = serialization.get("name", name)
        return own or located[0].upper() + located[1:]
    if protocol == "query" and shape.type_name == "list" and serialization.get("flattened"):
        return shape.member.serialization.get("name", serialization.get("name", name))
    return serialization.get("name", name) if protocol != "json" else name


def is_json_text(shape):
    """Whether a value is JSON in a header, which boto3 makes of the value."""
    return shape.serialization.get("jsonvalue") and shape.serialization.get("location") == "header"


def converted(protocol, shape, value, is_input):
    kind = shape.type_name
    if is_json_text(shape):
        return json.dumps(value, separators=(",", ":"))
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return value
        members = shape.members
        return {
            wire_name(protocol, name, members[name], is_input): converted(protocol, members[name], item, is_input)
            for name, item in value.items()
            if name in members
        }
    if kind == "list":
        return [converted(protocol, shape.member, item, is_input) for item in value]
    if kind == "map":
        return {key: converted(protocol, shape.value, item, is_input) for key, item in value.items()}
    if kind == "timestamp":
        moment = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(str(value))
        return {"$time": moment.timestamp()}
    if kind == "blob":
        return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()
    return value


def write_model(service, folder, protocol=None):
    """Writes the model of a service, with the files that stand beside it. It may speak one protocol alone."""
    loader = botocore.session.get_session().get_component("data_loader")
    folder = os.path.join(folder, service)
    os.makedirs(folder, exist_ok=True)
    for kind in ["service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"]:
        try:
            model = loader.load_service_model(service, kind)
        except (DataNotFoundError, UnknownServiceError):
            continue
        if protocol and "metadata" in model:
            model["metadata"].update(protocol=protocol, protocols=[protocol])
        with open(os.path.join(folder, kind + ".json"), "w") as file:
            json.dump(model, file)
