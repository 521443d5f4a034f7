"""Wrong passwords, counted before the password is looked at (docs/decisions/0010-limits.md).

Every attempt takes one of the few that its source has for this person, then one of those that all sources together
have; the right password gives both back. Whoever chose a password by the mailed link passes the second limit for an
hour, from where it was chosen: so nobody can be kept out by others' guesses.
"""

from datetime import timedelta
from typing import Final

from shared import keys, limits, table
from shared.http.visit import Visit
from shared.limits import Limit, Use
from shared.problems.calls import TooManyRequestsError
from shared.problems.people import TooManyAttemptsError

ATTEMPTS_FROM_SOURCE: Final = Limit("attempts", "ATTEMPTS_PER_SOURCE_LIMIT")
"""Wrong passwords for one person from one source."""
ATTEMPTS: Final = Limit("all-attempts", "ATTEMPTS_LIMIT")
"""Wrong passwords for one person from everywhere."""
TRUSTED_FOR: Final = timedelta(hours=1)


def count(user_name: str, visit: Visit) -> list[Use]:
    """One more attempt, and what it took.

    Raises:
        TooManyAttemptsError: in the same words whatever was reached, and whether or not the person exists.
    """
    try:
        taken = [limits.use(ATTEMPTS_FROM_SOURCE, _from(user_name, visit), now=visit.now)]
    except TooManyRequestsError as error:
        raise TooManyAttemptsError(error.wait) from error
    try:
        taken.append(limits.use(ATTEMPTS, user_name, now=visit.now))
    except TooManyRequestsError as error:
        if not _is_trusted(user_name, visit):
            raise TooManyAttemptsError(error.wait) from error
    return taken


def succeeded(taken: list[Use]) -> None:
    """The right password does not count."""
    for one in taken:
        limits.give_back(one)


def begin_anew(user_name: str, visit: Visit) -> None:
    """A password was chosen by the mailed link, from here."""
    limits.forget(ATTEMPTS_FROM_SOURCE, _from(user_name, visit), now=visit.now)
    limits.forget(ATTEMPTS, user_name, now=visit.now)
    until = {"kind": "trusted_source", "ttl": int((visit.now + TRUSTED_FOR).timestamp())}
    table.write(table.put_anyway(keys.trusted_source(user_name, visit.source) | until))


def _is_trusted(user_name: str, visit: Visit) -> bool:
    (found,) = table.read(keys.trusted_source(user_name, visit.source))
    return found is not None and found["ttl"] > visit.now.timestamp()


def _from(user_name: str, visit: Visit) -> str:
    return f"{user_name}|{visit.source}"
