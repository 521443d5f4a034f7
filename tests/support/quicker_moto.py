"""moto, quicker and nothing else: what it does at length for every call, done for what the call is about.

It looks through two hundred patterns for the service of a request, reads the JSON of a request as a form, asks
under which of ten names each part of an answer is kept, and draws 52 letters at random for the number of each answer;
botocore signs what nobody looks at. At each start it prepares fourteen hundred answers to `requests`, unused
here. And it makes RSA keys that nobody uses.

What is about the table stands in `quicker_table`.
"""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import count
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore import auth
from botocore.awsrequest import AWSPreparedRequest
from botocore.useragent import UserAgentString
from joserfc.jwk import RSAKey
from moto import backend_index, backends
from moto.cognitoidp import models as cognito
from moto.core import models, responses
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.request import Request, environ_key_for_header, normalize_request
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.kms import models as kms
from moto.kms.utils import AbstractPrivateKey, generate_private_key
from moto.sqs import models as sqs
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from tests.support import quicker_table, template

_PURE = (
    (responses, "camelcase_to_underscores"),
    (responses, "method_names_from_class"),
    (sqs, "camelcase_to_underscores"),
)

_NO_FORM = ImmutableMultiDict[str, Any]()

_numbers = count()
_process = BotocoreStubber.process_request
_pick = XFormedAttributePicker.__call__
_names: dict[Any, list[str]] = {}
"""Under which a part of an answer may be found."""
_signer: Any = auth.SigV4Auth
_sign = _signer.add_auth


def _process_quickly(stubber: BotocoreStubber, request: AWSPreparedRequest) -> Any:
    """Services whose requests all go to one address are found by it."""
    if not request.url.endswith(".amazonaws.com/"):
        return _process(stubber, request)
    normalised = _json_request(request) or normalize_request(request)
    try:
        return _answerer(request.url)(normalised, normalised.raw_url, normalised.headers)
    except HTTPException as error:
        return error.code, error.get_headers(), error.get_body()


def _json_request(asked: AWSPreparedRequest) -> Request | None:
    """What `normalize_request` makes, without a test client of werkzeug's; None for another request."""
    environ: dict[str, Any] = {
        _in_environ(name): value.decode() if isinstance(value, bytes) else value
        for name, value in asked.headers.items()
    }
    if not isinstance(asked.body, bytes) or not environ.get("CONTENT_TYPE", "").startswith("application/x-amz-json"):
        return None
    host = urlsplit(asked.url).netloc
    environ |= {"REQUEST_METHOD": asked.method, "wsgi.url_scheme": "https", "wsgi.input": BytesIO(asked.body)}
    environ |= {"SERVER_NAME": host, "SERVER_PORT": "443", "HTTP_HOST": host, "SERVER_PROTOCOL": "HTTP/1.1"}
    environ |= {"SCRIPT_NAME": "", "PATH_INFO": "/", "RAW_URI": "/", "QUERY_STRING": ""}
    made = Request(environ)
    made.__dict__ |= {"form": _NO_FORM, "files": _NO_FORM, "data": asked.body, "_cached_data": asked.body}
    return made


_in_environ = cache(environ_key_for_header)


@cache
def _answerer(url: str) -> Callable[..., Any]:
    """As moto looks for it; its services stay the same."""
    service = next(name for name, pattern in backend_index.backend_url_patterns if pattern.match(url))
    account: Any = backends.get_backend(service)[template.ACCOUNT]  # type: ignore[call-overload]
    urls = account["us-east-1" if "us-east-1" in account else "aws"].urls
    found: Callable[..., Any] = next(answerer for pattern, answerer in urls.items() if re.match(pattern, url))
    return found


def _picked(picker: XFormedAttributePicker, context: AttributePickerContext) -> Any:
    """An answer that is a dict is asked under the same names each time."""
    answer, shape = context.obj, context.shape
    if type(answer) is not dict or picker.response_transformers:
        return _pick(picker, context)
    parent: Any = getattr(shape, "parent", None)
    asked = context.service_model.service_name, parent and parent.name, context.key, shape.name  # type: ignore[union-attr]
    if asked not in _names:
        _names[asked] = list(picker.get_possible_keys(context))
    return next((answer[name] for name in _names[asked] if name in answer), None)


def _parsed_form(body: str, **how: Any) -> list[tuple[str, str]]:
    return [] if body.startswith("{") else parse_qsl(body, **how)


def _sign_by_name(signer: Any, request: Any) -> None:
    """With the scope alone, by which moto knows account and region.

    Left to botocore are addresses that are signed, whoever has no credentials, and a local cloud, which looks at them.
    """
    if type(signer) is not _signer or signer.credentials is None or ".amazonaws.com" not in request.url:
        _sign(signer, request)
        return
    request.context["timestamp"] = datetime.now(UTC).strftime(auth.SIGV4_TIMESTAMP)
    signer._modify_request_before_signing(request)
    request.headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}"


def _numbered(headers: dict[str, str]) -> str:
    headers["x-amzn-requestid"] = number = f"{next(_numbers):052}"
    return number


@cache
def _rsa_key(text: str) -> RSAKey:
    return RSAKey.import_key(json.loads(text))


_unused_private_key = cache(generate_private_key)


def _private_key(spec: str) -> AbstractPrivateKey:
    """What signs is made anew for each key; moto makes one for what does not sign, too, and never uses it."""
    return generate_private_key(spec) if spec.startswith(("ECC", "RSA")) else _unused_private_key(spec)


def install() -> None:
    for module, name, instead in (
        (BotocoreStubber, "process_request", _process_quickly),
        (_signer, "add_auth", _sign_by_name),
        # A tenth of a second for each pool, all of which have the one key that comes with moto.
        (cognito, "jwk", SimpleNamespace(RSAKey=SimpleNamespace(import_key=lambda one: _rsa_key(json.dumps(one))))),
        (kms, "generate_private_key", _private_key),  # a twentieth of a second for each key
        (models, "RESPONSES_METHODS", ()),
        (responses, "parse_qsl", _parsed_form),
        (XFormedAttributePicker, "__call__", _picked),
        (sqs, "unix_time_millis", lambda: time.time() * 1000),
        (responses, "gen_amzn_requestid_long", _numbered),
        (UserAgentString, "to_string", lambda _self: "tests"),
        *((module, name, cache(getattr(module, name))) for module, name in _PURE),
    ):
        setattr(module, name, instead)
    quicker_table.install()
