"""The pages that people see. Importing a module declares its pages on the site."""

from functions.web import services
from functions.web.candidate import details, getting_in, home, password
from functions.web.centre import (
    api_keys,
    file,
    late_payments,
    payments,
    prevalidation,
    received,
    refusal,
    settings,
    sittings,
    statement,
)
from functions.web.pages import site
from functions.web.team import signing_in

__all__ = [
    "api_keys",
    "details",
    "file",
    "getting_in",
    "home",
    "lambda_handler",
    "late_payments",
    "password",
    "payments",
    "prevalidation",
    "received",
    "refusal",
    "services",
    "settings",
    "signing_in",
    "site",
    "sittings",
    "statement",
]

lambda_handler = site.handler
