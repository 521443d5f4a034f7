"""« Demander son NUC » : the same answer for everybody; the mailer finds out whether there is somebody to write to."""

from functions.account.door import door
from functions.account.views import DoneView
from shared.candidate import known_as
from shared.contact.birth import BirthDate
from shared.contact.details import BirthName, Email
from shared.http.operation import Answer
from shared.http.visit import Visit
from shared.letters import Letter
from shared.mail_orders import order_letter
from shared.models import Strict


class NucReminderRequest(Strict):
    birth_name: BirthName
    born_on: BirthDate
    email: Email


@door.operation(
    "POST",
    "/v1/nuc-reminders",
    summary="Demander son NUC",
    body=NucReminderRequest,
    status=202,
    answer=DoneView,
)
def create_nuc_reminder(visit: Visit, body: NucReminderRequest) -> Answer:
    order_letter(Letter.NUC, known_as=known_as(body.birth_name, body.born_on, body.email))
    return Answer(202, DoneView())
