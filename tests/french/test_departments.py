import pytest

from shared.departments import NAMES, NEIGHBOURS, time_zone


def test_every_department_is_there_once() -> None:
    mainland = {f"{n:02}" for n in range(1, 96) if n != 20}
    assert set(NAMES) == mainland | {"2A", "2B"} | {f"97{n}" for n in range(1, 9)}
    assert len(set(NAMES.values())) == len(NAMES) == 104


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("02", "Aisne"),
        ("2A", "Corse-du-Sud"),
        ("21", "Côte-d’Or"),
        ("90", "Territoire de Belfort"),
        ("95", "Val-d’Oise"),
        ("974", "La Réunion"),
        ("978", "Saint-Martin"),
    ],
)
def test_names_are_french(code: str, name: str) -> None:
    assert NAMES[code] == name


def test_neighbours_are_neighbours_of_each_other() -> None:
    assert set(NEIGHBOURS) == set(NAMES)
    one_way = {(a, b) for a, neighbours in NEIGHBOURS.items() for b in neighbours if a not in NEIGHBOURS[b]}
    assert not one_way
    assert all(a not in neighbours for a, neighbours in NEIGHBOURS.items())


def test_neighbours_are_listed_once_and_in_order() -> None:
    assert all(list(neighbours) == sorted(set(neighbours)) for neighbours in NEIGHBOURS.values())


def test_one_can_go_overland_to_every_department_of_the_mainland_and_to_no_other() -> None:
    reached, ahead = set(), ["02"]
    while ahead:
        code = ahead.pop()
        if code not in reached:
            reached.add(code)
            ahead.extend(NEIGHBOURS[code])
    assert reached == {f"{n:02}" for n in range(1, 96) if n != 20}
    assert NEIGHBOURS["2A"] == ("2B",)
    assert not any(NEIGHBOURS[code] for code in NAMES if code.startswith("97"))


def test_the_neighbours_of_aisne_and_of_paris() -> None:
    assert NEIGHBOURS["02"] == ("08", "51", "59", "60", "77", "80")
    assert NEIGHBOURS["75"] == ("92", "93", "94")


@pytest.mark.parametrize("code", ["20", "96", "2a", "1", "", "98"])
def test_there_is_no_clock_where_there_is_no_department(code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        time_zone(code)
