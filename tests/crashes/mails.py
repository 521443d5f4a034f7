"""Stories of mails: what is told of them, what is ordered again, and the letters and notices that are sent."""

from datetime import UTC, datetime
from typing import Any, Final

from shared import keys, table
from shared.candidate import known_as
from shared.letters import Letter
from shared.mail_orders import order_letter
from tests.crashes.acts import asks, both, later, then
from tests.crashes.people import CAMILLE, NINA, NUC, camille
from tests.crashes.telling import Act, Begin, Story, Told
from tests.crashes.world import World
from tests.mails.telling import ALICES, bounce, complaint
from tests.support import lives, season
from tests.support.api import ASSOCIATION, BOB
from tests.support.calls import watched
from tests.support.contents import interrupted

LAST_DAY: Final = datetime(2026, 12, 2, 7, tzinfo=UTC)
"""To pay what is pre-validated at the beginning; eight o'clock in Paris."""
AFTER_FIVE_WORKING_DAYS: Final = datetime(2026, 12, 8, 7, tzinfo=UTC)

CORRECTS: Final = asks("PUT /v1/registrations/{reference}/email", {"email": "right@example.org"}, by=ASSOCIATION)
RESENDS: Final = asks("POST /v1/registrations/{reference}/mails/1/resend", {}, by=ASSOCIATION)


def mailed(world: World) -> Told:
    reference = lives.register()
    world.aws.follow()
    world.aws.deliver()
    return {"reference": reference}


def tells(feedback: Any) -> Act:
    """One batch of what SES tells; it comes again as long as it fails."""

    def told_of(world: World, told: Told) -> None:
        world.aws.mails(feedback(told["reference"]))

    return told_of


def taken_up(world: World, told: Told) -> None:
    """The mailer is about to get what waits in the queue."""
    told["records"] = world.aws.waiting()
    assert told["records"]


def delivers(world: World, told: Told) -> None:
    world.aws.mailer(told["records"])


def delivers_again(world: World, told: Told) -> None:
    """What failed, or was not answered, the queue gives again."""
    again = [one | {"attributes": one["attributes"] | {"ApproximateReceiveCount": "2"}} for one in told["records"]]
    assert world.aws.mailer(again) == []


def ordered(letter: Letter, **content: str) -> Act:
    def order(world: World, _told: Told) -> None:
        with world.aws.running("account"):
            order_letter(letter, **content)

    return order


def letter(kind: Letter, begin: Begin = lambda _: {}, **content: str) -> Story:
    return Story(delivers, then(begin, ordered(kind, **content), taken_up), again=delivers_again)


def notices(world: World, _told: Told) -> None:
    world.aws.attention()


def measures(world: World, _told: Told) -> None:
    world.aws.measure()


def waiting_for_long(world: World) -> Told:
    """One centre, with a request that waits, and a payment that is due on this day."""
    for code in ("C59", "C67", "C972", "C974"):
        table.write(table.delete_anyway(keys.centre(code)))
    lives.prevalidate(lives.register(BOB))
    lives.register(exams=("CHI", "BIO"))
    world.clock.move_to(LAST_DAY)
    return {}


def overdue(world: World) -> Told:
    told = waiting_for_long(world)
    world.clock.move_to(AFTER_FIVE_WORKING_DAYS)
    return told


def deferral_granted(world: World) -> Told:
    reference = lives.register()
    lives.prevalidate(reference)
    lives.pay(reference)
    lives.decide_deferral(lives.ask_deferral(reference, "CHI"), "granted")
    return to_be_sent(world, lives.registration(reference).version)


def to_be_sent(world: World, version: int) -> Told:
    """The order of the mail of this transition alone."""
    records = [one for one in world.aws.stream() if one["dynamodb"]["NewImage"]["version"] == {"N": str(version)}]
    world.aws.follow(records[-1:])
    return {"reference": records[-1]["dynamodb"]["NewImage"]["reference"]["S"]}


def suppressed(world: World) -> Told:
    """The address has failed before this mail is sent."""
    told = mailed(world)
    tells(bounce)(world, told)
    world.aws.deliver()
    lives.prevalidate(told["reference"])
    return to_be_sent(world, 2)


def quick_bounce(act: Act) -> Act:
    """SES tells of the mail before the mailer has marked it."""

    def bounced(world: World, told: Told) -> None:
        with interrupted("UpdateItem", lambda: bounces(world, told)):
            act(world, told)

    return bounced


def bounces(world: World, told: Told) -> None:
    with watched():
        world.aws.mails(bounce(told["reference"]))


def registered(world: World) -> Told:
    lives.register()
    return to_be_sent(world, 1)


def resent(world: World) -> Told:
    told = then(mailed, tells(bounce), CORRECTS)(world)
    world.aws.deliver()
    RESENDS(world, told)
    return to_be_sent(world, 2)


HOURLY: Final = both(later(hours=1), notices)

SENT_UNSAID: Final = frozenset({"history.mail_sent_at", "history.mail_id"})
"""Once SES has told of a mail it is not sent again: when it was sent may then stay unsaid."""

STORIES: Final = {
    "a mail bounces": Story(tells(bounce), mailed),
    "a mail is complained about": Story(tells(complaint), then(mailed, tells(bounce))),
    "an address is corrected": Story(CORRECTS, then(mailed, tells(bounce))),
    "a mail is sent again": Story(RESENDS, then(mailed, tells(bounce), CORRECTS)),
    "centres are told": Story(notices, waiting_for_long, again=HOURLY, timeless=True),
    "the association is told": Story(notices, overdue, again=HOURLY, timeless=True),
    "what waits is measured": Story(measures, overdue),
    "the mail that is sent again": Story(delivers, then(resent, taken_up), again=delivers_again),
    "the mail of a granted deferral": Story(delivers, then(deferral_granted, taken_up), again=delivers_again),
    "a mail that is held back": Story(delivers, then(suppressed, taken_up), again=delivers_again),
    "a mail that bounces at once": Story(
        quick_bounce(delivers),
        then(registered, taken_up),
        again=delivers_again,
        after=bounces,
        may_differ=SENT_UNSAID,
    ),
    "the mail about a mail that failed": Story(delivers, then(mailed, tells(bounce), taken_up), again=delivers_again),
    "the notices of a centre": Story(delivers, then(waiting_for_long, notices, taken_up), again=delivers_again),
    "the letter with a NUC": letter(Letter.NUC, known_as=known_as("Martin", season.ALICE.born_on, ALICES)),
    "the letter with a link": letter(Letter.PASSWORD, user_name=NUC),
    "the letter with a link for one of the staff": letter(Letter.PASSWORD, camille, user_name=CAMILLE.email),
    "the letter about a new password": letter(Letter.PASSWORD_CHANGED, user_name=NUC),
    "the letter for the first time": letter(Letter.FIRST_TIME, email=NINA),
    "the letter to a new address": letter(Letter.ADDRESS, user_name=NUC, email="new@example.net"),
    "the letter to the old address": letter(Letter.ADDRESS_CHANGED, user_name=NUC, email="old@example.net"),
}
