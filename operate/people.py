"""Opens the account of somebody at the association: the first one, whom nobody there could let in.

The person gets the same mail as anybody whom the association adds later: a link by which to choose a password.
"""

import argparse
import sys
from datetime import UTC, datetime
from uuid import uuid4

from functions.account import people
from operate import place
from shared.http.call import Call
from shared.http.identity import Identity
from shared.problems.calls import DomainError
from shared.registration.model import Role


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m operate.people", description=__doc__)
    place.add_options(parser)
    parser.add_argument("email", help="the address, which is also the name to sign in with")
    parser.add_argument("name", help="given name and family name, as the staff will see them")
    options = parser.parse_args(arguments)
    place.settle(options, "account")
    operator = Identity(Role.ASSOCIATION, "operator", "operator", "", frozenset())
    call = Call(operator, datetime.now(UTC), f"operator-{uuid4()}", "", None, None)
    try:
        body = people.PersonRequest(email=options.email, name=options.name, role=Role.ASSOCIATION)
        people.create_person.run(call=call, body=body)
    except (ValueError, DomainError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{options.email} is sent a link, good for 60 minutes; `demander son mot de passe` sends another one.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
