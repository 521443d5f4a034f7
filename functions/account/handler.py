"""Accounts: getting in, getting in again, one's own details. Importing a module declares its operations on the door."""

from functions.account import (
    addresses,
    api_keys,
    candidates_import,
    first_time,
    me,
    nir,
    nirs_to_check,
    nuc_reminders,
    password_resets,
    people,
    refresh,
    second_factor,
    sessions,
    sign_in,
)
from functions.account.door import door

__all__ = [
    "addresses",
    "api_keys",
    "candidates_import",
    "door",
    "first_time",
    "lambda_handler",
    "me",
    "nir",
    "nirs_to_check",
    "nuc_reminders",
    "password_resets",
    "people",
    "refresh",
    "second_factor",
    "sessions",
    "sign_in",
]

lambda_handler = door.handler
