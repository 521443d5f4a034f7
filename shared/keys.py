"""Every key of the table, and nothing else knows their form. `docs/table.md` lists what each one is for.

A key is what `boto3`'s resource-level serialisation takes: plain strings, `{"pk": …, "sk": …}`.
The three indexes are named after what they answer: `candidate` (a person's registrations), `centre` (a centre's
registrations and late payments) and `work` (whatever still has to be done by somebody or something, oldest first).
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from hashlib import sha256
from typing import Final

Key = dict[str, str]

CANDIDATE_INDEX: Final = "candidate"
CENTRE_INDEX: Final = "centre"
WORK_INDEX: Final = "work"
SESSIONS: Final = "SESSIONS"
SESSION_DRAFTS: Final = "SESSION_DRAFTS"
CENTRES: Final = "CENTRES"
PEOPLE: Final = "PEOPLE"
SEATS: Final = "SEATS#"
EXAMS: Final = "EXAM#"
HISTORY: Final = "HISTORY#"
AUDIT_ENTRIES: Final = "ENTRY#"
AUDIT_HEADS: Final = "HEAD#"
AUDIT_DIGESTS: Final = "AUDIT_DIGESTS"
UNSETTLED: Final = "UNSETTLED"
DUE: Final = "DUE"
DEFERRALS: Final = "DEFERRALS"
LATE_PAYMENTS: Final = "LATE_PAYMENTS"
ERASURES: Final = "ERASURES"
RETENTION: Final = "RETENTION"
NIRS_TO_CHECK: Final = "NIRS_TO_CHECK"
MAIL_PROBLEMS: Final = "MAIL_PROBLEMS"
UPLOADS: Final = "UPLOADS"
DOCUMENTS: Final = "DOCUMENTS"
DEFERRAL: Final = "DEFERRAL#"
SIGN_IN: Final = "SIGN_IN"
KEPT: Final = "KEPT#"


def instant(moment: datetime) -> str:
    """A UTC instant as text that sorts as time does; fractions of a second are always written."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def session(code: str) -> Key:
    return {"pk": SESSIONS, "sk": code}


def session_draft(code: str) -> Key:
    """A session until it is published: where nobody but the association looks."""
    return {"pk": SESSION_DRAFTS, "sk": code}


def session_partition(code: str) -> str:
    """The exams and the seats of one session."""
    return f"SESSION#{code}"


def exam(session: str, code: str) -> Key:
    return {"pk": session_partition(session), "sk": f"{EXAMS}{code}"}


def seats(session: str, centre: str, exam: str) -> Key:
    return {"pk": session_partition(session), "sk": f"{seats_of_centre(centre)}{exam}"}


def seats_of_centre(centre: str) -> str:
    return f"{SEATS}{centre}#"


def centre(code: str) -> Key:
    return {"pk": CENTRES, "sk": code}


def api_key(whole_key: str) -> Key:
    """Found by the hash of the key itself: 256 random bits need no salt, and the table never holds the key."""
    return {"pk": f"KEY#{sha256(whole_key.encode()).hexdigest()}", "sk": "KEY"}


def api_key_count(centre: str) -> Key:
    return {"pk": api_key_partition(centre), "sk": "IN_FORCE"}


def api_key_partition(centre: str) -> str:
    return f"KEYS#{centre}"


def api_keys_of_centre(centre: str, created_at: datetime, id: str) -> Key:
    return {"centre_pk": api_key_partition(centre), "centre_sk": f"{instant(created_at)}#{id}"}


def people(role: str, centre: str, name: str, email: str) -> Key:
    return {"centre_pk": PEOPLE, "centre_sk": f"{role}#{centre}#{name}#{email.lower()}"}


def challenge(session: str) -> Key:
    return {"pk": f"CHALLENGE#{sha256(session.encode()).hexdigest()}", "sk": "CHALLENGE"}


def person(email: str) -> Key:
    """A person of a centre or of the association. Addresses are compared in lower case."""
    return {"pk": f"PERSON#{email.lower()}", "sk": "PERSON"}


def candidate_partition(nuc: str) -> str:
    """Everything that is the person's own: details, guards."""
    return f"CANDIDATE#{nuc}"


def candidate(nuc: str) -> Key:
    return {"pk": candidate_partition(nuc), "sk": "CANDIDATE"}


def erasure(nuc: str) -> Key:
    return {"pk": f"ERASURE#{nuc}", "sk": "ERASURE"}


def audit_partition(day: date) -> str:
    return f"AUDIT#{day.isoformat()}"


def audit_entry(day: date, reader: str, number: int) -> Key:
    return {"pk": audit_partition(day), "sk": f"{AUDIT_ENTRIES}{reader}#{number:06d}"}


def audit_head(day: date, reader: str) -> Key:
    return {"pk": audit_partition(day), "sk": f"{AUDIT_HEADS}{reader}"}


def audit_digest(day: date) -> Key:
    return {"pk": AUDIT_DIGESTS, "sk": day.isoformat()}


def nir(nuc: str) -> Key:
    return {"pk": f"CANDIDATE#{nuc}", "sk": "NIR"}


def nir_index(mac: str) -> Key:
    """Who has given a number, found by its keyed hash: a plain hash of a NIR is undone by trying them all."""
    return {"pk": f"NIR#{mac}", "sk": "NIR"}


def live_line(nuc: str, session: str, on: date, at: time) -> Key:
    """The guard of a live line: one for a candidate, a session and an exam hour."""
    return {"pk": f"CANDIDATE#{nuc}", "sk": f"LIVE#{session}#{on.isoformat()}T{at:%H:%M}"}


