"""Fills a mock of AWS, asks it for what is in it, and writes each call with what boto3 got, and the models that boto3 has of
these services: `boto3_calls.py URL FILE FOLDER`.

A line of the file is a call: service, operation, input, and the output or the code of the error. Names are those that members
have on the wire, texts of listings are plain, moments are {"$time": seconds}, bytes are base64.
"""

import datetime
import io
import json
import sys
import zipfile

import boto3
from boto3_values import converted, write_model
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

URL, FILE, FOLDER = sys.argv[1:]
REGION = "us-east-1"
out = open(FILE, "w")
clients = {}
calls = []


def client(service):
    if service not in clients:
        clients[service] = boto3.client(
            service, endpoint_url=URL, region_name=REGION, aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret"
        )
    return clients[service]


def ask(service, operation, **params):
    """Notes a call of an operation that changes nothing. It is made once the mock is filled."""
    calls.append((service, operation, params))


def make(service, operation, params):
    """Makes a call, and writes what came of it."""
    api = client(service)
    method = next(method for method, name in api.meta.method_to_api_mapping.items() if name == operation)
    model = api.meta.service_model.operation_model(operation)
    protocol = api.meta.service_model.resolved_protocol
    line = {"service": service, "operation": operation}
    line["input"] = converted(protocol, model.input_shape, params, True) if model.input_shape else {}
    try:
        answer = getattr(api, method)(**params)
        answer.pop("ResponseMetadata")
        answer.pop("EncodingType", None)  # Ours are given plain.
        line["output"] = converted(protocol, model.output_shape, answer, False) if model.output_shape else {}
    except ClientError as error:
        line["error"] = error.response["Error"]["Code"]
        line["status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
    except ResponseParserError:
        return  # The mock has no answer for it.
    out.write(json.dumps(line) + "\n")


def s3():
    s3 = client("s3")
    keys = ["a", "b/c", "b/d e", "ü/ö", "plus+and space", "100%", "dots/../x", "q?a=b&c", "tab\tend"]
    for bucket in ["calls-one", "calls-two"]:
        s3.create_bucket(Bucket=bucket)
        for index, key in enumerate(keys):
            s3.put_object(Bucket=bucket, Key=key, Body=b"x" * index, ContentType="text/plain", Metadata={"n": str(index)})
    s3.put_bucket_tagging(Bucket="calls-one", Tagging={"TagSet": [{"Key": "k", "Value": "ä & <b>"}]})
    s3.put_bucket_versioning(Bucket="calls-two", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_cors(
        Bucket="calls-one",
        CORSConfiguration={"CORSRules": [{"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 5}]},
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket="calls-one",
        LifecycleConfiguration={
            "Rules": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "a"}, "Expiration": {"Days": 3}}]
        },
    )
    s3.put_object_tagging(Bucket="calls-one", Key="a", Tagging={"TagSet": [{"Key": "x", "Value": ""}]})
    upload = s3.create_multipart_upload(Bucket="calls-one", Key="large")["UploadId"]
    s3.upload_part(Bucket="calls-one", Key="large", UploadId=upload, PartNumber=1, Body=b"y" * 100)
    ask("s3", "ListBuckets")
    for bucket in ["calls-one", "calls-two", "calls-none"]:
        for operation in [
            "HeadBucket", "GetBucketLocation", "GetBucketTagging", "GetBucketVersioning", "GetBucketCors",
            "GetBucketLifecycleConfiguration", "GetBucketAcl", "GetBucketPolicy", "GetBucketEncryption",
            "ListMultipartUploads", "ListObjects", "ListObjectsV2", "ListObjectVersions",
        ]:
            ask("s3", operation, Bucket=bucket)
    for params in [{"Prefix": "b/"}, {"Delimiter": "/"}, {"MaxKeys": 2}, {"StartAfter": "b"}, {"Prefix": "ü"}, {"Prefix": "none"}]:
        ask("s3", "ListObjectsV2", Bucket="calls-one", **params)
    for key in keys + ["none"]:
        ask("s3", "HeadObject", Bucket="calls-one", Key=key)
        ask("s3", "GetObjectTagging", Bucket="calls-one", Key=key)
    ask("s3", "HeadObject", Bucket="calls-one", Key="a", IfNoneMatch='"d41d8cd98f00b204e9800998ecf8427e"')
    ask("s3", "GetObjectAcl", Bucket="calls-one", Key="a")
    ask("s3", "ListParts", Bucket="calls-one", Key="large", UploadId=upload)
    ask("s3", "ListParts", Bucket="calls-one", Key="large", UploadId="none")


def dynamodb():
    api = client("dynamodb")
    api.create_table(
        TableName="calls",
        AttributeDefinitions=[{"AttributeName": "h", "AttributeType": "S"}, {"AttributeName": "r", "AttributeType": "N"}],
        KeySchema=[{"AttributeName": "h", "KeyType": "HASH"}, {"AttributeName": "r", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for index in range(12):
        item = {
            "h": {"S": "door"}, "r": {"N": str(index)}, "b": {"B": bytes([0, 255, index])}, "n": {"NULL": True},
            "l": {"L": [{"N": "1.50"}, {"S": "ü"}, {"BOOL": False}]}, "m": {"M": {"in": {"SS": ["x", "y"]}}},
            "ns": {"NS": ["1", "2"]}, "bs": {"BS": [b"q"]},
        }
        api.put_item(TableName="calls", Item=item)
    ask("dynamodb", "ListTables")
    ask("dynamodb", "DescribeTable", TableName="calls")
    ask("dynamodb", "DescribeTable", TableName="none")
    ask("dynamodb", "DescribeTimeToLive", TableName="calls")
    ask("dynamodb", "DescribeContinuousBackups", TableName="calls")
    for index in range(14):
        ask("dynamodb", "GetItem", TableName="calls", Key={"h": {"S": "door"}, "r": {"N": str(index)}})
    ask("dynamodb", "GetItem", TableName="calls", Key={"h": {"S": "door"}})
    for limit in range(1, 8):
        ask("dynamodb", "Scan", TableName="calls", Limit=limit)
        ask(
            "dynamodb", "Query", TableName="calls", Limit=limit, KeyConditionExpression="h = :h AND r > :r",
            ExpressionAttributeValues={":h": {"S": "door"}, ":r": {"N": str(limit)}}, ScanIndexForward=limit % 2 == 0,
        )
    ask("dynamodb", "Query", TableName="calls", KeyConditionExpression="nonsense")
    keys = [{"h": {"S": "door"}, "r": {"N": str(index)}} for index in (1, 2)]
    ask("dynamodb", "BatchGetItem", RequestItems={"calls": {"Keys": keys, "ProjectionExpression": "h, r, b"}})
    ask("dynamodb", "TransactGetItems", TransactItems=[{"Get": {"TableName": "calls", "Key": key}} for key in keys])


def ec2():
    api = client("ec2")
    vpc = api.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = api.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")["Subnet"]["SubnetId"]
    group = api.create_security_group(GroupName="calls", Description="d & e", VpcId=vpc)["GroupId"]
    permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 23, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    api.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    api.create_tags(Resources=[vpc, subnet], Tags=[{"Key": "Name", "Value": "ü <x>"}])
    volume = api.create_volume(AvailabilityZone=REGION + "a", Size=8)["VolumeId"]
    api.create_snapshot(VolumeId=volume, Description="s")
    api.create_key_pair(KeyName="calls")
    api.run_instances(ImageId="ami-12c6146b", MinCount=2, MaxCount=2, SubnetId=subnet, InstanceType="t3.micro")
    for operation in [
        "DescribeVpcs", "DescribeSubnets", "DescribeSecurityGroups", "DescribeRouteTables", "DescribeNetworkAcls",
        "DescribeVolumes", "DescribeKeyPairs", "DescribeInstances", "DescribeInternetGateways", "DescribeRegions",
        "DescribeAvailabilityZones", "DescribeDhcpOptions", "DescribeAddresses", "DescribeTags", "DescribeInstanceStatus",
        "DescribeNetworkInterfaces", "DescribeNatGateways", "DescribeVpcPeeringConnections", "DescribeFlowLogs",
    ]:
        ask("ec2", operation)
    ask("ec2", "DescribeSnapshots", Filters=[{"Name": "volume-id", "Values": [volume]}])
    for params in [{"VpcIds": [vpc]}, {"VpcIds": ["vpc-00000000"]}, {"Filters": [{"Name": "cidr", "Values": ["10.1.0.0/16", "x"]}]}]:
        ask("ec2", "DescribeVpcs", **params)
    for attribute in ["enableDnsSupport", "enableDnsHostnames"]:
        ask("ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute=attribute)
    for limit in range(5, 9):
        ask("ec2", "DescribeInstanceTypes", MaxResults=limit, Filters=[{"Name": "vcpu-info.default-vcpus", "Values": ["2"]}])


def query_services():
    iam = client("iam")
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    for name in ["ann", "bob"]:
        iam.create_user(UserName=name, Path="/p/", Tags=[{"Key": "k", "Value": name}])
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy, Description="d")
        iam.create_group(GroupName=name)
        ask("iam", "GetUser", UserName=name)
        ask("iam", "ListUserTags", UserName=name)
        ask("iam", "ListUserPolicies", UserName=name)
        ask("iam", "ListGroupsForUser", UserName=name)
        ask("iam", "ListAttachedUserPolicies", UserName=name)
        ask("iam", "ListAccessKeys", UserName=name)
        ask("iam", "GetGroup", GroupName=name)
    ask("iam", "GetUser", UserName="none")
    for operation in ["ListUsers", "ListRoles", "ListGroups", "ListInstanceProfiles", "ListAccountAliases", "GetAccountSummary"]:
        ask("iam", operation)
    ask("iam", "ListPolicies", Scope="Local")
    ask("sts", "GetCallerIdentity")
    template = json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "of-stack"}}}})
    client("cloudformation").create_stack(StackName="calls", TemplateBody=template, Tags=[{"Key": "a", "Value": "b"}])
    for operation in ["DescribeStacks", "DescribeStackResources", "ListStackResources", "GetTemplateSummary"]:
        ask("cloudformation", operation, StackName="calls")
    ask("cloudformation", "DescribeStacks", StackName="none")
    ask("cloudformation", "ListStacks")
    watch = client("cloudwatch")
    watch.put_metric_alarm(
        AlarmName="calls", MetricName="m", Namespace="n", Period=60, EvaluationPeriods=1, Threshold=1.5,
        ComparisonOperator="GreaterThanThreshold", Statistic="Sum", Dimensions=[{"Name": "d", "Value": "v"}],
    )
    watch.put_metric_data(Namespace="calls", MetricData=[{"MetricName": "m", "Value": 2.5, "Unit": "Count"}])
    for operation in ["DescribeAlarms", "ListMetrics", "ListDashboards"]:
        ask("cloudwatch", operation)
    ask("cloudwatch", "DescribeAlarmsForMetric", MetricName="m", Namespace="n")
    for operation in ["DescribeCacheClusters", "DescribeReplicationGroups", "DescribeCacheSubnetGroups"]:
        ask("elasticache", operation)
    ask("elasticache", "DescribeCacheClusters", CacheClusterId="none")
    client("redshift").create_cluster(
        ClusterIdentifier="calls", NodeType="ra3.large", MasterUsername="u", MasterUserPassword="Passw0rd", DBName="d"
    )
    for operation in ["DescribeClusters", "DescribeClusterSubnetGroups", "DescribeClusterParameterGroups", "DescribeTags"]:
        ask("redshift", operation)
    ask("redshift", "DescribeClusters", ClusterIdentifier="none")


