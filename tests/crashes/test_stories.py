"""A function dies at any of its calls of AWS, before it or after it, or never hears the reply; then it is called again.

What is left is what an undisturbed try leaves, in the table, the user pool, the bucket, the queue and the mails.
"""

import pytest

from tests.crashes.stories import STORIES
from tests.crashes.telling import Story, Telling
from tests.crashes.world import World


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_whatever_befalls_the_first_try_the_next_one_leaves_what_an_undisturbed_one_leaves(
    world: World, story: Story
) -> None:
    telling = Telling(world, story)
    expected, drawn = telling.undisturbed()
    wrong = [f"{one}: {fault}" for one in telling.strikes() for fault in telling.faults(one, expected, drawn)]
    assert wrong == [], "\n".join(wrong)
    assert telling.unlisted == []
