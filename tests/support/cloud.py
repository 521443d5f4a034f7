"""AWS in this process: moto, with the table of the template."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from moto import mock_aws

from shared import table
from tests.support import quicker_moto, template
from tests.support.api import environment


@contextmanager
def cloud() -> Iterator[None]:
    """An empty table, fresh clients, and the environment that `register` would have."""
    forget_clients()
    # A session kept from test to test reads botocore's large files once.
    with mock_aws(config={"core": {"reset_boto3_session": False}}), environment("register"):
        table.client().create_table(**template.table_definition())
        yield
    forget_clients()


quicker_moto.install()


def forget_clients() -> None:
    """Empties what the code caches for the life of a function: clients and settings."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("shared.", "functions.", "operate.")):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
