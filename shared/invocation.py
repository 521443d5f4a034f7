"""What every handler of a function is wrapped in."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.metrics import Metric, emit

Handler = Callable[[Any, LambdaContext], Any]


def invoked(logger: Logger) -> Callable[[Handler], Handler]:
    """Each line of the log names its invocation and carries nothing of the one before; cold starts are counted."""

    def wrapping(handler: Handler) -> Handler:
        logged = logger.inject_lambda_context(handler, clear_state=True)

        @wraps(handler)
        def run(event: Any, context: LambdaContext) -> Any:
            _cold_start()
            return logged(event, context)

        return run

    return wrapping


@cache
def _cold_start() -> None:
    """Once in the life of an instance."""
    emit({Metric.COLD_STARTS: 1})
