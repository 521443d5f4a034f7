"""A registration with everything that belongs to it, as one query of its partition gives it."""

from typing import NamedTuple

from shared import keys, table
from shared.deferral import Deferral
from shared.late_payment import LatePayment
from shared.registration.model import HistoryItem, Registration


class Dossier(NamedTuple):
    registration: Registration
    history: list[HistoryItem]
    deferrals: list[Deferral]
    late_payments: list[LatePayment]


def load(reference: str) -> Dossier:
    items = list(table.all_of(table.key_is("pk", keys.registration_partition(reference))))
    return Dossier(
        next(Registration.model_validate(one) for one in items if one["kind"] == "registration"),
        [HistoryItem.model_validate(one) for one in items if one["kind"] == "history"],
        [Deferral.model_validate(one) for one in items if one["kind"] == "deferral"],
        [LatePayment.model_validate(one) for one in items if one["kind"] == "late payment"],
    )
