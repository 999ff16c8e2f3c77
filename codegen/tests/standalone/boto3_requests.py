"""Requests of boto3 for random inputs, beside those that our clients make, and what both read of answers: nothing is sent.

`boto3_requests.py make SEED SERVICES FILE FOLDER` writes for some operations of these services, with commas between, inputs, the
request that boto3 makes of each, and outputs; and the models. `boto3_requests.py compare FILE OURS` says where our requests are
others, and where boto3 or our client reads something else of an answer with the output.
"""

import base64
import datetime
import functools
import io
import json
import random
import re
import string
import sys
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import boto3
import botocore.session
from boto3_values import converted, is_json_text, write_model
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.parsers import BaseCBORParser, create_parser

# Regions, and whether FIPS and dual stack are asked for. The first is taken twice as often as each other one.
PLACES = [
    ("us-west-2", False, False),
    ("us-west-2", False, False),
    ("eu-central-1", False, False),
    ("us-east-1", True, False),
    ("us-east-2", True, True),
    ("ap-south-1", False, True),
    ("cn-north-1", False, False),
    ("us-gov-west-1", False, False),
    ("us-iso-east-1", False, False),
    ("aws-global", False, False),
]
OPERATIONS = 6
INPUTS = 8
TEXTS = ["a", "Plain-text_1.0~", "two words", "ü€🦀", "a&b=c;d", "<tag attr='\"'>", "100%25", "a/b//c", "+", "back\\slash", "{brace}", ":,!*()@$"]
# Services whose endpoint another operation tells, which takes a call.
DISCOVERED = {"timestream-query", "timestream-write"}
# Services that want signatures of version 2, which ours don't make.
UNSUPPORTED = {"importexport", "sdb"}
# Two members of theirs have one name; the texts of messages have their checksum beside them.
AMBIGUOUS = {"PutBucketNotification", "ReceiveMessage"}
# What each request has for itself, or what an SDK says about itself.
OWN = {
    "user-agent", "x-amz-date", "authorization", "amz-sdk-invocation-id", "amz-sdk-request", "x-amz-user-agent", "content-length",
    "x-amz-content-sha256", "x-amzn-query-mode", "expect", "accept", "accept-encoding", "x-amz-sdk-checksum-algorithm", "host",
    "transfer-encoding",
}


class Made(Exception):
    """Ends a call once its request is made."""


def is_plain(name, shape, is_output):
    """Whether a member is a part of a host or of a path, or has to be of some form."""
    serialization = shape.serialization
    # Of ids of Route 53 boto3 takes what stands behind the last `/`.
    is_id = shape.name in ("ResourceId", "ChangeId", "DelegationSetId")
    is_in_head = serialization.get("location") == "uri" or is_output and serialization.get("location") in ("header", "headers")
    return is_in_head or "pattern" in shape.metadata or is_id or name in ("Bucket", "AccountId")


def text(shape, plain):
    if shape.enum:
        return random.choice(shape.enum)
    if plain:
        return "".join(random.choices(string.ascii_lowercase, k=random.randint(3, 12)))
    return random.choice(TEXTS) + random.choice(["", random.choice(string.ascii_letters)])


def value(shape, plain, depth, is_output=False):
    kind = shape.type_name
    if shape.serialization.get("location") == "statusCode":
        return 200
    if is_json_text(shape):
        return {"a": [1, "x"]}
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return {"a": [1, "x", None, True, {"b": 0.5}]}
        members = shape.members
        if getattr(shape, "is_tagged_union", False):
            simple = [name for name, member in members.items() if member.type_name not in ("structure", "list", "map")]
            name = random.choice(simple if simple and depth > 4 else list(members))
            return {name: value(members[name], False, depth + 1, is_output)}
        result = {}
        for name, member in members.items():
            if name == "SourceRegion" and name not in shape.required_members:
                continue  # boto3 adds it to copies across regions, to make a URL.
            wanted = name in shape.required_members or member.metadata.get("idempotencyToken")
            wanted = wanted or member.serialization.get("location") == "statusCode" or name == shape.serialization.get("payload")
            if wanted or (depth < 4 and random.random() < 0.4):
                result[name] = value(member, is_plain(name, member, is_output), depth + 1, is_output)
        return result
    if kind == "list":
        length = 1 if plain else random.choice([0, 1, 2, 3]) if depth < 5 else 0
        return [value(shape.member, plain, depth + 1, is_output) for _ in range(length)]
    if kind == "map":
        length = random.choice([0, 1, 2]) if depth < 5 else 0
        keys = {text(shape.key, True) for _ in range(length)}
        return {key: value(shape.value, plain, depth + 1, is_output) for key in sorted(keys)}
    if kind == "timestamp":
        return datetime.datetime.fromtimestamp(random.randint(0, 4_000_000_000), datetime.timezone.utc)
    if kind == "blob":
        # boto3 reads a whole body as text.
        return random.choice(TEXTS).encode() if is_output else random.randbytes(random.randint(0, 9))
    if kind == "boolean":
        return random.random() < 0.5
    if kind in ("integer", "long"):
        return random.choice([0, 1, -1, 7, 2**31 - 1] + ([2**53 - 1] if kind == "long" else []))
    if kind in ("float", "double"):
        return random.choice([0.0, 1.5, -2.25, 1024.0, 0.125])
    return text(shape, plain)


