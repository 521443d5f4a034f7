"""Deploys the template to the local cloud as `make build` and `sam deploy` would to AWS.

Everything comes from `infra/template.yaml`. What is changed on the way is what the emulators cannot take, with its
reason beside it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, WaiterError
from samtranslator.yaml_helper import yaml_parse

from local.cloud import ENVIRONMENT, REGION, Cloud
from tools.building import packing
from tools.deploy.stages import digest
from tools.translate import translated

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "infra" / "template.yaml"
PATIENCE_SECONDS = 60
BUCKET = "artifacts"
STACK = f"certif-up-{ENVIRONMENT}"
DOMAIN = "127.0.0.1"
OFTEN = {"Delay": 0.1, "MaxAttempts": 600}

Template = dict[str, Any]


class DeploymentError(Exception):
    """The stack could not be made; the text says which resource and why."""


def deploy(cloud: Cloud, parameters: dict[str, str]) -> dict[str, str]:
    """The outputs of the stack."""
    template = deployable(_uploader(cloud.client("s3")), parameters)
    if is_deployed(cloud):
        # After a restart the emulator delivers nothing more from a stream whose mapping it has kept: drop it first.
        _apply(cloud, _without_stream_mapping(template), parameters)
    outputs = _apply(cloud, template, parameters)
    _run_state_machine(cloud, outputs["StateMachineArn"])
    _name_api(cloud, outputs["ApiId"])
    return outputs


def deployable(upload: Callable[[Path], str], parameters: dict[str, str]) -> Template:
    """The template with its local paths uploaded, translated to CloudFormation, adapted to the emulator."""
    template: Template = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    template["Globals"]["Function"]["Environment"]["Variables"]["SETTINGS_DIGEST"] = digest(parameters)
    # The workers run on this interpreter, which has the dependencies.
    template["Resources"].pop("DependenciesLayer")
    template["Resources"].pop("PrintingLayer")
    template["Resources"]["Printing"]["Properties"].pop("Layers")
    template["Globals"]["Function"]["Layers"] = [{"Ref": "SharedLayer"}]
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for name in {"CodeUri", "ContentUri", "DefinitionUri"} & properties.keys():
            properties[name] = upload((TEMPLATE.parent / properties[name]).resolve())
    adapted = translated(template, parameters)
    # With roles enforced, the emulator would refuse everything: it speaks no TLS.
    adapted["Resources"].pop("DocumentsBucketPolicy")
    adapted = _without_edge(_keys_in_any_context(_mail_from_anywhere(adapted)))
    return _patient(_without_what_nobody_evaluates(_all_at_once(adapted)))


def _patient(template: Template) -> Template:
    """All functions share one machine: fifty at once take longer than on AWS, where each has one of its own."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            properties = resource["Properties"]
            properties["Timeout"] = max(properties["Timeout"], PATIENCE_SECONDS)
    return template


def _all_at_once(template: Template) -> Template:
    """The emulator has no CodeDeploy, which moves an alias from one version to the next; here it moves by itself."""
    resources = {
        name: {key: value for key, value in resource.items() if key != "UpdatePolicy"}
        for name, resource in template["Resources"].items()
        if not resource["Type"].startswith("AWS::CodeDeploy::")
    }
    return template | {"Resources": resources}


def _without_edge(template: Template) -> Template:
    """Nothing here is an edge: `web` serves its files itself. The proof stays: `web` reads it when one is claimed."""
    resources = {
        name: resource
        for name, resource in template["Resources"].items()
        if not resource["Type"].startswith("AWS::CloudFront::") and name not in {"StaticBucket", "StaticBucketPolicy"}
    }
    outputs = {
        name: output
        for name, output in template["Outputs"].items()
        if name not in {"SiteUrl", "StaticBucketName", "DistributionId"}
    }
    return template | {"Resources": resources, "Outputs": outputs}


def _without_what_nobody_evaluates(template: Template) -> Template:
    """The emulator has no saved queries, and of the alarms only those on one metric: the tests evaluate the others."""
    resources = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] != "AWS::Logs::QueryDefinition"
        and not (resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"])
    }
    return template | {"Resources": resources}


