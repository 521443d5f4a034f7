"""A local cloud on which everything can be seen: a candidate with a dossier in every state, a centre at work."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from local.demo import form
from shared import keys
from tests.cloud.conftest import LocalCloud, running
from tests.cloud.facts import item, today
from tests.cloud.lives import prevalidate
from tests.cloud.people import association, sign_in
from tests.support.documents import pdf
from tests.web.lives import bounce

CENTRE: Final = "02-LAON"
DETAILS: Final = {
    "birth_name": "Martin-Desjardins",
    "given_name": "Zoë",
    "born_on": "27/03/1998",
    "phone": "06 39 98 00 01",
    "address_line1": "3 rue de l’Exemple",
    "postcode": "02000",
    "town": "Laon",
}


@contextmanager
def staged(folder: Path) -> Iterator["Stage"]:
    """A local cloud of its own, set."""
    for cloud in running(LocalCloud(folder)):
        stage = Stage(cloud)
        stage.set()
        yield stage


class Stage:
    """`facts` are the references and identifiers by the names that the screens use in their addresses."""

    def __init__(self, cloud: LocalCloud) -> None:
        self.cloud = cloud
        self.candidate = cloud.access["candidates"][0]
        self.newcomer = cloud.access["candidates"][1]
        self.centre = next(one for one in cloud.access["centres"] if one["code"] == CENTRE)
        self.person = self.centre["people"][0]
        self._token = sign_in(cloud, self.candidate)
        self._staff = association(cloud)
        self.facts: dict[str, str] = {"session": cloud.access["session"], "centre": CENTRE}

    def credentials(self, who: str) -> Mapping[str, str]:
        known = {
            "candidate": self.candidate,
            "newcomer": self.newcomer,
            "centre": self.person,
            "association": self.cloud.access["association"],
        }
        return dict(known[who])

    def set(self) -> None:
        """Some twenty calls; the expiry comes by itself."""
        self._done("PUT", "/v1/me", DETAILS, self._token)
        self.facts |= {
            "expired": self._expired("ORTHO"),
            "withdrawn": self._after("ORTHO", "withdrawal", {}, by=self._token),
            "refused": self._after("ORTHO", "refusal", {"reason": "other", "message": "La salle est en travaux."}),
            "pending": self._sent("COMPTA-1"),
            "prevalidated": self._after("PAIE-1", "prevalidation", {}),
            "validated": self._validated("COMPTA-2"),
            "deferring": self._validated("TABLEUR"),
            "kept": self._validated("PAIE-2"),
            "deferred": self._validated("GESTION"),
        }
        self.facts["deferral"] = self._deferral("deferring", "TABLEUR")
        self._decided(
            self._deferral("kept", "PAIE-2"), {"decision": "refused", "reason": "Le certificat est illisible."}
        )
        granted = self._decided(self._deferral("deferred", "GESTION"), {"decision": "granted"})
        self.facts["next"] = granted["registration"]
        self._others()
        self._late()
        self._season()
        bounce(self.cloud, self.facts["other2"], "candidat3@candidats.example")

    def _others(self) -> None:
        """Requests of other people, so that lists are lists."""
        for number, exams in enumerate(
            (["COMPTA-1", "PAIE-1"], ["COMPTA-1"], ["TEXTE", "ORTHO"], ["TABLEUR"]), start=2
        ):
            token = sign_in(self.cloud, self.cloud.access["candidates"][number])
            self.facts[f"other{number}"] = self._sent(*exams, by=token)
        self._done("PUT", "/v1/me/nir", {"none": True}, token)
        self._act(self.facts["other5"], "prevalidation", {})

    def _late(self) -> None:
        late = {"amount_cents": 5_000, "received_on": today(), "method": "cheque"}
        self.facts["late"] = self._act(self.facts["withdrawn"], "payment", late)["late_payment"]["id"]

    def _season(self) -> None:
        """A session in preparation, and a key to revoke."""
        year = int(self.facts["session"][:4]) + 8
        dates = {
            "opens_at": f"{year}-01-10T11:00:00Z",
            "closes_at": f"{year}-04-01T22:00:00Z",
            "decide_by_at": f"{year}-05-01T22:00:00Z",
            "fee_cents": 5_250,
            "successor": None,
            "nir": "required",
        }
        self.facts["draft"] = f"{year}-06"
        self._done("PUT", f"/v1/sessions/{year}-06", dates, self._staff)
        keys_of_centre = self.cloud.call("GET", f"/v1/centre/keys?centre={CENTRE}", token=self._staff)
        self.facts["key"] = keys_of_centre.body["items"][0]["id"]

    def _sent(self, *exams: str, by: str = "") -> str:
        body = {"session": self.facts["session"], "centre": CENTRE, "exams": list(exams)}
        return str(self._done("POST", "/v1/registrations", body, by or self._token)["reference"])

    def _after(self, exam: str, action: str, body: Mapping[str, Any], by: str = "") -> str:
        reference = self._sent(exam)
        self._act(reference, action, body, by)
        return reference

    def _validated(self, exam: str) -> str:
        reference = self._after(exam, "prevalidation", {})
        self._act(reference, "payment", {"amount_cents": 5_000, "received_on": today(), "method": "transfer"})
        return reference

    def _expired(self, exam: str) -> str:
        reference = self._sent(exam)
        prevalidate(self.cloud, reference, remind_in=0, expire_in=1)
        self.cloud.wait_for(lambda: item(self.cloud, keys.registration(reference))["state"] == "expired")
        return reference

    def _deferral(self, name: str, exam: str) -> str:
        """Asked for, with a document."""
        wanted = {"exams": [exam], "ground": "medical"}
        asked = self._done("POST", f"/v1/registrations/{self.facts[name]}/deferral", wanted, self._token)
        upload = next(one for one in asked["uploads"] if one["content_type"] == "application/pdf")
        assert form.send(upload["url"], upload["fields"], pdf()) in {204, 303}
        self._done("POST", f"/v1/deferrals/{asked['id']}/documents/1/confirmation", {}, self._token)
        return str(asked["id"])

    def _decided(self, id: str, decision: Mapping[str, str]) -> Any:
        return self._done("POST", f"/v1/deferrals/{id}/decision", decision, self._staff)

    def _act(self, reference: str, action: str, body: Mapping[str, Any], by: str = "") -> Any:
        return self._done("POST", f"/v1/registrations/{reference}/{action}", body, by or self.centre["api_key"])

    def _done(self, method: str, path: str, body: Mapping[str, Any], token: str) -> Any:
        answer = self.cloud.call(method, path, dict(body), token=token)
        assert answer.status < 300, (method, path, answer)
        return answer.body
