"""The life of a registration and its state machine, from the code that decides them.

Only the places of the boxes are chosen here: what is drawn comes from the table of transitions and from the definition.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Final

from shared.registration.lifecycle import NEXT, State
from tools.drawings.graph import NOTHING, Place, drawn

DEFINITION: Final = Path("infra/lifecycle.asl.json")

LIFE_PLACES: Final = {
    State.PENDING: Place(0, 1),
    State.PREVALIDATED: Place(1, 1),
    State.VALIDATED: Place(2, 1),
    State.REFUSED: Place(0, 0),
    State.EXPIRED: Place(1.5, 0),
    State.WITHDRAWN: Place(0.5, 2),
}
BEGINNINGS: Final = {State.PENDING: Place(-0.95, 1), State.VALIDATED: Place(2.95, 1)}
"""Where the arrow of a life that begins in this state comes from."""

MACHINE_PLACES: Final = {
    "Look": Place(0, 1),
    "Route": Place(1, 1),
    "AwaitDecision": Place(2, 0),
    "AwaitPaymentUntilReminder": Place(2, 1),
    "AwaitPaymentUntilEnd": Place(2, 2),
    "NoAnswer": Place(3, 0),
    "Remind": Place(3, 1),
    "Expire": Place(3, 2),
    "Validated": Place(-0.1, 3),
    "Refused": Place(0.58, 3),
    "Expired": Place(1.26, 3),
    "Withdrawn": Place(1.94, 3),
}


def life() -> str:
    """From the table of transitions."""
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (before, event), after in NEXT.items():
        edges[before or f"{NOTHING}{after}", after].append(event.replace("_", " "))
    beginnings = {f"{NOTHING}{state}": place for state, place in BEGINNINGS.items()}
    return drawn(beginnings | LIFE_PLACES, edges, set(State) - {State.PENDING, State.PREVALIDATED})


def machine() -> str:
    """From the definition. Ways back to `Route` carry no label: every task and every answer takes one."""
    states = json.loads(DEFINITION.read_text(encoding="utf-8"))["States"]
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, state in states.items():
        for choice in state.get("Choices", []):
            edges[name, choice["Next"]].append(choice["StringEquals"])
        for catcher in state.get("Catch", []):
            if catcher["ErrorEquals"] == ["States.Timeout"]:
                edges[name, catcher["Next"]].append("time-out")
        if "Next" in state:
            edges[name, state["Next"]].append("")
    return drawn(MACHINE_PLACES, edges, {name for name, state in states.items() if state["Type"] == "Succeed"})
