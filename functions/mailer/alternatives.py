"""Where a refused candidate can go: the centres with a seat left for **all** of the exams."""

from shared import catalogue
from shared.departments import NAMES, NEIGHBOURS
from shared.mail.model import Alternative
from shared.registration.model import Registration


def alternatives(registration: Registration, department: str) -> tuple[Alternative, ...]:
    """The same department first, then its neighbours; the centre that refused is not among them."""
    _, seats = catalogue.exams_and_seats(registration.session)
    offers = catalogue.centres_running(seats, registration.exams)
    free = {centre for centre, offer in offers.items() if all(one.left for one in offer)} - {registration.centre}
    near = (department, *NEIGHBOURS[department])
    centres = [centre for centre in catalogue.centres() if centre.active and centre.code in free]
    found = [centre for centre in centres if centre.department in near]
    found.sort(key=lambda centre: (near.index(centre.department), centre.name))
    return tuple(Alternative(name=one.name, department=f"{NAMES[one.department]} ({one.department})") for one in found)
