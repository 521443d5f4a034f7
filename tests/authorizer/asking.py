"""The authorizer as the gateway asks it."""

from typing import Any, cast

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.authorizer.handler import lambda_handler
from tests.support.api import Context


def asked(authorization: str) -> dict[str, str]:
    """Who is calling, as the functions will be told."""
    answer = lambda_handler(event(authorization), cast(LambdaContext, Context("authorizer")))
    assert answer["isAuthorized"] is True
    context: dict[str, str] = answer["context"]
    assert all(type(value) is str for value in context.values())
    return context


def event(authorization: str) -> dict[str, Any]:
    return {
        "version": "2.0",
        "type": "REQUEST",
        "routeArn": "arn:aws:execute-api:eu-west-3:123456789012:api/$default/GET/v1/registrations",
        "identitySource": [authorization],
        "routeKey": "GET /v1/registrations",
        "rawPath": "/v1/registrations",
        "rawQueryString": "",
        "headers": {"authorization": authorization},
        "requestContext": {"requestId": "request-0123456789", "routeKey": "GET /v1/registrations", "stage": "$default"},
    }
