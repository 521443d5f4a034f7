"""The pages on a local cloud, over HTTP; people of the example season who are signed in."""

from collections.abc import Callable, Iterator

import pytest

from tests.cloud.conftest import LocalCloud, running
from tests.web.visiting import Visitor


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    yield from running(LocalCloud(tmp_path_factory.mktemp("pages"), LETTERS_LIMIT="1000/1h"))


@pytest.fixture
def visitor(cloud: LocalCloud) -> Visitor:
    return Visitor(cloud.base_url)


@pytest.fixture
def centre_visitor(cloud: LocalCloud) -> Callable[[str], Visitor]:
    """The person of one of the example's centres that have one, signed in."""

    def signed_in(centre: str) -> Visitor:
        visitor = Visitor(cloud.base_url)
        (person,) = next(one["people"] for one in cloud.access["centres"] if one["code"] == centre)
        visitor.signs_in_for(person["email"], person["password"])
        return visitor

    return signed_in


@pytest.fixture
def candidate_visitor(cloud: LocalCloud) -> Callable[[int], Visitor]:
    """The n-th candidate of the example season, signed in. A file of tests keeps to numbers of its own."""

    def signed_in(n: int) -> Visitor:
        visitor = Visitor(cloud.base_url)
        visitor.signs_in(**cloud.access["candidates"][n])
        return visitor

    return signed_in
