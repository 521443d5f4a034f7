"""The pages that people see. Importing a module declares its pages on the site."""

# ruff: noqa: F401
from functions.web import services
from functions.web.candidate import (
    choosing,
    deferrals,
    details,
    files,
    getting_in,
    home,
    leaving,
    own_data,
    papers,
    password,
    sending,
)
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
from functions.web.developers import reference
from functions.web.pages import site
from functions.web.team import signing_in

lambda_handler = site.handler
