"""What our code sends AWS, compared with the service's own description: the functions leave that out (`shared.aws`)."""

from typing import Any

import boto3
from botocore.exceptions import ParamValidationError
from botocore.validate import ParamValidator


def _on_call(params: dict[str, Any], model: Any, **_: Any) -> None:
    report = ParamValidator().validate(params, model.input_shape)
    if report.has_errors():
        raise ParamValidationError(report=report.generate_report())


def watch() -> None:
    """Every client made from here on compares them."""
    if boto3.DEFAULT_SESSION is None:
        boto3.setup_default_session()
    events: Any = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
    events.register("before-parameter-build", _on_call)
