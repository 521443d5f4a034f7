"""What this project asks of its template and general scanners do not know, or take for something else."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from tools.gates.finding import Finding
from tools.gates.project import ROOT, Project
from tools.gates.resolving import Resolver

DESCRIPTION: Final = ROOT / "functions" / "catalogue" / "openapi.json"
KEPT: Final = ("AWS::Cognito::UserPool", "AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket")
TRIES_PER_VISIBILITY: Final = 6
"""What Lambda asks for: a message is not seen a second time while a slow batch of it is being handled."""
MODERN_TLS: Final = ("TLSv1.2", "TLSv1.3")
UNAUTHENTICATED: Final = ("ANY /v1/{proxy+}", "$default")
"""What no operation answers, and the pages, which know the person by themselves."""

Broken = Iterator[tuple[str, str]]
"""The resource, and what is wrong with it."""


def name_of(reference: Any) -> str:
    """The logical name in a `Ref` or a `GetAtt`; empty for anything else."""
    match reference:
        case {"Ref": str() as name} | {"Fn::GetAtt": [str() as name, *_]}:
            return name
    return ""


def function_of(project: Project, reference: Any) -> str:
    """The function that is called, by itself or by an alias."""
    name = name_of(reference)
    aliases = dict(project.of_type("AWS::Lambda::Alias"))
    return name_of(aliases[name]["FunctionName"]) if name in aliases else name


def found_under(key: str, inside: Any) -> Iterator[Any]:
    """Every value that stands under this key, however deep."""
    if isinstance(inside, dict):
        if key in inside:
            yield inside[key]
        inside = list(inside.values())
    if isinstance(inside, list):
        for one in inside:
            yield from found_under(key, one)


def a_bucket_says_how_it_encrypts(project: Project) -> Broken:
    for name, bucket in project.of_type("AWS::S3::Bucket"):
        if "BucketEncryption" not in bucket:
            yield name, "leaves its encryption to the account"


def a_queue_is_encrypted(project: Project) -> Broken:
    for name, queue in project.of_type("AWS::SQS::Queue"):
        if not queue.get("SqsManagedSseEnabled") and "KmsMasterKeyId" not in queue:
            yield name, "keeps its messages as they are"


def a_queue_gives_up_what_nobody_can_take(project: Project) -> Broken:
    """Unless it is where others give up theirs."""
    sources = ("RedrivePolicy", "DeadLetterConfig", "OnFailure")
    last = {
        name_of(target)
        for key in sources
        for given in found_under(key, project.template["Resources"])
        for target in given.values()
    }
    for name, queue in project.of_type("AWS::SQS::Queue"):
        if name not in last and "RedrivePolicy" not in queue:
            yield name, "tries a message for ever: no dead letters"


def a_batch_is_not_seen_twice(project: Project) -> Broken:
    queues = dict(project.of_type("AWS::SQS::Queue"))
    functions = dict(project.of_type("AWS::Lambda::Function"))
    for _, mapping in project.of_type("AWS::Lambda::EventSourceMapping"):
        queue, function = name_of(mapping["EventSourceArn"]), function_of(project, mapping["FunctionName"])
        if queue in queues:
            needed = TRIES_PER_VISIBILITY * functions[function].get("Timeout", 3)
            if queues[queue].get("VisibilityTimeout", 30) < needed:
                yield queue, f"shows a message again before {needed} s, six times the limit of {function}"


def what_cannot_be_made_again_is_kept(project: Project) -> Broken:
    for name, _ in project.of_type(*KEPT):
        resource = project.template["Resources"][name]
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            if resource.get(policy) != "Retain":
                yield name, f"{policy} is not Retain"


def a_store_of_people_is_protected(project: Project) -> Broken:
    for name, table in project.of_type("AWS::DynamoDB::Table"):
        if table.get("DeletionProtectionEnabled") is not True:
            yield name, "can be deleted by one call"
    for name, pool in project.of_type("AWS::Cognito::UserPool"):
        if pool.get("DeletionProtection") != "ACTIVE":
            yield name, "can be deleted by one call"


def whoever_calls_is_known(project: Project) -> Broken:
    """But for the operations that the API's own description calls public."""
    paths = json.loads(DESCRIPTION.read_text(encoding="utf-8"))["paths"]
    public = {
        f"{method.upper()} {path}"
        for path, operations in paths.items()
        for method, operation in operations.items()
        if operation.get("security") == []
    }
    for name, route in project.of_type("AWS::ApiGatewayV2::Route"):
        authorized = route.get("AuthorizationType") == "CUSTOM" and name_of(route.get("AuthorizerId"))
        if not authorized and route["RouteKey"] not in public | set(UNAUTHENTICATED):
            yield name, f"{route['RouteKey']} asks nobody who they are"


