"""What an operator sees of a registration: everything that happened, and nobody, unless it is entered in the trail."""

import json
from typing import Final

import pytest

from operate import file
from operate.mail import chosen
from operate.refusals import OperatorError
from shared.registration.lifecycle import Event
from tests.mails.telling import bounce
from tests.support import lives
from tests.support.aws import Aws
from tests.support.season import ALICE

PERSONAL: Final = (ALICE.nuc, "Alice", "Martin", ALICE.email, "Camille Petit", "Mme M. est connue ici")
EVENTS: Final = ["registered", "refused"]


@pytest.fixture
def refused(aws: Aws) -> file.File:
    """A registration of Alice's, with words that somebody wrote about her."""
    reference = lives.register()
    lives.refuse(reference, reason="other", message=PERSONAL[-1])
    return file.File(lives.registration(reference), lives.history(reference), [], [], ALICE)


def test_nobody_is_seen_in_it(refused: file.File) -> None:
    shown = json.dumps(file.described(refused, personal=False), default=str, ensure_ascii=False)
    assert [one for one in PERSONAL if one in shown] == []
    assert refused.registration.reference in shown
    assert [one["event"] for one in file.described(refused, personal=False)["history"]] == EVENTS


def test_asked_for_it_is_all_there(refused: file.File) -> None:
    shown = json.dumps(file.described(refused, personal=True), default=str, ensure_ascii=False)
    assert [one for one in PERSONAL[:-1] if one not in shown] == []


def states(reference: str) -> list[str]:
    return [file.mail(one)["mail"] for one in lives.history(reference)]


def test_where_a_mail_stands(aws: Aws) -> None:
    reference = lives.register()
    assert states(reference) == ["ordered"]
    aws.follow()
    aws.deliver()
    assert states(reference) == ["sent"]


def test_how_a_mail_is_replayed_follows_from_where_it_stands(aws: Aws) -> None:
    reference = lives.register()
    assert chosen(lives.history(reference), None).how == "order"
    aws.follow()
    aws.deliver()
    assert chosen(lives.history(reference), None).how == "again"
    aws.mails(bounce(reference))
    assert chosen(lives.history(reference), None).how == "resend"
    assert states(reference) == ["bounced"]


def test_an_event_without_a_mail_is_no_mail(refused: file.File) -> None:
    with pytest.raises(OperatorError) as error:
        chosen(refused.history, Event.PAID)
    assert "refused, registered" in error.value.advice
    assert chosen(refused.history, Event.REGISTERED).item.version == 1
    assert chosen(refused.history, None).item.version == 2


def test_one_that_was_sent_again_says_as_what(refused: file.File) -> None:
    again = refused.history[1].model_copy(update={"mail_resent_as": 3})
    with pytest.raises(OperatorError) as error:
        chosen([refused.history[0], again], None)
    assert "version 3" in str(error.value)
