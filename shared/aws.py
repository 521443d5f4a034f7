"""How the functions call AWS: every call has an end, and botocore spends no more on it than it must.

Three things that botocore does for each call anew buy nothing here, and are left out. `make bench` shows what a call
takes with and without each of them.
"""

from typing import Any, Final

from botocore.config import Config
from botocore.model import MapShape
from botocore.parsers import PROTOCOL_PARSERS, JSONParser

CONNECT_SECONDS: Final = 2
USER_AGENT: Final = "certif-up"


def limits(read_seconds: int = 8, attempts: int = 3) -> Config:
    """For a client: how long a try may last, and how many there may be. By itself botocore waits a minute, five times.

    Two of its services are switched off: parameters are not compared with the service's description first (AWS refuses
    what is wrong in the same way, and the tests compare them), and the user agent is a name instead of a list of what
    is installed, put together for each call.
    """
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
        parameter_validation=False,
        user_agent=USER_AGENT,
    )


class ItemParser(JSONParser):
    """botocore's own, but items are left as the JSON has them: of all that they hold only bytes would read otherwise.

    botocore looks in each attribute for each of the ten kinds of value that it might have. Nothing of ours is bytes
    (`shared.attributes` would refuse them).
    """

    def _handle_map(self, shape: MapShape, value: Any) -> Any:
        if shape.value.name == "AttributeValue":
            return value
        return super()._handle_map(shape, value)  # type: ignore[misc] # not in the types


PROTOCOL_PARSERS["json"] = ItemParser  # type: ignore[assignment] # the types have its instances
