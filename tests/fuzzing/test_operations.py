"""Every operation of the OpenAPI document × whoever may call it: whatever is sent, what comes back is what it says."""

import json
from collections.abc import Callable

import pytest

from tests.fuzzing.campaign import CALLERS, EXAMPLES, SEED, fuzz, pairs
from tests.fuzzing.gateway import Gateway
from tests.fuzzing.world import World


@pytest.mark.parametrize(("label", "caller"), pairs())
def test_whatever_is_sent_the_answer_is_one_of_those_in_the_document(
    label: str, caller: str, everything: World, record_property: Callable[[str, object], None]
) -> None:
    gateway = Gateway(everything, CALLERS[caller])
    try:
        fuzz(gateway, label)
    except BaseException as error:
        part = next(part for part in reversed(label.split("/")) if "{" not in part)
        again = f'make fuzz EXAMPLES={EXAMPLES} SEED={SEED} ARGS="-n0 -k {part}"'
        error.add_note(f"As {caller}. Again: {again}\nThe curl line works on `make run`, with its address and a token.")
        raise
    finally:
        record_property("statuses", json.dumps(gateway.statuses))
