"""A season set up by the association: sessions, their exams, the centres and the seats they offer.

What everybody may read of it is `catalogue`'s, which writes nothing.
"""

from functions.season import centres, files, seats, sessions
from shared.http.door import Door

door = Door()
door.add(
    sessions.put_session,
    sessions.list_drafts,
    sessions.preview,
    sessions.publish,
    sessions.remove_exam,
    files.import_file,
    files.template,
    centres.list_centres,
    centres.read_centre,
    centres.put_centre,
    centres.read_own,
    centres.put_own,
    seats.list_offered,
    seats.put_offered,
)

lambda_handler = door.handler