def json_services():
    sqs = client("sqs")
    for name in ["one", "two"]:
        url = sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "5"}, tags={"t": name})["QueueUrl"]
        ask("sqs", "GetQueueUrl", QueueName=name)
        ask("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        ask("sqs", "ListQueueTags", QueueUrl=url)
    ask("sqs", "ListQueues")
    ask("sqs", "GetQueueUrl", QueueName="none")
    kms = client("kms")
    key = kms.create_key(Description="d", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/calls", TargetKeyId=key)
    for operation in ["DescribeKey", "ListResourceTags", "GetKeyRotationStatus", "ListKeyPolicies"]:
        ask("kms", operation, KeyId=key)
    ask("kms", "GetKeyPolicy", KeyId=key, PolicyName="default")
    ask("kms", "ListKeys")
    ask("kms", "ListAliases")
    ask("kms", "DescribeKey", KeyId="none")
    logs = client("logs")
    logs.create_log_group(logGroupName="calls", tags={"a": "b"})
    logs.create_log_stream(logGroupName="calls", logStreamName="s")
    now = int(datetime.datetime.now().timestamp() * 1000)
    logs.put_log_events(logGroupName="calls", logStreamName="s", logEvents=[{"timestamp": now, "message": "ü \n {}"}])
    ask("logs", "DescribeLogGroups")
    ask("logs", "DescribeLogStreams", logGroupName="calls")
    ask("logs", "GetLogEvents", logGroupName="calls", logStreamName="s")
    ask("logs", "FilterLogEvents", logGroupName="calls")
    ask("logs", "DescribeLogStreams", logGroupName="none")
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="calls", ShardCount=2)
    kinesis.put_record(StreamName="calls", Data=b"\x00\xff", PartitionKey="p")
    for operation in ["DescribeStream", "DescribeStreamSummary", "ListShards", "ListTagsForStream"]:
        ask("kinesis", operation, StreamName="calls")
    ask("kinesis", "ListStreams")
    ask("kinesis", "DescribeStream", StreamName="none")
    events = client("events")
    events.put_rule(Name="calls", ScheduleExpression="rate(5 minutes)", Description="d")
    events.put_targets(Rule="calls", Targets=[{"Id": "t", "Arn": "arn:aws:sqs:us-east-1:1:q", "Input": "{}"}])
    ask("events", "ListRules")
    ask("events", "DescribeRule", Name="calls")
    ask("events", "ListTargetsByRule", Rule="calls")
    ask("events", "ListEventBuses")
    ask("events", "DescribeRule", Name="none")
    client("ecr").create_repository(repositoryName="calls", tags=[{"Key": "a", "Value": "b"}])
    ask("ecr", "DescribeRepositories")
    ask("ecr", "ListImages", repositoryName="calls")
    ask("ecr", "DescribeRepositories", repositoryNames=["none"])
    glue = client("glue")
    glue.create_database(DatabaseInput={"Name": "calls", "Parameters": {"a": "b"}})
    columns = [{"Name": "c", "Type": "string", "Parameters": {"x": "y"}}]
    glue.create_table(DatabaseName="calls", TableInput={"Name": "t", "StorageDescriptor": {"Columns": columns}})
    ask("glue", "GetDatabases")
    ask("glue", "GetDatabase", Name="calls")
    ask("glue", "GetTables", DatabaseName="calls")
    ask("glue", "GetTable", DatabaseName="calls", Name="t")
    ask("glue", "GetTable", DatabaseName="calls", Name="none")


def rest_json_services():
    role = client("iam").get_role(RoleName="ann")["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("f.py", "def f(event, context):\n    return event\n")
    for name in ["f", "g"]:
        client("lambda").create_function(
            FunctionName=name, Runtime="python3.12", Role=role, Handler="f.f", Code={"ZipFile": archive.getvalue()},
            Environment={"Variables": {"A": "b"}}, Tags={"t": name},
        )
        for operation in ["GetFunction", "GetFunctionConfiguration", "ListVersionsByFunction", "ListAliases"]:
            ask("lambda", operation, FunctionName=name)
    ask("lambda", "ListFunctions")
    ask("lambda", "ListFunctions", MaxItems=1)
    ask("lambda", "ListLayers")
    ask("lambda", "ListEventSourceMappings")
    ask("lambda", "GetFunction", FunctionName="none")
    eks = client("eks")
    eks.create_cluster(name="calls", roleArn=role, resourcesVpcConfig={"subnetIds": ["subnet-1"]}, tags={"a": "b"})
    ask("eks", "ListClusters")
    ask("eks", "DescribeCluster", name="calls")
    ask("eks", "ListNodegroups", clusterName="calls")
    ask("eks", "DescribeCluster", name="none")
    client("iot").create_thing(thingName="calls", attributePayload={"attributes": {"a": "b"}})
    for operation in ["ListThings", "ListThingTypes", "ListPolicies"]:
        ask("iot", operation)
    ask("iot", "DescribeThing", thingName="calls")
    ask("iot", "DescribeThing", thingName="none")


def xml_services():
    route53 = client("route53")
    zones = [route53.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"] for name in ["one.example.", "two.example."]]
    records = [
        {"Name": "a.one.example.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}, {"Value": "192.0.2.2"}]},
        {"Name": "*.one.example.", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": '"a & <b>"'}]},
        {"Name": "w.one.example.", "Type": "CNAME", "SetIdentifier": "x", "Weight": 3, "TTL": 5, "ResourceRecords": [{"Value": "a.one.example"}]},
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": record} for record in records]
    route53.change_resource_record_sets(HostedZoneId=zones[0], ChangeBatch={"Comment": "c", "Changes": changes})
    check = {"IPAddress": "192.0.2.3", "Port": 80, "Type": "HTTP", "ResourcePath": "/x?y=z", "RequestInterval": 10, "FailureThreshold": 2}
    health = route53.create_health_check(CallerReference="calls", HealthCheckConfig=check)["HealthCheck"]["Id"]
    # With the path before it, as answers had it, and without.
    for zone in zones + [zones[0].rsplit("/", 1)[1]]:
        ask("route53", "GetHostedZone", Id=zone)
        ask("route53", "ListResourceRecordSets", HostedZoneId=zone)
        ask("route53", "ListTagsForResource", ResourceType="hostedzone", ResourceId=zone.rsplit("/", 1)[-1])
        ask("route53", "GetDNSSEC", HostedZoneId=zone)
    for params in [{"MaxItems": "1"}, {"StartRecordName": "a.one.example.", "StartRecordType": "A"}]:
        ask("route53", "ListResourceRecordSets", HostedZoneId=zones[0], **params)
    ask("route53", "ListHostedZones")
    ask("route53", "ListHostedZones", MaxItems="1")
    ask("route53", "ListHostedZonesByName", DNSName="two.example.")
    ask("route53", "GetHostedZoneCount")
    ask("route53", "ListHealthChecks")
    ask("route53", "GetHealthCheck", HealthCheckId=health)
    ask("route53", "GetHostedZone", Id="none")


def more_query_services():
    sns = client("sns")
    for name in ["one", "two"]:
        topic = sns.create_topic(Name=name, Attributes={"DisplayName": "ü <x>"}, Tags=[{"Key": "a", "Value": name}])["TopicArn"]
        subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:one")
        sns.set_subscription_attributes(
            SubscriptionArn=subscription["SubscriptionArn"], AttributeName="FilterPolicy", AttributeValue='{"k": ["v"]}'
        )
        ask("sns", "GetTopicAttributes", TopicArn=topic)
        ask("sns", "ListSubscriptionsByTopic", TopicArn=topic)
        ask("sns", "GetSubscriptionAttributes", SubscriptionArn=subscription["SubscriptionArn"])
        ask("sns", "ListTagsForResource", ResourceArn=topic)
    for operation in ["ListTopics", "ListSubscriptions", "ListPlatformApplications", "GetSMSAttributes"]:
        ask("sns", operation)
    ask("sns", "GetTopicAttributes", TopicArn="arn:aws:sns:us-east-1:123456789012:none")
    rds = client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="calls", DBInstanceClass="db.t3.micro", Engine="postgres", AllocatedStorage=10, MasterUsername="u",
        MasterUserPassword="Passw0rd", Tags=[{"Key": "a", "Value": "b"}],
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="calls-s", DBInstanceIdentifier="calls")
    ask("rds", "DescribeDBInstances")
    ask("rds", "DescribeDBInstances", DBInstanceIdentifier="none")
    ask("rds", "DescribeDBSnapshots", DBInstanceIdentifier="calls")
    for operation in ["DescribeDBClusters", "DescribeDBSubnetGroups", "DescribeDBParameterGroups", "DescribeOptionGroups"]:
        ask("rds", operation)
    ses = client("ses")
    ses.verify_email_identity(EmailAddress="a@example.com")
    ses.create_template(Template={"TemplateName": "t", "SubjectPart": "s", "TextPart": "ü {{x}}", "HtmlPart": "<b>"})
    for operation in ["ListIdentities", "GetSendQuota", "ListTemplates", "ListVerifiedEmailAddresses"]:
        ask("ses", operation)
    ask("ses", "GetTemplate", TemplateName="t")
    ask("ses", "GetTemplate", TemplateName="none")


for fill_and_ask in [
    s3, dynamodb, ec2, query_services, json_services, rest_json_services, xml_services, more_query_services
]:
    fill_and_ask()
for call in calls:
    make(*call)
for service in clients:
    write_model(service, FOLDER)