def is_error_type(shape):
    return shape.serialization.get("name", "").lower() == "x-amzn-errortype"


def streams(shape):
    members = getattr(shape, "members", {}).values()
    return any(member.serialization.get("streaming") or member.serialization.get("eventstream") for member in members)


def dated(item):
    """Moments as texts."""
    if isinstance(item, dict) and set(item) == {"$time"}:
        moment = datetime.datetime.fromtimestamp(item["$time"], datetime.timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(item, dict):
        return {name: dated(inner) for name, inner in item.items()}
    return [dated(inner) for inner in item] if isinstance(item, list) else item


def client(service, place, keep):
    """One of boto3 that hands its requests to `keep`."""
    region, fips, dual_stack = place
    config = Config(
        parameter_validation=False,
        retries={"total_max_attempts": 1},
        inject_host_prefix=True,
        use_fips_endpoint=fips,
        use_dualstack_endpoint=dual_stack,
    )
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    api = boto3.client(service, region_name=region, config=config, **keys)
    api.meta.events.register("before-send", keep)
    return api


def make(seed, services, file, folder):
    out = open(file, "w")
    for service in sorted(set(services.split(",")) - DISCOVERED - UNSUPPORTED):
        # What a service is tested with doesn't depend on the others.
        random.seed(f"{seed} {service}")
        made = []

        def keep(request, **_):
            made.append(request)
            raise Made

        apis = {place: client(service, place, keep) for place in dict.fromkeys(PLACES)}
        api = apis[PLACES[0]]
        model = api.meta.service_model
        protocol = model.resolved_protocol
        names = sorted(model.operation_names)
        for operation in random.sample(names, min(OPERATIONS, len(names))):
            shape = model.operation_model(operation).input_shape
            output = model.operation_model(operation).output_shape
            if operation in AMBIGUOUS or shape is not None and streams(shape) or output is not None and streams(output):
                continue
            method = next(method for method, name in api.meta.method_to_api_mapping.items() if name == operation)
            for _ in range(INPUTS if shape is not None else 1):
                params = value(shape, False, 0) if shape is not None else {}
                place = random.choice(PLACES)
                line = {"service": service, "operation": operation, "protocol": protocol, "place": place}
                line["input"] = dated(converted(protocol, shape, params, True)) if shape is not None else {}
                if output is not None:
                    line["output"] = dated(converted(protocol, output, value(output, False, 0, True), False))
                errors = model.operation_model(operation).error_shapes
                if errors:
                    error = random.choice(errors)
                    members = dated(converted(protocol, error, value(error, False, 0, True), False))
                    code = error.error_code if "xml" in protocol or "query" in protocol else error.name
                    # A member may have the header that the code is in.
                    members.update((name, code) for name, member in error.members.items() if is_error_type(member))
                    # A service that spoke awsQuery once tells the code of that time.
                    told = error.error_code if "awsQueryCompatible" in model.metadata else code
                    line["exception"] = {"code": code, "told": told, "members": members}
                made.clear()
                try:
                    getattr(apis[place], method)(**params)
                except Made:
                    request = made[0]
                except Exception as error:
                    line["error"] = f"{type(error).__name__}: {error}"
                    out.write(json.dumps(line) + "\n")
                    continue
                body = request.body or b""
                body = body if isinstance(body, (bytes, bytearray)) else body.encode() if isinstance(body, str) else body.read()
                line["method"], line["url"] = request.method, request.url
                line["headers"] = {
                    name.lower(): header.decode() if isinstance(header, bytes) else str(header) for name, header in request.headers.items()
                }
                line["body"] = base64.b64encode(body).decode()
                out.write(json.dumps(line) + "\n")
        write_model(service, folder, protocol)


def tree(element):
    """An element of XML without what means nothing."""
    children = [tree(child) for child in element]
    text = element.text or ""
    return (element.tag, sorted(element.attrib.items()), "" if children else text, children)


def meaning(kind, body):
    """What a body says, however it is written."""
    if not body:
        return None
    if "json" in kind:
        return json.loads(body)
    if "cbor" in kind:
        return BaseCBORParser(None).parse_data_item(io.BufferedReader(io.BytesIO(body)))
    if "xml" in kind:
        root = tree(ElementTree.fromstring(body))
        # Where no member of a body is set, boto3 leaves its root out, too.
        return root if root[1:] != ([], "", []) else None
    if "form" in kind:
        return sorted(parse_qsl(body.decode(), keep_blank_values=True))
    return body


def differences(theirs, ours):
    if theirs["method"] != ours["method"]:
        yield f"the method {ours['method']}, not {theirs['method']}"
    a, b = urlsplit(theirs["url"]), urlsplit(ours["url"])
    if a.netloc != b.netloc:
        yield f"the host {b.netloc}, not {a.netloc}"
    if (a.path or "/") != (b.path or "/"):
        yield f"the path {b.path}, not {a.path}"
    queries = [sorted(parse_qsl(url.query, keep_blank_values=True)) for url in (a, b)]
    if queries[0] != queries[1]:
        yield f"the query {queries[1]}, not {queries[0]}"
    headers = [{name: value for name, value in request["headers"].items() if name not in OWN} for request in (theirs, ours)]
    # Where a service wants any checksum, boto3 takes CRC-32, as only those of AWS know it.
    if "content-md5" in headers[1] and "content-md5" not in headers[0]:
        headers[1].pop("content-md5")
        headers[0].pop("x-amz-checksum-crc32", None)
    # Of signatures what they are for: day, region and service.
    scopes = [re.findall("Credential=[^/]*/([^,]*)", request["headers"].get("authorization", "")) for request in (theirs, ours)]
    if scopes[0] != scopes[1] and not was_global(theirs["service"]):
        yield f"a signature for {scopes[1]}, not {scopes[0]}"
    bodies = [base64.b64decode(request["body"]) for request in (theirs, ours)]
    for name in sorted(set(headers[0]) | set(headers[1])):
        pair = [found.get(name) for found in headers]
        if name == "content-type" and pair[0] is None:
            continue  # It says none for XML.
        if name.startswith("x-amz-checksum-") and bodies[0] != bodies[1]:
            continue  # The same may be written otherwise.
        if name == "content-type":
            pair = [(value or "").split(";")[0] for value in pair]
        if pair[0] != pair[1]:
            yield f"the header {name} {pair[1]!r}, not {pair[0]!r}"
    # boto3 does not say that XML is XML.
    kinds = [request["headers"].get("content-type") or ours["headers"].get("content-type", "") for request in (theirs, ours)]
    meanings = [meaning(kind, body) for kind, body in zip(kinds, bodies)]
    if meanings[0] != meanings[1]:
        yield f"the body {bodies[1]!r}, not {bodies[0]!r}"


@functools.cache
def was_global(service):
    """Whether boto3 knows a service as one without regions, and signs for that of all, in spite of its endpoints' rules."""
    prefix = service_model(service).endpoint_prefix
    partitions = botocore.session.get_session().get_data("endpoints")["partitions"]
    return any(partition["services"].get(prefix, {}).get("isRegionalized") is False for partition in partitions)


@functools.cache
def service_model(service):
    return botocore.session.get_session().get_service_model(service)


def response_of(answer):
    """An answer as the parsers of botocore take it."""
    body = base64.b64decode(answer["body"])
    return {"status_code": answer["status"], "headers": HTTPHeaders.from_dict(answer["headers"]), "body": body}


def read(theirs, answer):
    """What boto3 reads of an answer."""
    model = service_model(theirs["service"])
    shape = model.operation_model(theirs["operation"]).output_shape
    parsed = create_parser(model.resolved_protocol).parse(response_of(answer), shape)
    parsed.pop("ResponseMetadata")
    return dated(converted(model.resolved_protocol, shape, parsed, False))


def read_error(theirs, answer):
    """What boto3 reads of an answer with an exception: its code and its members."""
    model = service_model(theirs["service"])
    response = response_of(answer)
    parser = create_parser(model.resolved_protocol)
    parsed = parser.parse(response, None)
    shape = model.shape_for_error_code(parsed["Error"]["Code"])
    members = {}
    if shape is not None:
        members = parser.parse(response, shape)
        members = {name: item for name, item in members.items() if name in shape.members}
        members = dated(converted(model.resolved_protocol, shape, members, False))
    return {"code": parsed["Error"]["Code"], "members": members}


def uncapitalized(item):
    """Names that begin with a small letter: in our JSON what is sent, too, has the names of requests."""
    if isinstance(item, dict):
        return {name[:1].lower() + name[1:]: uncapitalized(inner) for name, inner in item.items()}
    return [uncapitalized(inner) for inner in item] if isinstance(item, list) else item


def same(wanted, found, place=""):
    """The differences of two outputs. In XML nothing and an empty list are one, as are numbers however they are written."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name in sorted(set(wanted) | set(found)):
            if name.lower() in ("contenttype", "expiresstring") and wanted.get(name) is None:
                continue  # Each body has a type, and each `Expires` a text.
            yield from same(wanted.get(name), found.get(name), f"{place}.{name}")
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for index, (a, b) in enumerate(zip(wanted, found)):
            yield from same(a, b, f"{place}[{index}]")
    elif isinstance(wanted, str) and isinstance(found, (int, float)) and not isinstance(found, bool):
        moment = datetime.datetime.fromtimestamp(found, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        if moment != wanted:
            yield f"{place}: {moment!r}, not {wanted!r}"
    elif (wanted or None) != (found or None) and not (wanted in (0, None) and found in (0, None)):
        yield f"{place}: {found!r}, not {wanted!r}"


def compare(file, ours):
    count, found, unmade = 0, [], 0
    for theirs, ours in zip(open(file), open(ours), strict=True):
        theirs, ours = json.loads(theirs), json.loads(ours)
        place = f"{theirs['service']} {theirs['operation']} {json.dumps(theirs['input'])}"
        count += 1
        if "error" in theirs or "error" in ours:
            unmade += 1
            # What neither makes is no difference; a fault of one is. boto3 has not each checksum.
            lacks = any(words in theirs.get("error", "") for words in ("MissingDependency", "Unsupported checksum algorithm"))
            if ("error" in theirs) != ("error" in ours) and not lacks:
                found.append(f"{place}: {ours.get('error', 'a request')}, not {theirs.get('error', 'a request')}")
            continue
        found.extend(f"{place}: {difference}" for difference in differences(theirs, ours))
        if "output" in theirs:
            place = f"{theirs['service']} {theirs['operation']} gives {json.dumps(theirs['output'])}"
            if "unanswered" in ours:
                found.append(f"{place}: {ours['unanswered']}")
                continue
            wanted, read_by_ours = theirs["output"], ours["read"]
            if theirs["protocol"] == "ec2":
                wanted, read_by_ours = uncapitalized(wanted), uncapitalized(read_by_ours)
            found.extend(f"{place}: ours{difference}" for difference in same(wanted, read_by_ours))
            try:
                read_by_boto3 = read(theirs, ours["answer"])
            except Exception as error:
                found.append(f"{place}: boto3 can't read {base64.b64decode(ours['answer']['body'])!r}: {error!r}")
                continue
            found.extend(f"{place}: boto3{difference}" for difference in same(theirs["output"], read_by_boto3))
        if "exception" in theirs:
            place = f"{theirs['service']} {theirs['operation']} is refused with {json.dumps(theirs['exception'])}"
            refused = ours["refused"]
            if "problem" in refused:
                found.append(f"{place}: {refused['problem']}")
                continue
            wanted = {"code": theirs["exception"]["told"], "members": theirs["exception"]["members"]}
            found.extend(f"{place}: ours{difference}" for difference in same(wanted, refused["read"]))
            try:
                read_by_boto3 = read_error(theirs, refused["answer"])
            except Exception as error:
                found.append(f"{place}: boto3 can't read {refused['answer']}: {error!r}")
                continue
            found.extend(f"{place}: boto3{difference}" for difference in same(wanted, read_by_boto3))
    print("\n".join(found))
    print(f"{count} requests, of which {unmade} can't be made; {len(found)} differences")
    sys.exit(1 if found else 0)


{"make": make, "compare": compare}[sys.argv[1]](*sys.argv[2:])
