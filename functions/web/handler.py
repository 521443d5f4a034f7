"""The pages that people see. Importing a module declares its pages on the site."""

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
from functions.web.pages import site
from functions.web.team import signing_in

__all__ = [
    "choosing",
    "deferrals",
    "details",
    "files",
    "getting_in",
    "home",
    "lambda_handler",
    "leaving",
    "own_data",
    "papers",
    "password",
    "sending",
    "services",
    "signing_in",
    "site",
]

lambda_handler = site.handler
