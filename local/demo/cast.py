"""Who plays: candidates who are free, two centres, the association; and the session that it is all about."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from local.cloud import Cloud
from local.demo.api import Api, StoryError
from local.demo.mails import Post
from local.demo.telling import Teller
from shared.departments import time_zone
from shared.french.formats import long_date
from shared.mail.model import MailKind

PARIS: Final = time_zone("75")
DEPARTMENT: Final = "02"
EXAMS: Final = ("COMPTA-1", "PAIE-1")
"""Both centres that have a key run these, and are in this department."""
LIVE: Final = {"pending", "prevalidated", "validated"}


@dataclass(frozen=True)
class Candidate:
    nuc: str
    password: str
    api: Api


@dataclass(frozen=True)
class Centre:
    code: str
    name: str
    api: Api

    def seats_left(self, exam: str) -> int:
        seats = self.api.get("/v1/centre/seats", told=False)["items"]
        return next(int(one["left"]) for one in seats if one["exam"] == exam)


class Stage:
    """Everything that a scene needs. `lasting` says whether the cloud is there after the story."""

    def __init__(self, cloud: Cloud, teller: Teller, *, lasting: bool = True) -> None:
        self.cloud = cloud
        self.tell = teller
        self.post = Post(cloud, teller, lasting=lasting)
        self.public = Api(cloud.base_url, teller)
        self.access = json.loads(cloud.access.read_text(encoding="utf-8"))
        self.session = self._session()
        self._names = self._centre_names()
        self._free = self._free_candidates()

    def candidate(self) -> Candidate:
        """Somebody whom nothing stands in the way of; never the same person twice.

        Raises:
            StoryError: everybody is registered already.
        """
        found = next(self._free, None)
        if found is None:
            raise StoryError(
                "Plus aucun candidat n’est libre : chacun des trente a déjà une inscription. "
                f"Pour recommencer : arrêtez `make run`, supprimez {self.cloud.folder} et relancez."
            )
        return found

    def centre(self, position: int) -> Centre:
        one = self.access["centres"][position]
        return Centre(one["code"], self._names[one["code"]], self.public.bearing(one["api_key"]))

    def association(self) -> Api:
        return self.public.signed_in(**self.access["association"])

    def centres_path(self, department: str, *exams: str) -> str:
        query = urlencode([("department", department), *(("exam", exam) for exam in exams)])
        return f"/v1/sessions/{self.session['code']}/centres?{query}"

    def register(self, candidate: Candidate, centre: Centre, exams: list[str]) -> Any:
        """The candidate's request, with its mail."""
        body = {"session": self.session["code"], "centre": centre.code, "exams": exams}
        registration = candidate.api.post("/v1/registrations", body, 201)
        self.post.tell(MailKind.REGISTERED, registration["reference"])
        return registration

    def _session(self) -> Any:
        sessions = self.public.get("/v1/sessions", told=False)["items"]
        session = next((one for one in sessions if one["code"] == self.access["session"]), None)
        if session is None or not session["open"]:
            raise StoryError(
                f"Les inscriptions à la session {self.access['session']} ne sont pas ouvertes. "
                f"Pour une session d’aujourd’hui : arrêtez `make run`, supprimez {self.cloud.folder} et relancez."
            )
        return session

    def _centre_names(self) -> dict[str, str]:
        found = self.public.get(self.centres_path(DEPARTMENT, *EXAMS), told=False)["items"]
        return {one["code"]: one["name"] for one in found}

    def _free_candidates(self) -> Iterator[Candidate]:
        """From the end of the list: whoever tries things by hand begins with the first."""
        for one in reversed(self.access["candidates"]):
            token = self.public.post("/v1/tokens", one, told=False)["access_token"]
            api = self.public.bearing(token)
            if not any(registration["state"] in LIVE for registration in api.pages("/v1/registrations", told=False)):
                yield Candidate(one["nuc"], one["password"], api)


def today() -> date:
    return datetime.now(PARIS).date()


def last_day(exclusive: str) -> str:
    """« dimanche 10 janvier 2027 » for an instant that is excluded, as the API writes it."""
    return long_date((datetime.fromisoformat(exclusive).astimezone(PARIS) - datetime.resolution).date())
