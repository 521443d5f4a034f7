"""What sign-in answers: a token, or what is asked for before there is one."""

from typing import Literal

from pydantic import RootModel

from shared.registration.view import View


class TokenView(View):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 (a kind of token)
    expires_in: int
    """Seconds."""
    refresh_token: str


class ChallengeView(View):
    """`secret` (base 32) and `otpauth_uri` are for the authenticator app, at set-up only."""

    challenge: Literal["second-factor", "second-factor-setup"]
    session: str
    expires_in: int
    secret: str | None = None
    otpauth_uri: str | None = None


class DoneView(View):
    """Nothing to tell; to whoever asks for a mail, the same whether or not there is somebody to write to."""


class AddressAskedView(View):
    """A function of what was typed alone, so that it tells nothing of who is registered."""

    suggestion: str | None
    """The address that was probably meant: to propose, never imposed."""


class SignInView(RootModel[TokenView | ChallengeView]):
    """Either of the two."""
