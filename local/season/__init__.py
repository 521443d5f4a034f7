"""The example season that `make run` loads into an empty table: sessions, centres, people, and how to sign in as them."""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from typing import Any, Final

from boto3.dynamodb.types import TypeSerializer

from local.cloud import Cloud
from local.season import accounts
from local.season.example import Example, Staff, example
from shared import candidate, catalogue
