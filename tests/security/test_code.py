"""What the functions' code never does, whatever it is sent, and what of it is deployed."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

EXAMPLES: Final = Path("functions/web/developers/examples")
"""Programs of others, for them to read: no function runs them."""
SOURCES: Final = sorted(
    one for one in [*Path("functions").rglob("*.py"), *Path("shared").rglob("*.py")] if one.parent != EXAMPLES
)

CRYPTOGRAPHY: Final = {
    "cryptography.exceptions.InvalidSignature",
    "cryptography.exceptions.InvalidTag",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    "cryptography.hazmat.primitives.hashes",
    "cryptography.hazmat.primitives.serialization",
    "hashlib.sha256",
    "hmac",
    "jwt",
}
"""All there is of it besides `secrets`: AES-GCM, ECDSA, HMAC, SHA-256, RS256."""

CONSTANT: Final = re.compile(r"_?[A-Z][A-Z0-9_]*")
FROM_THE_CODE: Final = {'"/".join(parts)', "form", "_TEXTS.get(kind, begun)", "LIMITS[key]"}
"""Not written where they are used: routes of the document, escaped; rules of typography; a table of our own texts."""

LOGGED: Final = {
    *("challenge", "chore", "code", "failure", "letter", "outcome", "role", "route", "status", "topic", "transition"),
    *("addressee", "centre", "correlation_id", "count", "error", "order", "reference", "version"),
}
"""Identifiers, kinds and counts: `addressee` is a centre or the association, `order` also a queue's own identifier.

None is called as an attribute of Python's own records (`message`, `name` and so on), which nobody may overwrite: such a
line fails, and hides what it was to tell.
"""
COUNTS: Final = {"told", "done", "repaired", "{'task': event['task'], **outcome}"}
"""How much was done, by its kind."""
EVENTS: Final = {"what"}
"""Not written where they are logged: one of two kinds of mail to the staff."""

Rule = Callable[[ast.Module], Iterator[str]]
"""What breaks it in a module."""


def imported(tree: ast.Module) -> Iterator[str]:
    """Modules, and names with the module that they are taken from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def of(tree: ast.Module, *packages: str) -> Iterator[str]:
    """The imports that are one of these packages, or come from it."""
    return (name for name in imported(tree) if any(f"{name}.".startswith(f"{one}.") for one in packages))


def called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def is_ours(text: ast.expr) -> bool:
    """Written in the code: a text, the name of a constant, or a text made of these alone."""
    match text:
        case ast.JoinedStr(values=values):
            return all(is_ours(one.value if isinstance(one, ast.FormattedValue) else one) for one in values)
        case ast.Name(id=name) if CONSTANT.fullmatch(name):
            return True
    return isinstance(text, ast.Constant) or ast.unparse(text).replace("'", '"') in FROM_THE_CODE


def runs_something(tree: ast.Module) -> Iterator[str]:
    yield from of(tree, "subprocess", "pickle", "marshal", "shelve", "ctypes", "importlib", "runpy", "yaml")
    forbidden = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    yield from (name for name, _ in called(tree) if name in forbidden or name.endswith(".from_string"))


def reads_xml(tree: ast.Module) -> Iterator[str]:
    return of(tree, "xml", "lxml", "defusedxml")


def writes_a_query(tree: ast.Module) -> Iterator[str]:
    yield from (name for name, _ in called(tree) if re.search(r"execute_(statement|transaction)", name))


def makes_a_pattern(tree: ast.Module) -> Iterator[str]:
    for name, node in called(tree):
        if re.fullmatch(r"re\.[a-z]+|pattern", name) and name != "re.escape" and not is_ours(node.args[0]):
            yield ast.unparse(node)


def makes_a_format(tree: ast.Module) -> Iterator[str]:
    for _, node in called(tree):
        match node.func:
            case ast.Attribute(attr="format" | "format_map", value=text) if not is_ours(text):
                yield ast.unparse(node)


