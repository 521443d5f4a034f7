"""The two kinds of models that read data from outside: what people send, and what the table holds."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """What people and programs send: closed, so that a state, a price or a centre can never be slipped in."""

    # hide_input_in_errors: the text of an error would otherwise carry the refused value into the logs.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True)


class Stored(BaseModel):
    """What the table holds: keys and index attributes stand beside it and are not part of it."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    def attributes(self) -> dict[str, Any]:
        """As stored: enumerations and dates as text, what is not there left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Nothing(Strict):
    """An action that needs no word more: `{}`, or no body at all."""
