"""Through the gateway a PDF arrives as the bytes that it is, and a page as a page, with its own policy."""

from http.client import HTTPMessage
from urllib.request import Request, urlopen

import pytest

from tests.cloud.conftest import LocalCloud
from tests.cloud.facts import today
from tests.cloud.people import key_of, newcomer, register

SOISSONS = "02-SOISSONS"


@pytest.fixture(scope="module")
def validated(cloud_with_roles: LocalCloud) -> str:
    cloud, key = cloud_with_roles, key_of(cloud_with_roles, SOISSONS)
    reference = register(cloud, newcomer(cloud), SOISSONS, "COMPTA-1")
    assert cloud.call("POST", f"/v1/registrations/{reference}/prevalidation", {}, token=key).status == 200
    paid = {"amount_cents": 5000, "received_on": today(), "method": "cheque"}
    assert cloud.call("POST", f"/v1/registrations/{reference}/payment", paid, token=key).status == 200
    return reference


def fetched(cloud: LocalCloud, path: str) -> tuple[HTTPMessage, bytes]:
    request = Request(cloud.base_url.rstrip("/") + path, headers={"Authorization": f"Bearer {key_of(cloud, SOISSONS)}"})  # noqa: S310 (the local cloud)
    with urlopen(request) as answer:  # noqa: S310 (as above)
        return answer.headers, answer.read()


@pytest.mark.parametrize("kind", ["certificate", "convocation"])
def test_a_pdf_arrives_whole(cloud_with_roles: LocalCloud, validated: str, kind: str) -> None:
    headers, document = fetched(cloud_with_roles, f"/v1/registrations/{validated}/{kind}?format=pdf")
    assert headers["Content-Type"] == "application/pdf"
    assert document.startswith(b"%PDF-")
    assert document.rstrip().endswith(b"%%EOF")


def test_a_page_arrives_with_its_own_policy(cloud_with_roles: LocalCloud, validated: str) -> None:
    headers, page = fetched(cloud_with_roles, f"/v1/registrations/{validated}/certificate")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers.get_all("Content-Security-Policy") == [headers["Content-Security-Policy"]]
    assert "style-src 'sha256-" in headers["Content-Security-Policy"]
    assert "Attestation d’inscription" in page.decode()
