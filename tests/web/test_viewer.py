"""Whose address the pages believe: the gateway's, or what CloudFront says together with what it alone can show."""

import secrets
from collections.abc import Iterator
from typing import Any, Final

import boto3
import pytest

from functions.web import viewer
from tests.account.test_second_factor import log as log
from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import in_one_window
from tests.support import cloud as in_this_process
from tests.support import template
from tests.support.api import environment
from tests.support.calls import Call, refused, watched
from tests.web.visiting import Visitor

GATEWAY_SAW: Final = "192.0.2.80"
PERSON: Final = "198.51.100.7"
PROOF: Final = "what-cloudfront-alone-can-show"


@pytest.fixture
def proof() -> Iterator[None]:
    """The secret of the template, on moto, and the environment of `web`."""
    with in_this_process.cloud(), environment("web"):
        boto3.client("secretsmanager").create_secret(Name=template.functions()["web"]["EDGE_PROOF"], SecretString=PROOF)
        yield


def seen(**headers: str) -> str:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return viewer.address({"requestContext": {"http": {"sourceIp": GATEWAY_SAW}}, "headers": given})


@pytest.mark.usefixtures("proof")
class TestAnAddress:
    def test_is_the_one_that_the_gateway_saw_when_nothing_else_is_said(self) -> None:
        assert seen() == GATEWAY_SAW

    @pytest.mark.parametrize(("said", "is_counted"), [(PERSON, PERSON), ("2001:0DB8:0:0::7", "2001:db8::7")])
    def test_is_the_person_s_when_cloudfront_says_so(self, said: str, is_counted: str) -> None:
        assert seen(x_certif_up_edge=PROOF, x_certif_up_viewer=said) == is_counted
        assert seen(X_Certif_Up_Edge=PROOF, X_Certif_Up_Viewer=said) == is_counted

    @pytest.mark.parametrize("claim", ["", "guessed", PROOF[:-1], f"{PROOF},{PROOF}", "é"])
    def test_cannot_be_claimed_by_anybody_else(self, claim: str, log: Any) -> None:
        assert seen(x_certif_up_edge=claim, x_certif_up_viewer=PERSON) == GATEWAY_SAW
        assert "edge_not_believed" in log.getvalue()
        assert PERSON not in log.getvalue()
        assert PROOF not in log.getvalue()

    @pytest.mark.parametrize("said", ["", "somebody", f"{PERSON}:4321", f"{PERSON}, {GATEWAY_SAW}", "1.2.3"])
    def test_that_is_none_does_not_count(self, said: str) -> None:
        assert seen(x_certif_up_edge=PROOF, x_certif_up_viewer=said) == GATEWAY_SAW


@pytest.mark.usefixtures("proof")
class TestTheProof:
    def test_is_read_once_and_only_when_somebody_claims_to_be_the_edge(self) -> None:
        with watched() as calls:
            seen()
            seen(x_certif_up_viewer=PERSON)
            seen(x_certif_up_edge=PROOF)
            assert calls == []
            for _ in range(3):
                seen(x_certif_up_edge=PROOF, x_certif_up_viewer=PERSON)
                seen(x_certif_up_edge="guessed", x_certif_up_viewer=PERSON)
        assert [str(call) for call in calls] == ["secretsmanager.GetSecretValue"]

    def test_that_cannot_be_read_proves_nothing_and_is_asked_for_again(self, log: Any) -> None:
        def denied(_: int, call: Call) -> None:
            raise refused(call, "AccessDeniedException")

        with watched(before=denied):
            assert seen(x_certif_up_edge=PROOF, x_certif_up_viewer=PERSON) == GATEWAY_SAW
        assert "edge_not_known" in log.getvalue()
        assert seen(x_certif_up_edge=PROOF, x_certif_up_viewer=PERSON) == PERSON


class TestOnTheSite:
    """Wrong passwords are counted by the NUC, somebody's or not, and the address: five in a quarter of an hour."""

    def tries(self, cloud: LocalCloud, addresses: list[str], proof: str) -> list[str]:
        """Where each try ends, of somebody whom nobody has tried before."""

        def attempt() -> list[str]:
            nuc = f"99{secrets.randbelow(10**6):06}"
            visitors = (
                Visitor(cloud.base_url, **{"X-Certif-Up-Edge": proof, "X-Certif-Up-Viewer": address})
                for address in addresses
            )
            return [visitor.signs_in(nuc, "quatre-mots-sans-rapport").path for visitor in visitors]

        return in_one_window(attempt)

    def test_the_limits_count_whoever_cloudfront_says(self, cloud: LocalCloud) -> None:
        (name,) = (one["Name"] for one in cloud.client("secretsmanager").list_secrets()["SecretList"])
        proof = cloud.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        paths = self.tries(cloud, [PERSON] * 6 + ["2001:db8::7"], proof)
        assert paths == ["/connexion"] * 5 + ["/refus", "/connexion"]

    def test_nobody_escapes_them_by_claiming_to_be_somebody_else(self, cloud: LocalCloud) -> None:
        paths = self.tries(cloud, [f"203.0.113.{number}" for number in range(6)], "guessed")
        assert paths == ["/connexion"] * 5 + ["/refus"]