def the_gateway_slows_down_a_flood(project: Project) -> Broken:
    for name, stage in project.of_type("AWS::ApiGatewayV2::Stage"):
        if not {"ThrottlingRateLimit", "ThrottlingBurstLimit"} <= stage.get("DefaultRouteSettings", {}).keys():
            yield name, "has no limit of requests per second"


def only_a_service_calls_a_function(project: Project) -> Broken:
    for name, permission in project.of_type("AWS::Lambda::Permission"):
        if not str(permission["Principal"]).endswith(".amazonaws.com"):
            yield name, f"lets {permission['Principal']} call {function_of(project, permission['FunctionName'])}"
        if "SourceArn" not in permission:
            yield name, "does not say for which resource"


def a_run_that_fails_is_kept(project: Project) -> Broken:
    """What a schedule calls, nobody waits for."""
    kept = {
        name_of(one["FunctionName"])
        for _, one in project.of_type("AWS::Lambda::EventInvokeConfig")
        if "OnFailure" in one.get("DestinationConfig", {})
    }
    for name, schedule in project.of_type("AWS::Scheduler::Schedule"):
        if "DeadLetterConfig" not in schedule["Target"]:
            yield name, "loses the calls that it cannot make"
        function = function_of(project, schedule["Target"]["Arn"])
        if function not in kept:
            yield function, "loses the runs that fail"


def a_log_is_kept_for_a_time(project: Project) -> Broken:
    """The one that Lambda would make is kept for ever."""
    groups = dict(project.of_type("AWS::Logs::LogGroup"))
    for name, function in project.of_type("AWS::Lambda::Function"):
        if name_of(function.get("LoggingConfig", {}).get("LogGroup")) not in groups:
            yield name, "writes to a log that is kept for ever"


def a_state_machine_tells_what_it_did_and_not_about_whom(project: Project) -> Broken:
    for name, machine in project.of_type("AWS::StepFunctions::StateMachine"):
        logging = machine.get("LoggingConfiguration", {})
        if logging.get("Level") != "ALL" or not logging.get("Destinations"):
            yield name, "leaves no log of every step"
        if logging.get("IncludeExecutionData"):
            yield name, "logs what it was told"


def a_connection_is_modern(project: Project) -> Broken:
    for name, distribution in project.of_type("AWS::CloudFront::Distribution"):
        for version in found_under("MinimumProtocolVersion", distribution):
            if not version.startswith(MODERN_TLS):
                yield name, f"lets browsers speak {version}"
        for origin in found_under("CustomOriginConfig", distribution):
            if origin["OriginProtocolPolicy"] != "https-only" or set(origin["OriginSSLProtocols"]) - set(MODERN_TLS):
                yield name, "speaks to an origin without TLS, or with an old one"


def what_comes_in_the_clear_is_refused(project: Project) -> Broken:
    resolver = Resolver(project.template)
    refused = {
        name_of(target)
        for _, policy in project.of_type("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy")
        for target in policy.get("Queues", [policy.get("Bucket")])
        for statement in resolver.resolved(policy["PolicyDocument"]["Statement"])
        if statement["Effect"] == "Deny"
        and statement.get("Principal") == "*"
        and statement.get("Condition") == {"Bool": {"aws:SecureTransport": False}}
    }
    for name, _ in project.of_type("AWS::S3::Bucket", "AWS::SQS::Queue"):
        if name not in refused:
            yield name, "answers without TLS"


def no_scanner_is_told_to_look_away(project: Project) -> Broken:
    """What stays is in infra/exceptions.yaml, with its reason."""
    for name, resource in project.template["Resources"].items():
        for scanner in {"cfn-lint", "checkov"} & resource.get("Metadata", {}).keys():
            yield name, f"tells {scanner} to look away"


RULES: Final[tuple[Callable[[Project], Broken], ...]] = (
    a_bucket_says_how_it_encrypts,
    a_queue_is_encrypted,
    a_queue_gives_up_what_nobody_can_take,
    a_batch_is_not_seen_twice,
    what_cannot_be_made_again_is_kept,
    a_store_of_people_is_protected,
    whoever_calls_is_known,
    the_gateway_slows_down_a_flood,
    only_a_service_calls_a_function,
    a_run_that_fails_is_kept,
    a_log_is_kept_for_a_time,
    a_state_machine_tells_what_it_did_and_not_about_whom,
    a_connection_is_modern,
    what_comes_in_the_clear_is_refused,
    no_scanner_is_told_to_look_away,
)


def own_rules(project: Project) -> Iterator[Finding]:
    for rule in RULES:
        name = rule.__name__.replace("_", "-")
        yield from (Finding("template", name, where, message) for where, message in rule(project))
