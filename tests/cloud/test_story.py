"""The procedure from the first call to the last mail, over HTTP: each mail once and in order, each clock at its end."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest

from local.demo import form
from shared import catalogue, keys, table
from shared.catalogue import Exam, NirSetting, Seats, Session
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import end, history, inside, item, kinds, mailed, place, sent, taken, today
from tests.cloud.lives import pending, prevalidate
from tests.cloud.people import association, key_of, newcomer, register, sign_in, someone, store

LAON: Final = "02-LAON"
SOISSONS: Final = "02-SOISSONS"
PAIR: Final = ["COMPTA-1", "PAIE-1"]


@pytest.fixture(scope="module", params=["cloud", "cloud_with_roles"])
def cloud(request: pytest.FixtureRequest, cloud: LocalCloud) -> LocalCloud:
    """The same must happen where each function may do only what its role allows."""
    chosen: LocalCloud = cloud if request.param == "cloud" else request.getfixturevalue(request.param)
    return chosen


def test_a_refused_candidate_is_told_of_other_centres_and_may_choose_one(cloud: LocalCloud) -> None:
    session, token = cloud.access["session"], sign_in(cloud, cloud.access["candidates"][0])
    search = f"/v1/sessions/{session}/centres?department=02&exam={PAIR[0]}&exam={PAIR[1]}"
    names = {one["code"]: one["name"] for one in cloud.call("GET", search).body["items"]}
    asked = cloud.call("POST", "/v1/registrations", {"session": session, "centre": LAON, "exams": PAIR}, token=token)
    assert (asked.status, asked.body["state"], asked.body["amount_cents"]) == (201, "pending", 10_000)
    reference = asked.body["reference"]
    cloud.wait_for(lambda: kinds(cloud, reference) == ["registered"])

    said = {"reason": "full"}
    answer = cloud.call("POST", f"/v1/registrations/{reference}/refusal", said, token=key_of(cloud, LAON))
    assert (answer.status, answer.body["state"]) == (200, "refused")
    assert mailed(cloud, reference, "refused") == ["registered", "refused"]
    assert end(cloud, reference) == "Refused"
    assert names[SOISSONS] in sent(cloud, reference)[-1].mail.text
    again = {"session": session, "centre": SOISSONS, "exams": PAIR}
    assert cloud.call("POST", "/v1/registrations", again, token=token).status == 201


def test_who_is_prevalidated_and_pays_in_time_is_registered_for_good(cloud: LocalCloud) -> None:
    session, who, key = cloud.access["session"], newcomer(cloud), key_of(cloud, SOISSONS)
    reference = register(cloud, who, SOISSONS, *PAIR)
    before = [taken(cloud, session, SOISSONS, exam) for exam in PAIR]
    decided = cloud.call("POST", f"/v1/registrations/{reference}/prevalidation", {}, token=key)
    assert (decided.status, decided.body["state"]) == (200, "prevalidated")
    assert decided.body["explanation"].startswith("72\u00a0heures ouvrées à partir du")
    assert [taken(cloud, session, SOISSONS, exam) for exam in PAIR] == [one + 1 for one in before]

    cloud.wait_for(lambda: kinds(cloud, reference) == ["registered", "prevalidated"])
    mail = sent(cloud, reference)[-1].mail
    assert decided.body["explanation"].replace("\u00a0", " ") in " ".join(mail.text.split())
    (calendar,) = [one for one in mail.attachments if one.name.endswith(".ics")]
    assert date.fromisoformat(decided.body["last_day"]).strftime("%Y%m%d").encode() in calendar.content

    payment = {"amount_cents": 10_000, "received_on": today(), "method": "transfer"}
    paid = cloud.call("POST", f"/v1/registrations/{reference}/payment", payment, token=key)
    assert (paid.status, paid.body["state"], paid.body["late_payment"]) == (200, "validated", None)
    assert mailed(cloud, reference, "validated") == ["registered", "prevalidated", "validated"]
    assert end(cloud, reference) == "Validated"
    assert [taken(cloud, session, SOISSONS, exam) for exam in PAIR] == [one + 1 for one in before]
    told = cloud.call("GET", f"/v1/registrations/{reference}", token=who.token).body["history"]
    assert [(one["event"], one["by"]) for one in told] == [
        ("registered", "le candidat"),
        ("prevalidated", "le centre"),
        ("paid", "le centre"),
    ]


def test_nobody_pays_so_it_is_reminded_and_expires_and_money_received_in_time_revives_it(cloud: LocalCloud) -> None:
    session, who = cloud.access["session"], newcomer(cloud)
    reference = register(cloud, who, LAON, "ORTHO")
    before = taken(cloud, session, LAON, "ORTHO")
    prevalidate(cloud, reference, remind_in=2, expire_in=4)
    assert taken(cloud, session, LAON, "ORTHO") == before + 1
    assert mailed(cloud, reference, "expired") == ["registered", "prevalidated", "reminded", "expired"]
    assert end(cloud, reference) == "Expired"
    assert taken(cloud, session, LAON, "ORTHO") == before

    stood = cloud.call("GET", f"/v1/registrations/{reference}", token=who.token).body
    payment = {"amount_cents": 5_000, "received_on": stood["last_day"], "method": "cheque"}
    paid = cloud.call("POST", f"/v1/registrations/{reference}/payment", payment, token=key_of(cloud, LAON))
    assert (paid.status, paid.body["state"]) == (200, "validated"), paid
    assert mailed(cloud, reference, "validated") == ["registered", "prevalidated", "reminded", "expired", "validated"]
    assert [one["event"] for one in history(cloud, reference)][-1] == "revived"
    assert taken(cloud, session, LAON, "ORTHO") == before + 1


def test_a_centre_that_does_not_answer_by_the_decide_by_date_has_refused(cloud: LocalCloud) -> None:
    who = someone()
    store(cloud, who)
    session = _session_that_ends_in(cloud, seconds=4)
    with inside(cloud):
        reference = pending(who.nuc, session, LAON, "COMPTA-1")
    assert mailed(cloud, reference, "refused") == ["registered", "refused"]
    assert "n’a pas répondu à votre demande" in " ".join(sent(cloud, reference)[-1].mail.text.split())
    assert end(cloud, reference) == "Refused"
    assert item(cloud, keys.registration(reference))["refusal"] == "unanswered"


def test_who_withdraws_before_paying_gives_the_seats_back_and_later_money_is_kept_track_of(
    cloud: LocalCloud,
) -> None:
    session, who = cloud.access["session"], newcomer(cloud)
    laon = key_of(cloud, LAON)
    reference = register(cloud, who, LAON, "GESTION")
    before = taken(cloud, session, LAON, "GESTION")
    assert cloud.call("POST", f"/v1/registrations/{reference}/prevalidation", {}, token=laon).status == 200
    withdrawn = cloud.call("POST", f"/v1/registrations/{reference}/withdrawal", {}, token=who.token)
    assert (withdrawn.status, withdrawn.body["state"]) == (200, "withdrawn")
    assert taken(cloud, session, LAON, "GESTION") == before
    assert mailed(cloud, reference, "withdrawn") == ["registered", "prevalidated", "withdrawn"]
    assert end(cloud, reference) == "Withdrawn"

    payment = {"amount_cents": 5_000, "received_on": today(), "method": "cash"}
    paid = cloud.call("POST", f"/v1/registrations/{reference}/payment", payment, token=laon)
    assert (paid.status, paid.body["state"], paid.body["late_payment"]["reason"]) == (200, "withdrawn", "withdrawn")
    late = paid.body["late_payment"]["id"]
    assert cloud.call("POST", f"/v1/registrations/{reference}/payment", payment, token=laon).body == paid.body
    assert mailed(cloud, reference, "late_payment") == ["registered", "prevalidated", "withdrawn", "late_payment"]

    staff = association(cloud)
    lists = {"/v1/centre/late-payments": laon, "/v1/late-payments": staff}
    assert [late in _ids(cloud, path, token) for path, token in lists.items()] == [True, True]
    closed = cloud.call("POST", f"/v1/late-payments/{late}/closure", {"outcome": "refunded"}, token=laon)
    assert (closed.status, closed.body["outcome"]) == (200, "refunded")
    assert [late in _ids(cloud, path, token) for path, token in lists.items()] == [False, False]


def test_a_granted_deferral_moves_one_exam_to_the_next_session_without_a_clock(cloud: LocalCloud) -> None:
    session, who = cloud.access["session"], newcomer(cloud)
    staff, laon = association(cloud), key_of(cloud, LAON)
    following = item(cloud, keys.session(session))["successor"]
    reference = register(cloud, who, LAON, *PAIR)
    payment = {"amount_cents": 10_000, "received_on": today(), "method": "transfer"}
    for action, body in {"prevalidation": {}, "payment": payment}.items():
        assert cloud.call("POST", f"/v1/registrations/{reference}/{action}", body, token=laon).status == 200
    here, there = taken(cloud, session, LAON, PAIR[0]), taken(cloud, following, LAON, PAIR[0])

    wanted = {"exams": PAIR[:1], "ground": "medical"}
    asked = cloud.call("POST", f"/v1/registrations/{reference}/deferral", wanted, token=who.token)
    assert (asked.status, asked.body["state"]) == (201, "requested"), asked
    id = asked.body["id"]
    cloud.wait_for(lambda: kinds(cloud, reference)[-1:] == ["deferral_requested"])
    assert id in _ids(cloud, "/v1/deferrals", staff)
    upload = next(one for one in asked.body["uploads"] if one["content_type"] == "image/png")
    assert form.send(upload["url"], upload["fields"], form.picture()) == 303
    confirmed = cloud.call("POST", f"/v1/deferrals/{id}/documents/1/confirmation", {}, token=who.token)
    assert (confirmed.status, confirmed.body["state"]) == (200, "received"), confirmed
    granted = cloud.call("POST", f"/v1/deferrals/{id}/decision", {"decision": "granted"}, token=staff)
    assert (granted.status, granted.body["state"]) == (200, "granted"), granted
    assert id not in _ids(cloud, "/v1/deferrals", staff)

    carried_over = granted.body["registration"]
    new = cloud.call("GET", f"/v1/registrations/{carried_over}", token=who.token).body
    assert (new["state"], new["session"], new["exams"], new["amount_cents"]) == ("validated", following, PAIR[:1], 0)
    assert new["carried_over_from"] == reference
    assert taken(cloud, session, LAON, PAIR[0]) == here - 1
    assert taken(cloud, following, LAON, PAIR[0]) == there + 1
    said = ["registered", "prevalidated", "validated", "deferral_requested", "document_received", "deferral_granted"]
    assert mailed(cloud, reference, "deferral_granted") == said
    assert carried_over in sent(cloud, reference)[-1].mail.text
    assert end(cloud, reference) == "Validated"
    assert (kinds(cloud, carried_over), place(cloud, carried_over)) == ([], "")


def _ids(cloud: LocalCloud, path: str, token: str) -> list[str]:
    answer = cloud.call("GET", f"{path}?limit=100", token=token)
    assert answer.status == 200, answer
    return [one["id"] for one in answer.body["items"]]


def _session_that_ends_in(cloud: LocalCloud, *, seconds: float) -> str:
    """A session of this test's own, whose registrations close at the decide-by date."""
    now = datetime.now(UTC)
    ends_at = now + timedelta(seconds=seconds)
    session = Session(
        code="2029-06",
        opens_at=now - timedelta(days=1),
        closes_at=ends_at,
        decide_by_at=ends_at,
        fee_cents=5_000,
        nir=NirSetting.OFF,
    )
    exam = Exam(
        session=session.code, code="COMPTA-1", label="Épreuve", on=date(2029, 6, 18), at=time(9), duration_minutes=60
    )
    with inside(cloud):
        for one in (session, exam, Seats(session=session.code, centre=LAON, exam=exam.code, capacity=1)):
            table.write(table.put_anyway(catalogue.item(one)))
    return session.code