def calls_somewhere(tree: ast.Module) -> Iterator[str]:
    """Calls leave by the AWS library, and by those of the tokens and of the pages to the address of a setting."""
    yield from of(tree, "urllib.request", "http.client", "requests", "httpx", "socket", "ftplib", "smtplib")
    for name, node in called(tree):
        if name.endswith(".request") and not ast.unparse(node.args[1]).startswith("setting('API_URL') + "):
            yield ast.unparse(node)
        if name.startswith("urllib3.") and name not in {"urllib3.PoolManager", "urllib3.Timeout"}:
            yield ast.unparse(node)
        if name == "jwt.PyJWKClient" and ast.unparse(node.args[0]) != "setting('JWKS_URL')":
            yield ast.unparse(node)


def trusts_anybody(tree: ast.Module) -> Iterator[str]:
    yield from of(tree, "ssl", "certifi")
    unsafe = {"verify", "use_ssl", "endpoint_url", "ssl_context"}
    yield from (str(keyword.arg) for _, node in called(tree) for keyword in node.keywords if keyword.arg in unsafe)


def does_cryptography_otherwise(tree: ast.Module) -> Iterator[str]:
    libraries = ("cryptography", "hashlib", "hmac", "jwt", "Crypto", "nacl", "uuid")
    yield from (name for name in of(tree, *libraries) if name not in CRYPTOGRAPHY)


def draws_otherwise(tree: ast.Module) -> Iterator[str]:
    """`random.uniform` spreads repeated calls in time, and is no secret."""
    yield from (name for name in of(tree, "random") if name != "random")
    yield from (name for name, _ in called(tree) if name.startswith("random.") and name != "random.uniform")


def logs_more_than_events(tree: ast.Module) -> Iterator[str]:
    """An event's name, and beside it what tells of no person; the tests with canaries look at the values."""
    for name, node in called(tree):
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        if re.search(r"\blogger\.(debug|info|warning|error|exception|critical|log)$", name):
            named = node.args and (is_ours(node.args[0]) or ast.unparse(node.args[0]) in EVENTS)
            if not named or len(node.args) > 1 or given.pop("extra", "done") not in COUNTS or given.keys() - LOGGED:
                yield ast.unparse(node)
        if "log_event" in given or (name.endswith("inject_lambda_context") and given.get("clear_state") != "True"):
            yield ast.unparse(node)


def keeps_something_on_disk(tree: ast.Module) -> Iterator[str]:
    """Where the next person's request would find it."""
    yield from of(tree, "tempfile", "shutil", "sqlite3", "dbm")
    writing = re.compile(r"(^|\.)(open|write_text|write_bytes|mkdir|touch)$")
    yield from (ast.unparse(node) for name, node in called(tree) if writing.search(name))


def broken(rule: Rule) -> dict[str, list[str]]:
    found = {str(source): list(rule(ast.parse(source.read_text(encoding="utf-8")))) for source in SOURCES}
    assert len(found) > 80
    return {source: breaks for source, breaks in found.items() if breaks}


def test_nothing_is_run_that_was_not_deployed() -> None:
    assert broken(runs_something) == {}


def test_no_xml_is_read() -> None:
    assert broken(reads_xml) == {}


def test_no_query_is_written_as_text() -> None:
    """No PartiQL: boto3 builds the conditions, and puts what is compared beside the expression."""
    assert broken(writes_a_query) == {}


def test_patterns_are_never_made_of_what_is_typed() -> None:
    later = {"shared/patterns.py": ["re.compile(text, flags)"]}  # of what `pattern` was given, which is looked at too
    assert broken(makes_a_pattern) == later


def test_format_strings_are_never_made_of_what_is_typed() -> None:
    assert broken(makes_a_format) == {}


def test_nothing_calls_an_address_that_was_sent_in() -> None:
    assert broken(calls_somewhere) == {}


def test_certificates_are_always_checked() -> None:
    assert broken(trusts_anybody) == {}


