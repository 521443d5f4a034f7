"""What could not be done, and what to do next: every command's errors leave by this door."""

from collections.abc import Iterator
from typing import Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    UnauthorizedSSOTokenError,
)
from pydantic import ValidationError

from shared.problems.calls import DomainError
from shared.table import StaleError, TableBusyError


class OperatorError(Exception):
    """It could not be done; `advice` is what to do next."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.advice = advice


EXPECTED: Final = (
    *(OperatorError, DomainError, ValidationError, StaleError, TableBusyError),
    *(ClientError, BotoCoreError),
)

_NO_CREDENTIALS: Final = (NoCredentialsError, PartialCredentialsError, ProfileNotFound, UnauthorizedSSOTokenError)
_EXPIRED: Final = {"ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId"}
_DENIED: Final = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "KMSAccessDenied"}
_FIRST_ASKED: Final = {"GetFunctionConfiguration", "Invoke", "DescribeStacks", "GetQueueUrl"}
_NOT_THERE: Final = {
    *("ResourceNotFoundException", "ValidationError"),
    *("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
}
_WITH_CREDENTIALS: Final = "Sign in as for the AWS CLI (`aws sso login`); `aws sts get-caller-identity` says as whom."


def told(error: Exception, environment: str) -> str:
    """Two lines or more: what, then what to do."""
    return "\n".join(_lines(error, environment))


def _lines(error: Exception, environment: str) -> Iterator[str]:
    match error:
        case OperatorError():
            yield str(error)
            yield error.advice
        case DomainError():
            yield f"Refused: {error.detail}"
        case ValidationError():
            yield from (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))
        case StaleError() | TableBusyError():
            yield "Somebody else was changing the same thing at every attempt; nothing was written."
            yield "Run the command again."
        case ClientError():
            yield from _of_aws(error, environment)
        case EndpointConnectionError():
            yield f"Nothing answers: {error}"
            yield "Locally: `make run` in another terminal. On AWS: is AWS_REGION right, and the network there?"
        case _ if isinstance(error, _NO_CREDENTIALS):
            yield "There are no AWS credentials."
            yield _WITH_CREDENTIALS
        case _:
            yield f"{type(error).__name__}: {error}"
            yield "If it concerns the region: `export AWS_REGION=eu-west-3`, or wherever the stack is."


def _of_aws(error: ClientError, environment: str) -> Iterator[str]:
    code, operation = error.response["Error"]["Code"], error.operation_name
    if code in _EXPIRED:
        yield "The AWS credentials are not accepted, or no longer."
        yield _WITH_CREDENTIALS
    elif code in _DENIED:
        yield f"These credentials may not call {operation}."
        yield "Take the role that operates Certif-UP; for the export of numbers, the one that NirExporter names."
    elif operation in _FIRST_ASKED and code in _NOT_THERE:
        yield f"There is no environment « {environment} » in this account and region."
        yield "`aws cloudformation describe-stacks --query 'Stacks[].StackName'` lists them; check AWS_REGION."
    else:
        yield f"{operation} was refused: {code}."
        yield "Nothing is lost by running it again; docs/runbooks/ says more."
