"""Services whose shapes are checked with boto3's own models: CodeConnections under its newer name, SQS, SNS and CodeStar Notifications.

Settings come from `starboard env`. Prints one line a step.
"""
import json

import boto3
from botocore.exceptions import ClientError

connections = boto3.client("codeconnections")
host = connections.create_host(Name="disk", ProviderType="GitLabSelfManaged", ProviderEndpoint="file:///srv/git")["HostArn"]
arn = connections.create_connection(ConnectionName="c", HostArn=host)["ConnectionArn"]
assert ":codeconnections:" in arn, arn
assert connections.get_connection(ConnectionArn=arn)["Connection"]["ConnectionStatus"] == "AVAILABLE"
assert [c["ConnectionArn"] for c in connections.list_connections()["Connections"]] == [arn]
assert boto3.client("codestar-connections").get_connection(ConnectionArn=arn)["Connection"]["ConnectionName"] == "c"
connections.delete_connection(ConnectionArn=arn)
try:
    connections.get_connection(ConnectionArn=arn)
    raise SystemExit("a deleted connection is still there")
except connections.exceptions.ResourceNotFoundException:
    print("connections")

sqs = boto3.client("sqs")
url = sqs.create_queue(QueueName="q")["QueueUrl"]
sent = sqs.send_message(QueueUrl=url, MessageBody="hello", MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}, "b": {"DataType": "Binary", "BinaryValue": b"\x00\x01"}})
got = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
assert got["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"] and got["MessageAttributes"]["b"]["BinaryValue"] == b"\x00\x01", got
sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])
try:
    sqs.get_queue_url(QueueName="none")
except sqs.exceptions.QueueDoesNotExist as error:
    assert error.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue", error.response
print("queues")

sns = boto3.client("sns")
topic = sns.create_topic(Name="t")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])
sns.publish(TopicArn=topic, Message="news")
assert json.loads(sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]["Body"])["Message"] == "news"
try:
    sns.publish(TopicArn=topic + "x", Message="news")
except ClientError as error:
    assert error.response["Error"]["Code"] == "NotFound", error.response
print("topics")

rules = boto3.client("codestar-notifications")
failed = "codepipeline-pipeline-pipeline-execution-failed"
pipeline = topic.replace(":sns:", ":codepipeline:")
rule = rules.create_notification_rule(Name="told", EventTypeIds=[failed], Resource=pipeline, Targets=[{"TargetType": "SNS", "TargetAddress": topic}], DetailType="FULL", Tags={"a": "b"})["Arn"]
assert rules.list_notification_rules(Filters=[{"Name": "RESOURCE", "Value": pipeline}])["NotificationRules"][0]["Arn"] == rule
rules.untag_resource(Arn=rule, TagKeys=["a", "c"])
told = rules.describe_notification_rule(Arn=rule)
assert told["Tags"] == {} and told["EventTypes"][0]["EventTypeId"] == failed and told["CreatedTimestamp"].year > 2000, told
rules.delete_notification_rule(Arn=rule)
try:
    rules.describe_notification_rule(Arn=rule)
    raise SystemExit("a deleted rule is still there")
except rules.exceptions.ResourceNotFoundException as error:
    assert error.response["Error"]["Message"], error.response
print("notification rules")
