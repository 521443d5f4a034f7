"""All that our functions write to, in one place: as it stands, put back as it stood, and what is left of a story."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlencode

import boto3
import pytest
import time_machine
from moto.cognitoidp.models import cognitoidp_backends
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

from shared import attributes, audit
from shared.attributes import Item
from shared.documents import store
from tests.support import season, template
from tests.support.aws import Aws, moto_executions, moto_table
from tests.support.cloud import cloud
from tests.support.documents import BUCKET, made_bucket
from tests.support.snapshot import Snapshot

FROM_TEMPLATE: Final = {
    "UserPool": ("UsernameConfiguration", "AdminCreateUserConfig", "Policies"),
    "UserPoolClient": ("ExplicitAuthFlows", "RefreshTokenValidity", "TokenValidityUnits", "AccessTokenValidity"),
    "Key": ("KeySpec", "KeyUsage"),
}
KEYS: Final = {
    "NIR_KEY": "NirKey",
    "NIR_INDEX_KEY": "NirIndexKey",
    "SOURCE_KEY": "SourceKey",
    "AUDIT_KEY_ID": "AuditKey",
}
PROOF: Final = "what-cloudfront-alone-can-show"

COUNTED_ANEW: Final = {"limit", "audit entry", "audit head"}
"""Kinds of which a second try leaves more than one try does, as it should."""
ENDS_BY_ITSELF: Final = {"link", "challenge", "browser"}
"""Kinds of which a first try may leave one more: nobody has the key to it, and its time is short."""
Drawn = frozenset[str]
"""Attributes, each with its kind before it: `registration.reference`."""
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?")


class Ending(NamedTuple):
    """What is left of a story, in a form that can be compared."""

    items: list[Item]
    accounts: Counter[str]
    objects: frozenset[str]
    """Those that are kept: what was sent and looked at is deleted in any case, by the bucket itself."""
    orders: Counter[str]
    """The kinds of mail that wait in the queue."""
    mails: Counter[str]
    """The kinds of those that were sent."""
    executions: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """Everything but the queues and the mails, which are emptied and counted."""

    table: Snapshot
    users: dict[str, Any]
    objects: dict[str, tuple[bytes, str]]
    executions: list[Any]
    now: datetime


@dataclass
class World:
    aws: Aws
    clock: time_machine.Traveller
    pool: str
    begun: dict[Any, Any] = field(default_factory=dict)
    """What has begun once, for other stories that begin so."""

    def __post_init__(self) -> None:
        self.opening = self.standing()

    @classmethod
    def made(cls, clock: time_machine.Traveller, patch: pytest.MonkeyPatch) -> Self:
        """The season, and what the template puts around the table."""
        aws = Aws.made()
        season.load()
        made_bucket()
        client: Any = boto3.client("cognito-idp")
        pool = client.create_user_pool(PoolName="people", **_properties("UserPool"))["UserPool"]["Id"]
        of_api = client.create_user_pool_client(UserPoolId=pool, ClientName="api", **_properties("UserPoolClient"))
        for group in ("association", "centre"):
            client.create_group(UserPoolId=pool, GroupName=group)
        named = {
            "MAIL_QUEUE_URL": aws.queue_url,
            "USER_POOL_ID": pool,
            "USER_POOL_CLIENT_ID": of_api["UserPoolClient"]["ClientId"],
            **{name: _key(resource) for name, resource in KEYS.items()},
        }
        for variables in template.functions().values():
            for name, value in named.items():
                if name in variables:
                    patch.setitem(variables, name, value)
        proof = template.functions()["web"]["EDGE_PROOF"]
        boto3.client("secretsmanager").create_secret(Name=proof, SecretString=PROOF)
        patch.setenv("MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP", "true")
        return cls(aws, clock, pool)

    def standing(self) -> Standing:
        users = {name: _user_copied(one) for name, one in self._pool().users.items()}
        return Standing(Snapshot.taken(), users, _objects(), list(moto_executions()), datetime.now(UTC))

    def restore(self, before: Standing) -> None:
        """Queues end up empty, and the mails sent so far count no more."""
        self.clock.move_to(before.now)
        before.table.restore()
        users = self._pool().users
        users.clear()
        users.update({name: _user_copied(one) for name, one in before.users.items()})
        for name in [*_bucket().keys]:
            _s3().delete_object(Bucket=BUCKET, Key=name)
        for name, (content, tags) in before.objects.items():
            _s3().put_object(Bucket=BUCKET, Key=name, Body=content, Tagging=tags)
        moto_executions()[:] = before.executions
        for queue in sqs_backends[template.ACCOUNT][template.REGION].queues.values():
            queue._messages.clear()
            queue._pending_messages.clear()
            queue.pending_message_groups.clear()
            queue.deleted_messages.clear()
        self.sent_before = self.aws.sent_count()

    def later(self, **by: float) -> None:
        self.clock.shift(timedelta(**by))

    def ending(self) -> Ending:
        """Without what was made for the try alone."""
        stored = [attributes.deserialised(one.to_json()["Attributes"]) for one in moto_table().all_items()]
        waiting = (
            sqs_backends[template.ACCOUNT][template.REGION].queues[self.aws.queue_url.rpartition("/")[2]]._messages
        )
        return Ending(
            [one for one in stored if one["kind"] not in COUNTED_ANEW],
            Counter(_account(one) for one in self._pool().users.values()),
            frozenset(name for name in _bucket().keys if not name.startswith("uploads/")),
            Counter(_order(json.loads(one.body)) for one in waiting),
            Counter(self.aws.sent_kinds(self.sent_before)),
            frozenset(one.name for one in moto_executions()),
        )

    def trail_faults(self) -> list[str]:
        return audit.faults(audit.load(datetime.now(UTC).date()))

    def _pool(self) -> Any:
        return cognitoidp_backends[template.ACCOUNT][template.REGION].user_pools[self.pool]


@contextmanager
def world() -> Iterator[World]:
    credentials = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "testing")
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in {**credentials, "AWS_DEFAULT_REGION": template.REGION}.items():
            patch.setenv(name, value)
        clock = stack.enter_context(time_machine.travel(season.NOW, tick=False))
        stack.enter_context(cloud())
        yield World.made(clock, patch)


def differences(expected: Ending, found: Ending, drawn: Drawn, *, timeless: bool) -> list[str]:
    """What is not as it should be, mails apart. `drawn` says something else at every telling."""
    texts = [_texts(one.items, drawn, timeless=timeless) for one in (expected, found)]
    said = [f"missing: {one}" for one in (texts[0] - texts[1]).elements()]
    said += [f"too much: {one}" for one in (texts[1] - texts[0]).elements() if not _ends_by_itself(one)]
    for name in ("accounts", "objects", "executions"):
        if getattr(expected, name) != getattr(found, name):
            said.append(f"{name}: {getattr(found, name)} instead of {getattr(expected, name)}")
    return said


def mails_wrong(expected: Ending, found: Ending, *, may_lack: frozenset[str], asked_again: frozenset[str]) -> list[str]:
    """No mail is lost, and of each kind there are at most those of a try and those of the next."""
    wanted, there = expected.orders + expected.mails, found.orders + found.mails
    lost = [kind for kind in wanted if there[kind] < wanted[kind] and kind not in may_lack]
    too_many = [kind for kind in there if there[kind] > 2 * wanted[kind] and kind not in asked_again]
    return [f"{kind}: {there[kind]} mails instead of {wanted[kind]}" for kind in lost + too_many]


def drawn_anew(one: Ending, other: Ending) -> Drawn:
    """The attributes, by kind, in which two undisturbed tellings of one story differ: what is drawn at random."""
    found: set[str] = set()
    for kind in {item["kind"] for item in one.items}:
        here, there = ([item for item in ending.items if item["kind"] == kind] for ending in (one, other))
        for name in {name for item in here for name in item}:
            if Counter(_text(item.get(name)) for item in here) != Counter(_text(item.get(name)) for item in there):
                found.add(f"{kind}.{name}")
    return frozenset(found)


def _texts(items: list[Item], drawn: Drawn, *, timeless: bool) -> Counter[str]:
    texts: Counter[str] = Counter()
    for item in items:
        kind = item["kind"]
        said = {name: value for name, value in item.items() if f"{kind}.{name}" not in drawn}
        if timeless:
            said.pop("ttl", None)
        texts[_INSTANT.sub("…", _text(said)) if timeless else _text(said)] += 1
    return texts


def _ends_by_itself(text: str) -> bool:
    return json.loads(text)["kind"] in ENDS_BY_ITSELF


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _order(body: dict[str, Any]) -> str:
    return str(body.get("letter") or body.get("notice") or ("problem" if "problem" in body else "transition"))


def _account(user: Any) -> str:
    groups = sorted(one.group_name for one in user.groups)
    name = user.username if "@" in user.username else "a candidate"
    return f"{name} {user.status} {user.enabled} {groups} {user.software_token_mfa_enabled} {user.password}"


def _user_copied(user: Any) -> Any:
    twin = copy(user)
    twin.groups, twin.attributes = set(user.groups), list(user.attributes)
    twin.attribute_lookup = dict(user.attribute_lookup)
    return twin


def _objects() -> dict[str, tuple[bytes, str]]:
    """The contents and the tags: moto forgets a content with its object."""
    found = {}
    for name in _bucket().keys:
        place = {"Bucket": BUCKET, "Key": name}
        tags = {one["Key"]: one["Value"] for one in _s3().get_object_tagging(**place)["TagSet"]}
        found[name] = _s3().get_object(**place)["Body"].read(), urlencode(tags)
    return found


def _s3() -> Any:
    return store.client()


def _bucket() -> Any:
    return s3_backends[template.ACCOUNT]["aws"].buckets[BUCKET]


def _properties(resource: str) -> dict[str, Any]:
    properties = template.template()["Resources"][resource]["Properties"]
    wanted = FROM_TEMPLATE[resource if resource in FROM_TEMPLATE else "Key"]
    return {name: properties[name] for name in wanted if name in properties}


def _key(resource: str) -> str:
    made: str = boto3.client("kms").create_key(**_properties(resource))["KeyMetadata"]["KeyId"]
    return made
