"""Mails, whatever stands in a name, an address or a message: no header more, no recipient more, nothing active."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any, Final

from hypothesis import assume, given
from hypothesis import strategies as some

from shared.contact import email
from shared.mail.mime import compose
from shared.mail.model import Mail, RegistrationMail
from tests.fuzzing.drawing import MANY, harmful
from tests.mail.reading import _read as read
from tests.mail.samples import LETTERHEAD, REFUSED, SAMPLES

SENT_AT: Final = datetime(2026, 1, 16, 17, 45, tzinfo=UTC)
TO: Final = "zoe@candidats.example"
PASSIVE: Final = {"script", "iframe", "object", "embed", "form", "img", "svg", "link", "base"}
OURS: Final = [mail for mail in SAMPLES.values() if isinstance(mail, RegistrationMail)]


def with_words(mail: Any, words: list[str]) -> Mail:
    """The mail with these words wherever a person has typed something."""
    one = mail.registration
    centre = replace(one.centre, name=words[0], address=words[1], payment_terms=words[2])
    exams = tuple(replace(exam, label=words[3]) for exam in one.exams)
    found: Mail = replace(mail, registration=replace(one, given_name=words[4], centre=centre, exams=exams))
    return replace(found, message=words[5]) if found.kind == REFUSED.kind else found  # type: ignore[call-arg]


@MANY
@given(some.sampled_from(OURS), some.lists(harmful, min_size=6, max_size=6), harmful)
def test_what_people_type_adds_no_header_no_recipient_and_nothing_active(
    mail: Mail, words: list[str], to_name: str
) -> None:
    usual = message_from_bytes(compose(mail, LETTERHEAD, to=TO, sent_at=SENT_AT), policy=policy.default)
    raw = compose(with_words(mail, words), LETTERHEAD, to=TO, to_name=to_name, sent_at=SENT_AT)
    message = message_from_bytes(raw, policy=policy.default)
    assert message.keys() == usual.keys()
    assert [address.addr_spec for address in message["To"].addresses] == [TO]
    assert raw.isascii()
    body: Any = message.get_body(("html",))
    for tag, attributes in read(body.get_content()).tags:
        assert tag not in PASSIVE
        assert not any(name.startswith("on") for name in attributes)
        assert re.match(r"https://|mailto:", attributes.get("href") or "https://")


@MANY
@given(harmful | some.text(max_size=20), some.sampled_from(OURS))
def test_whatever_passes_for_an_address_can_stand_in_a_header(typed: str, mail: Mail) -> None:
    """What our own reader takes, `compose` takes; what it refuses is refused there too, or is one address alone."""
    try:
        to = email.address(f"{typed}@example.org")
    except ValueError:
        assume(False)
    raw = compose(mail, LETTERHEAD, to=to, sent_at=SENT_AT)
    assert [one.addr_spec for one in message_from_bytes(raw, policy=policy.default)["To"].addresses] == [to]
