import boto3
from report import report

# As applications have it: a client that is told nothing.
report({"client": lambda: boto3.client("sts").get_caller_identity()["Arn"]})
