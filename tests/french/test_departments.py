import pytest

from shared.departments import NAMES, NEIGHBOURS, nearest_first, time_zone


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


@pytest.mark.parametrize("code", NAMES)
def test_every_department_is_somewhere_from_everywhere(code: str) -> None:
    assert sorted(nearest_first(code)) == sorted(NAMES)
    assert nearest_first(code)[: 1 + len(NEIGHBOURS[code])] == (code, *NEIGHBOURS[code])


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("75", "75 92 93 94 77 78 91 95 02"),
        ("29", "29 22 56 35 44 49 50 53 85"),
        ("2A", "2A 2B 06 13 83 04 30 84 05"),
        ("971", "971 972 973 977 978 01 02 03"),
        ("974", "974 976 01 02"),
        ("975", "975 01 02"),
    ],
)
def test_nearest_are_the_neighbours_then_theirs_then_who_is_across_the_sea(code: str, first: str) -> None:
    assert nearest_first(code)[: len(first.split())] == tuple(first.split())


def test_from_the_mainland_corsica_comes_before_the_overseas_departments() -> None:
    assert nearest_first("02")[-10:] == ("2A", "2B", *(f"97{n}" for n in range(1, 9)))


@pytest.mark.parametrize("code", ["20", "96", "2a", ""])
def test_nothing_is_near_where_there_is_no_department(code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        nearest_first(code)


@pytest.mark.parametrize("code", ["20", "96", "2a", "1", "", "98"])
def test_there_is_no_clock_where_there_is_no_department(code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        time_zone(code)
