"""pretix's half of the comparison. Runs in pretix's own environment, on a database that `pretix migrate` has made.

Every operation goes through its REST API with a token, so with authorisation, validation and its log, and with the mail
written in the same process; a large installation sends it from a worker, which costs the same. Expiry is its periodic
task. Prints what `bench.peer.samples` reads: the CPU of this process for each time, in seconds.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.progress import show

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peer.pretix_settings"

import django

django.setup()

from django.core import mail as mails  # noqa: E402
from django.test import Client  # noqa: E402 (Django wants its settings first)
from django.utils.timezone import now  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Event, Item, Order, Organizer, Quota, Team, TeamAPIToken  # noqa: E402
from pretix.base.services.orders import expire_orders  # noqa: E402

PERMISSIONS = {"all_event_permissions": True, "all_organizer_permissions": True, "all_events": True}
WITH_MAIL = ", with its mail"
PLUGINS = "pretix.plugins.banktransfer,pretix.plugins.sendmail"
EVENT = "/api/v1/organizers/upp/events/session/"


class Shop:
    """An event with one exam of many seats, and a program that may do everything there."""

    def __init__(self, seats: int) -> None:
        organizer = Organizer.objects.create(name="UPPCTSC", slug="upp", plugins=PLUGINS)
        begins = now() + timedelta(days=60)
        self.event = Event.objects.create(
            organizer=organizer,
            name="Session",
            slug="session",
            date_from=begins,
            live=True,
            plugins=PLUGINS,
            currency="EUR",
            presale_end=begins,
        )
        self.event.settings.locale = "fr"
        self.event.settings.locales = ["fr"]
        self.event.settings.payment_banktransfer__enabled = True
        self.exam = Item.objects.create(event=self.event, name="Chimie", default_price=50, admission=True)
        self.quota = Quota.objects.create(event=self.event, name="Chimie", size=seats)
        self.quota.items.add(self.exam)
        team = Team.objects.create(organizer=organizer, name="Programme", **_permissions(Team))
        self.client = Client(
            HTTP_AUTHORIZATION=f"Token {TeamAPIToken.objects.create(team=team, name='Programme').token}"
        )

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, expected: int = 200) -> Any:
        answer = self.client.generic(
            method, EVENT + path, json.dumps(body) if body is not None else "", content_type="application/json"
        )
        if answer.status_code != expected:
            raise SystemExit(f"pretix: {method} {path}: {answer.status_code} {answer.content[:500]!r}")
        return answer.json() if answer.content else None

    def register(self, number: int, *, mail: bool) -> str:
        person = {"given_name": "Camille", "family_name": f"Petit {number}"}
        order = {
            "email": f"c{number}@candidats.example",
            "locale": "fr",
            "sales_channel": "web",
            "send_email": mail,
            "payment_provider": "banktransfer",
            "positions": [{"item": self.exam.pk, "attendee_name_parts": {"_scheme": "given_family", **person}}],
        }
        return str(self.call("POST", "orders/", order, expected=201)["code"])

    def pay(self, code: str, *, mail: bool) -> None:
        self.call("POST", f"orders/{code}/mark_paid/", {"send_email": mail})

    def orders(self) -> None:
        found = self.call("GET", "orders/?page_size=50")
        _expect(len(found["results"]) == 50)

    def seats(self) -> None:
        _expect(self.call("GET", f"quotas/{self.quota.pk}/availability/")["available"])


def _permissions(model: type) -> dict[str, Any]:
    """Everything, by whatever names this version has for it."""
    names = {field.name for field in model._meta.get_fields()}  # type: ignore[attr-defined]
    every = {name: True for name in names if name.startswith("can_")}
    return every | {name: value for name, value in PERMISSIONS.items() if name in names}


def main() -> None:
    times, before, into = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    samples: dict[str, list[float]] = {}

    def measure(name: str, action: Callable[[], Any]) -> Any:
        began = time.process_time()
        given = action()
        samples.setdefault(name, []).append(time.process_time() - began)
        return given

    with scopes_disabled():
        shop = Shop(seats=before + 10 * times)
        for number in range(before):
            shop.register(number, mail=False)
            show("pretix: orders before", number + 1, before)
        for done in range(times):
            for mail, name in ((False, ""), (True, WITH_MAIL)):
                number = before + 2 * done + mail
                code = measure(f"register{name}", partial(shop.register, number, mail=mail))
                measure(f"payment{name}", partial(shop.pay, code, mail=mail))
            measure("list", shop.orders)
            measure("seats", shop.seats)
            show("pretix: operations", done + 1, times)
        _expect(len(mails.outbox) >= 2 * times)
        _overdue(times)
        began = time.process_time()
        expire_orders(sender=None)
        samples["expire"] = [(time.process_time() - began) / times] * times
        _expect(Order.objects.filter(status=Order.STATUS_EXPIRED).count() == times)
    into.write_text(json.dumps(samples), encoding="utf-8")


def _expect(done: bool) -> None:
    if not done:
        raise SystemExit("pretix did not do what was to be measured")


def _overdue(times: int) -> None:
    """The first orders, since the last ones are paid."""
    chosen = Order.objects.filter(status=Order.STATUS_PENDING).order_by("pk")[:times].values_list("pk", flat=True)
    Order.objects.filter(pk__in=list(chosen)).update(expires=now() - timedelta(days=9))


main()
