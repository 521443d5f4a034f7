"""The pages that people see. Importing a module declares its pages on the site."""

from functions.web import services
from functions.web.candidate import details, getting_in, home, password
from functions.web.developers import reference
from functions.web.pages import site
from functions.web.team import signing_in

__all__ = [
    "details",
    "getting_in",
    "home",
    "lambda_handler",
    "password",
    "reference",
    "services",
    "signing_in",
    "site",
]

lambda_handler = site.handler
