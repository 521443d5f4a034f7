"""What people do with the mails about their account."""

import re
from email.message import EmailMessage

from tests.support.api import Reply, call
from tests.support.aws import Aws

PASSWORD = "bateau lanterne quatre nuages"
OTHER = "sept lampes sous un chêne"
SOURCE = "198.51.100.7"


def newest(aws: Aws) -> EmailMessage:
    aws.deliver()
    return aws.sent()[-1]


def words(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\u00a0", " ").replace("\u202f", " ")


def token_in(mail: EmailMessage) -> str:
    (token,) = re.findall(r"\?jeton=([\w-]+)", words(mail))
    return str(token)


def kinds(aws: Aws) -> list[str]:
    aws.deliver()
    return aws.sent_kinds()


def ask_for_password(aws: Aws, nuc: str = "20230001") -> str:
    """The token of the mailed link."""
    assert call("POST /v1/password-resets", {"nuc": nuc}).status == 202
    return token_in(newest(aws))


def choose(token: str, password: str = PASSWORD, source: str = SOURCE) -> Reply:
    return call("PUT /v1/password-resets", {"token": token, "password": password}, source=source)


def begin(aws: Aws, email: str = "nina@example.org") -> str:
    """The token of the link that confirms the address of a first-time candidate."""
    assert call("POST /v1/candidates", {"email": email}).status == 202
    return token_in(newest(aws))


def create(token: str, password: str = PASSWORD) -> Reply:
    return call("PUT /v1/candidates", {"token": token, "password": password})


def sign_in(nuc: str, password: str = PASSWORD, source: str = SOURCE) -> Reply:
    return call("POST /v1/tokens", {"nuc": nuc, "password": password}, source=source)
