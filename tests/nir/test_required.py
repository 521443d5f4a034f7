"""A session that requires the number takes no request without it (Mode opératoire B, étape 1)."""

import pytest

from shared.catalogue import NirSetting, Session
from tests.nir.giving import NIR, given
from tests.support.api import ALICE, BOB
from tests.support.calls import watched
from tests.support.contents import contents
from tests.support.season import SESSIONS, store
from tests.support.steps import refused, send

pytestmark = pytest.mark.usefixtures("kms")


def ask(setting: NirSetting) -> None:
    store(*(session.model_copy(update={"nir": setting}) for session in SESSIONS))


def test_a_session_requires_the_number_unless_it_says_otherwise() -> None:
    without = SESSIONS[0].model_dump(exclude={"nir"})
    assert Session.model_validate(without).nir is NirSetting.REQUIRED


def test_without_a_number_the_request_is_refused_and_told_what_to_do() -> None:
    ask(NirSetting.REQUIRED)
    given(NIR, by=BOB)
    before = contents()
    problem = refused(send("CHI", by=ALICE), 409, "nir-missing")
    assert "donnez-le dans vos coordonnées" in problem["detail"]
    assert "que vous n’en avez pas" in problem["detail"]
    assert {key for key in contents() if key[0].startswith("REGISTRATION")} == set()
    assert contents().keys() - before.keys() <= {key for key in contents() if key[0].startswith("LIMIT#")}


def test_with_a_number_it_is_sent() -> None:
    ask(NirSetting.REQUIRED)
    given(NIR)
    assert send("CHI").status == 201


def test_with_the_word_that_there_is_none_it_is_sent() -> None:
    ask(NirSetting.REQUIRED)
    given(None, none=True)
    assert send("CHI").status == 201


@pytest.mark.parametrize("setting", [NirSetting.OFF, NirSetting.OPTIONAL])
def test_a_session_that_does_not_require_it_does_without(setting: NirSetting) -> None:
    ask(setting)
    assert send("CHI").status == 201


@pytest.mark.parametrize("setting", list(NirSetting))
def test_sending_a_request_costs_the_same_calls_whatever_the_session_asks(setting: NirSetting) -> None:
    given(NIR)
    ask(setting)
    with watched() as calls:
        assert send("CHI", "BIO", headers={"Idempotency-Key": "request-1"}).status == 201
    made = [call.operation for call in calls]
    assert made == ["UpdateItem", "BatchGetItem", "TransactWriteItems"]  # the first counts the candidate's calls
