"""The pages that people see. Importing a module declares its pages on the site."""

from functions.web import services
from functions.web.association import (
    centres,
    checking,
    files,
    imports,
    people,
    reports,
    season,
)
from functions.web.association import home as association_home
from functions.web.candidate import details, getting_in, home, password
from functions.web.pages import site
from functions.web.team import signing_in

__all__ = [
    "association_home",
    "centres",
    "checking",
    "details",
    "files",
    "getting_in",
    "home",
    "imports",
    "lambda_handler",
    "password",
    "people",
    "reports",
    "season",
    "services",
    "signing_in",
    "site",
]

lambda_handler = site.handler
