"""AWS in this process: moto, with the table of the template."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import chain
from typing import Any

from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends

from shared import table
from tests.support import quicker_moto, template
from tests.support.api import environment


@contextmanager
def cloud() -> Iterator[None]:
    """An empty table, fresh clients, and the environment that `register` would have."""
    forget_clients()
    # A session kept from test to test reads botocore's large files once.
    with mock_aws(config={"core": {"reset_boto3_session": False}}), environment("register"):
        _make_table()
        yield
    forget_clients()


def _make_table() -> None:
    """The first time through the API, which looks at what is asked; then without it, which is quicker."""
    wanted = deepcopy(template.table_definition())
    if not _made:
        table.client().create_table(**wanted)
        _made.append(wanted["TableName"])
        return
    dynamodb_backends[template.ACCOUNT][template.REGION].create_table(
        wanted["TableName"],
        schema=wanted["KeySchema"],
        throughput=None,
        attr=wanted["AttributeDefinitions"],
        global_indexes=wanted["GlobalSecondaryIndexes"],
        indexes=[],
        streams=wanted["StreamSpecification"],
        billing_mode=wanted["BillingMode"],
        sse_specification=None,
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )


_made: list[str] = []
"""Tables that moto has made before in this process."""

quicker_moto.install()


def forget_clients() -> None:
    """Empties what the code caches for the life of a function: clients and settings."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("shared.", "functions.", "operate.")) and name not in _caches:
            _caches[name] = [one for one in vars(module).values() if hasattr(one, "cache_clear") and not _lasts(one)]
    for one in chain.from_iterable(_caches.values()):
        one.cache_clear()


def _lasts(one: Any) -> bool:
    """What comes from the project's files is the same for every test; and templates take long to compile."""
    return f"{one.__module__}.{one.__qualname__}" in {
        "functions.account.passwords._common",
        "functions.catalogue.routes.document",
        "functions.printing.page._environment",
        "functions.printing.pdf._fonts",
        "functions.web.assets.address",
        "functions.web.assets.assets",
        "functions.web.rendering._environment",
        "shared.deadline.holidays.holidays",
        "shared.mail.render._environment",
        "shared.postcodes._by_postcode",
    }


_caches: dict[str, list[Any]] = {}
"""By the name of the module that has them."""
