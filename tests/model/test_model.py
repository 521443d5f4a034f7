"""The model holds, and each of its properties refutes the fault that it is there for. `make model` does so at large."""

import re
from typing import Final

import pytest

from tools.model import ModelError, check, check_mutant, module, scope
from tools.mutants import MUTANTS, Mutant

QUICKLY: Final = {
    "Rivals": scope("Rivals"),
    # Each temporal property takes five seconds there: one of them here.
    "Consequences": re.sub("(?m)^PROPERTIES.*", "PROPERTIES OneOutcome EveryMailIsSent", scope("Consequences")),
}


@pytest.mark.parametrize("name", QUICKLY)
def test_the_model_holds(name: str) -> None:
    checked = check(module(), QUICKLY[name])
    assert checked.violated == ""
    assert checked.distinct > 1000


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_mutant_is_refuted(mutant: Mutant) -> None:
    checked = check_mutant(mutant)
    assert checked.violated == mutant.refuted_by


def test_what_is_no_model_is_said() -> None:
    with pytest.raises(ModelError, match="Parsing or semantic analysis failed"):
        check(module().replace("Init ==", "Init = ="), scope("Rivals"))


def test_a_check_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ModelError):
        check(module(), scope("Together"), seconds=1)
