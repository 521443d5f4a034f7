"""Orders for the mails about accounts: the second kind of order in the mail queue.

An order says what is meant to happen, never whether anybody is there: the mailer looks the person up, so that the API
does the same for everybody. Passwords, tokens and NIRs are never in an order.
"""

from enum import StrEnum


class Letter(StrEnum):
    """With what its order holds besides."""

    NUC = "nuc"
    """`known_as`"""
    PASSWORD = "password"  # noqa: S105 (a kind of letter)
    """`user_name`"""
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 (a kind of letter)
    """`user_name`"""
    FIRST_TIME = "first-time"
    """`email`"""
    WELCOME = "welcome"
    """`user_name`: the NUC that has just been given."""
    ADDRESS = "address"
    """`user_name`, `email`: the new address, to be confirmed."""
    ADDRESS_CHANGED = "address-changed"
    """`user_name`, `email`: the old address, which is told."""
    ADDRESS_CORRECTED = "address-corrected"
    """`user_name`: told at the new address, which the association has set."""
