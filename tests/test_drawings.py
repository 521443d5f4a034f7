from tools.drawings import DRAWINGS, life, machine


def test_the_drawings_show_the_transitions_and_the_state_machine_as_they_are() -> None:
    drawn = {path.name: path.read_text(encoding="utf-8") for path in DRAWINGS.glob("*.svg")}
    assert drawn == {"life.svg": life(), "state-machine.svg": machine()}
