"""One request to a page, as the page sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from functions.web.api import Api
from functions.web.browser import KEPT_FOR, Browser, Kept, SignIn
from functions.web.typed import Typed

TOKEN: Final = "jeton_formulaire"  # noqa: S105 (the name of a field)
CORRECTION: Final = "correction"
"""The parameter by which a page finds what was typed there and refused."""


class MistakesError(Exception):
    """What is to be corrected, field by field, in their order: `{"ground": "Choisissez un motif"}`."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__()
        self.errors = list(errors.items())


class SignInNeededError(Exception):
    """The page is for somebody who is signed in, or no longer is."""


class Form:
    """A form as it is shown: what stands in its fields, what is to be corrected, and the token that it is sent with."""

    def __init__(self, action: str, token: str, kept: Kept | None, initial: Mapping[str, object]) -> None:
        self.action = action
        self.token = token
        self.errors = kept.errors if kept else []
        self._typed = Typed(kept.typed) if kept else None
        self._initial = initial

    def value(self, name: str) -> str:
        return self._typed.one(name) if self._typed else str(self._initial.get(name) or "")

    def chosen(self, name: str, value: str) -> bool:
        """Whether this one of several values is ticked."""
        if self._typed:
            return value in self._typed.many(name)
        there = self._initial.get(name)
        return value in there if isinstance(there, list | tuple | set) else value == there

    def values(self, name: str) -> list[str]:
        """Those of a field of which several can be ticked."""
        if self._typed:
            return self._typed.many(name)
        there = self._initial.get(name)
        return [str(one) for one in there] if isinstance(there, list | tuple | set) else []

    def error(self, name: str) -> str:
        return next((text for field, text in self.errors if field == name), "")


@dataclass(frozen=True, slots=True)
class Request:
    """`page` is the path without its query. An action has the path of the page that shows its form."""

    page: str
    parameters: Mapping[str, str]
    """Those in the path, such as the reference."""
    query: Typed
    typed: Typed
    """Empty when nothing was sent."""
    browser: Browser
    signed: SignIn | None
    kept: Kept | None
    is_over: bool
    """Somebody was signed in here, and no longer is."""
    api: Api
    now: datetime
    correlation_id: str

    @property
    def signed_in(self) -> SignIn:
        if self.signed is None:
            raise SignInNeededError
        return self.signed

    @property
    def principal(self) -> str:
        return self.signed.principal if self.signed else ""

    def form(self, initial: Mapping[str, object] | None = None, action: str = "") -> Form:
        """With what was typed and refused if there is any, else with `initial`."""
        path = action or self.page
        kept = self.kept if self.kept and self.kept.page == path else None
        return Form(path, self.browser.form_token(path, self.principal), kept, initial or {})

    @property
    def key(self) -> str:
        """Of the action: the same when the same form is sent twice, another when something else is sent with it."""
        sent = sorted((name, *values) for name, values in self.typed.fields.items())
        return sha256(repr((self.page, sent)).encode()).hexdigest()

    def keep(
        self,
        errors: list[tuple[str, str]] | None = None,
        told: Mapping[str, str] | None = None,
        but: tuple[str, ...] = (),
        lasts: timedelta = KEPT_FOR,
    ) -> str:
        """Keeps what was typed for the page that shows the form; the identifier to find it by.

        It is whose the form was, also once they are no longer signed in.
        """
        whose = self.browser.shown_to(self.typed.one(TOKEN), self.page) or self.browser.whose(self.principal)
        kept = Kept(self.page, whose, self.typed.but(TOKEN, *SECRET_FIELDS, *but), errors or [], dict(told or {}))
        return self.browser.keep(kept, now=self.now, lasts=lasts)


SECRET_FIELDS: Final = ("password", "nir", "code")
"""Fields that are typed again."""