def test_cryptography_comes_from_known_libraries() -> None:
    assert broken(does_cryptography_otherwise) == {}


def test_secrets_are_drawn_by_the_system_s_generator() -> None:
    assert broken(draws_otherwise) == {}


def test_a_log_has_events_and_not_what_was_sent() -> None:
    assert broken(logs_more_than_events) == {}


def test_nothing_is_written_to_the_disk_of_a_function() -> None:
    assert broken(keeps_something_on_disk) == {}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (runs_something, "import subprocess"),
        (runs_something, "from pickle import loads"),
        (runs_something, "eval(body.text)"),
        (runs_something, "environment.from_string(body.text)"),
        (reads_xml, "from xml.etree import ElementTree"),
        (writes_a_query, "client().execute_statement(Statement=text)"),
        (makes_a_pattern, "re.fullmatch(typed, name)"),
        (makes_a_pattern, "pattern(typed)"),
        (makes_a_pattern, "re.search(f'{FORM}{typed}', name)"),
        (makes_a_format, "body.text.format(name=name)"),
        (makes_a_format, "f'{typed} {{}}'.format(name)"),
        (calls_somewhere, "from urllib.request import urlopen"),
        (calls_somewhere, "urllib3.PoolManager().request('GET', typed)"),
        (calls_somewhere, "urllib3.request('GET', typed)"),
        (calls_somewhere, "jwt.PyJWKClient(header['jku'])"),
        (trusts_anybody, "boto3.client('sqs', verify=False)"),
        (does_cryptography_otherwise, "from hashlib import md5"),
        (does_cryptography_otherwise, "import hashlib"),
        (does_cryptography_otherwise, "from cryptography.hazmat.primitives.ciphers import modes"),
        (draws_otherwise, "random.choice(ALPHABET)"),
        (draws_otherwise, "from random import choice"),
        (logs_more_than_events, "logger.info('registered', body=call.body)"),
        (logs_more_than_events, "logger.info(f'registered {body}')"),
        (logs_more_than_events, "door.logger.warning('refused %s', email)"),
        (logs_more_than_events, "logger.info('registered', extra=body.model_dump())"),
        (logs_more_than_events, "logger.inject_lambda_context(handle)"),
        (logs_more_than_events, "logger.inject_lambda_context(log_event=True, clear_state=True)"),
        (keeps_something_on_disk, "import tempfile"),
        (keeps_something_on_disk, "Path('/tmp/x').write_bytes(document)"),
        (keeps_something_on_disk, "open('/tmp/x', 'w')"),
    ],
)
def test_a_planted_one_is_found(rule: Rule, code: str) -> None:
    assert list(rule(ast.parse(code))) != []


def test_no_secret_stands_in_the_code() -> None:
    """Keys of this service, of AWS, and private keys, by their forms."""
    secret = re.compile(r"cup_(live|test)_[\w-]{43}|\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----")
    assert secret.search("-----BEGIN EC PRIVATE KEY-----")
    files = [*SOURCES, *Path("infra").iterdir(), *Path("local").rglob("*.py"), *Path("local").rglob("*.yaml")]
    assert len(files) > 100
    assert [str(one) for one in files if secret.search(one.read_text(encoding="utf-8"))] == []


def test_what_is_packaged_is_code_and_texts() -> None:
    """The folders that become functions and layers: no tests, examples, notes or data of version control."""
    packaged = [one for folder in ("functions", "shared") for one in Path(folder).rglob("*") if one.is_file()]
    files = [one for one in packaged if "__pycache__" not in one.parts and one.parent != EXAMPLES]
    assert {one.suffix for one in files} == {".py", ".txt", ".json", ".jinja", ".css", ".js", ".svg", ".typ", ".ttf"}
    data = {one.name for one in files if one.suffix in {".txt", ".json"}}
    assert data == {"common_passwords.txt", "openapi.json", "LICENSE.txt", "postcodes.txt"}
    assert [str(one) for one in files if "test" in one.name.lower() or one.name.startswith(".")] == []
