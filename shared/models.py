"""The two kinds of models that read data from outside: what people send, and what the table holds; and their dates."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticKnownError

from shared.patterns import pattern

_Refusal = Literal["date_parsing", "datetime_parsing"]
_DAY: Final = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].+")


def _written(form: re.Pattern[str], read: Callable[[str], date], otherwise: _Refusal) -> BeforeValidator:
    """A text of digits would else count seconds since 1970: pydantic takes it so, strict or not."""

    def check(given: Any) -> Any:
        if not isinstance(given, str):
            return given
        try:
            if form.fullmatch(given.strip()):
                return read(given.strip())
        except ValueError:
            pass
        raise PydanticKnownError(otherwise, {"error": "another form"})

    return BeforeValidator(check)


Day = Annotated[date, _written(_DAY, date.fromisoformat, "date_parsing")]
Instant = Annotated[AwareDatetime, _written(_INSTANT, datetime.fromisoformat, "datetime_parsing")]


class Strict(BaseModel):
    """What people and programs send: closed, so that a state, a price or a centre can never be slipped in."""

    # hide_input_in_errors: the text of an error would otherwise carry the refused value into the logs.
    # defer_build: a function imports more models than a call uses.
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True, defer_build=True
    )


class Stored(BaseModel):
    """What the table holds: keys and index attributes stand beside it and are not part of it."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, defer_build=True)

    def attributes(self) -> dict[str, Any]:
        """As stored: enumerations and dates as text, what is not there left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Nothing(Strict):
    """An action that needs no word more: `{}`, or no body at all."""