def other_name(nuc: str) -> Key:
    return {"pk": candidate_partition(nuc), "sk": "NAME"}


def candidates_by_name(name: str, nuc: str) -> Key:
    """A place in the list of names; `name` is `shared.candidate.found_by`: family name and given name, folded."""
    return {"candidate_pk": names_partition(name), "candidate_sk": f"{name}#{nuc}"}


def names_partition(name: str) -> str:
    return f"NAMES#{name[:2]}"


def may_choose_again(nuc: str, session: str) -> Key:
    """Says that a candidate was refused or ran out of time, and may still choose after the closing."""
    return {"pk": f"CANDIDATE#{nuc}", "sk": f"AGAIN#{session}"}


def registration_partition(reference: str) -> str:
    return f"REGISTRATION#{reference}"


def registration(reference: str) -> Key:
    return {"pk": registration_partition(reference), "sk": "REGISTRATION"}


def history(reference: str, version: int) -> Key:
    return {"pk": registration_partition(reference), "sk": f"{HISTORY}{version:06d}"}


def token(reference: str) -> Key:
    return {"pk": registration_partition(reference), "sk": "TOKEN"}


def notice_partition(day: date) -> str:
    return f"NOTICES#{day.isoformat()}"


def notice(day: date, topic: str, addressee: str) -> Key:
    return {"pk": notice_partition(day), "sk": f"{topic}#{addressee}"}


def suppressed_address(email: str) -> Key:
    return {"pk": f"SUPPRESSED#{_hashed(email.lower())}", "sk": "SUPPRESSED"}


def deferral(id: str) -> Key:
    """`id` is `<reference>-D<version>`: whoever has it has the registration too."""
    return {"pk": registration_partition(id.rpartition("-D")[0]), "sk": f"{DEFERRAL}{id}"}


def upload(deferral: str, number: int) -> Key:
    return {"pk": registration_partition(deferral.rpartition("-D")[0]), "sk": f"UPLOAD#{deferral}#{number}"}


def late_payment(id: str) -> Key:
    """`id` is `<reference>-L<receipt>`: whoever has it has the registration too."""
    return {"pk": registration_partition(id.rpartition("-L")[0]), "sk": f"LATE#{id}"}


def idempotency_partition(principal: str) -> str:
    return f"IDEMPOTENCY#{principal}"


def idempotency(principal: str, key: str) -> Key:
    return {"pk": idempotency_partition(principal), "sk": key}


def limit(name: str, subject: str, began_at: datetime) -> Key:
    """The uses of one window. The subject (an address, a NUC) is hashed: the item then says nothing of anybody."""
    return {"pk": f"LIMIT#{name}#{_hashed(subject)}", "sk": instant(began_at)}


def trusted_source(user: str, source: str) -> Key:
    """Where somebody chose a password by the mailed link a short while ago."""
    return {"pk": f"TRUSTED#{_hashed(user + '|' + source)}", "sk": "TRUSTED"}


def link(token: str) -> Key:
    return {"pk": f"LINK#{_hashed(token)}", "sk": "LINK"}


def browser_partition(ticket: str) -> str:
    """What the pages keep for one browser; found by the hash of its cookie, and sealed under it."""
    return f"BROWSER#{_hashed(ticket)}"


def browser(ticket: str, what: str) -> Key:
    return {"pk": browser_partition(ticket), "sk": what}


def draft(nuc: str) -> Key:
    return {"pk": f"DRAFT#{nuc}", "sk": "DRAFT"}


def email_partition(email: str) -> str:
    """Those who have this address, compared in lower case; a family may share one."""
    return f"EMAIL#{_hashed(email.lower())}"


def email(email: str, nuc: str) -> Key:
    return {"pk": email_partition(email), "sk": nuc}


def known_as_partition(known_as: str) -> str:
    return f"KNOWN_AS#{known_as}"


def known_as(known_as: str, nuc: str) -> Key:
    return {"pk": known_as_partition(known_as), "sk": nuc}


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def registrations_of_candidate(nuc: str, created_at: datetime, reference: str) -> Key:
    return {"candidate_pk": nuc, "candidate_sk": f"{instant(created_at)}#{reference}"}


def registrations_of_centre(centre: str, session: str, state: str, changed_at: datetime, reference: str) -> Key:
    """Sorted by state, then by the moment of the last change that a centre cares about."""
    return {
        "centre_pk": centre,
        "centre_sk": f"{centre_list(session, state)}{instant(changed_at)}#{reference}",
    }


def centre_list(session: str, state: str | None = None) -> str:
    """The beginning of the sort keys of a centre's list: a whole session, or one state of it."""
    return f"{session}#{state}#" if state else f"{session}#"


def late_payments_of_centre(centre: str, recorded_at: datetime, id: str) -> Key:
    return {"centre_pk": late_payment_partition(centre), "centre_sk": f"{instant(recorded_at)}#{id}"}


def late_payment_partition(centre: str) -> str:
    return f"{LATE_PAYMENTS}#{centre}"


def work(list_name: str, at: datetime) -> Key:
    """A place in one of the work lists: UNSETTLED, DUE, DEFERRALS, UPLOADS, DOCUMENTS and so on."""
    return {"work_pk": list_name, "work_at": instant(at)}


def of(item: Mapping[str, object]) -> Key:
    """The primary key of an item that was read."""
    return {"pk": str(item["pk"]), "sk": str(item["sk"])}