def _mail_from_anywhere(template: Template) -> Template:
    """With roles enforced, the emulator sees `*` as the resource of every mail and would refuse all of them."""
    for statement in template["Resources"]["MailerRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]:
        if statement["Action"] == "ses:SendRawEmail":
            statement["Resource"] = "*"
    return template


def _keys_in_any_context(template: Template) -> Template:
    """With roles enforced, the emulator knows neither the encryption context nor the algorithm of a call to KMS."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::KMS::Key":
            for statement in resource["Properties"]["KeyPolicy"]["Statement"]:
                statement.pop("Condition", None)
    return template


def _without_stream_mapping(template: Template) -> Template:
    resources = {
        name: resource
        for name, resource in template["Resources"].items()
        if not (resource["Type"] == "AWS::Lambda::EventSourceMapping" and "StartingPosition" in resource["Properties"])
    }
    return template | {"Resources": resources}


def _uploader(s3: Any) -> Callable[[Path], str]:
    if BUCKET not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})

    def upload(source: Path) -> str:
        content = source.read_bytes() if source.is_file() else packing.zipped(packing.code(source))
        key = f"{hashlib.sha256(content).hexdigest()}{source.suffix}"
        s3.put_object(Bucket=BUCKET, Key=key, Body=content)
        return f"s3://{BUCKET}/{key}"

    return upload


def is_deployed(cloud: Cloud) -> bool:
    """Whether there is a stack to update. One whose creation failed is none, and is taken out of the way."""
    cloudformation = cloud.client("cloudformation")
    try:
        [stack] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    except ClientError:
        return False
    if stack["StackStatus"] != "ROLLBACK_COMPLETE":
        return True
    cloudformation.delete_stack(StackName=STACK)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig=OFTEN)
    return False


def _apply(cloud: Cloud, template: Template, parameters: dict[str, str]) -> dict[str, str]:
    cloudformation = cloud.client("cloudformation")
    # From the bucket, as `sam deploy` does: sent with the call it could be 51,200 bytes long at most.
    content = json.dumps(template).encode()
    cloud.client("s3").put_object(Bucket=BUCKET, Key="template.json", Body=content)
    change, waiter = (
        (cloudformation.update_stack, "stack_update_complete")
        if is_deployed(cloud)
        else (cloudformation.create_stack, "stack_create_complete")
    )
    try:
        change(
            StackName=STACK,
            TemplateURL=f"{cloud.aws_url}/{BUCKET}/template.json",
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        cloudformation.get_waiter(waiter).wait(StackName=STACK, WaiterConfig=OFTEN)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise DeploymentError(str(error)) from error
    except WaiterError as error:
        raise DeploymentError("\n".join(_failures(cloudformation)) or str(error)) from error
    [stack] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _failures(cloudformation: Any) -> Iterator[str]:
    for page in cloudformation.get_paginator("describe_stack_events").paginate(StackName=STACK):
        for event in page["StackEvents"]:
            if event["ResourceStatus"].endswith("FAILED"):
                yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}"


def _run_state_machine(cloud: Cloud, arn: str) -> None:
    """The machine as deployed, again in the emulator that interprets it as AWS does, time-outs of tokens included."""
    deployed = cloud.client("stepfunctions", cloud.aws_url).describe_state_machine(stateMachineArn=arn)
    cloud.client("stepfunctions").create_state_machine(
        name=deployed["name"], definition=deployed["definition"], roleArn=deployed["roleArn"]
    )


def _name_api(cloud: Cloud, api_id: str) -> None:
    """Makes the address of this machine the API's own domain, so that its paths begin at the root."""
    gateway = cloud.client("apigatewayv2")
    names = {domain["DomainName"] for domain in gateway.get_domain_names()["Items"]}
    if DOMAIN not in names:
        gateway.create_domain_name(DomainName=DOMAIN)
        gateway.create_api_mapping(DomainName=DOMAIN, ApiId=api_id, Stage="$default")
