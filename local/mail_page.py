"""The page that shows the mails of the local cloud, so that nobody needs a mail server to read them.

A mail is data from outside: its HTML is shown in a frame without scripts, and everything else is escaped.
"""

from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

from local.mailbox import Attachment, Mail, Mailbox

HEADERS = {"From": "De", "To": "À", "Reply-To": "Répondre à", "Date": "Date", "Auto-Submitted": "Envoi automatique"}
HTML = "text/html; charset=utf-8"
# The page itself needs no script; a mail, shown in the frame, may not even load a picture from elsewhere.
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
MAIL_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #8886 }
td.when { white-space: nowrap }
iframe { width: 100%; height: 42rem; border: 1px solid #8886; background: #fff }
pre { white-space: pre-wrap; border: 1px solid #8886; padding: 1rem }
"""


class _NotFoundError(Exception):
    """No mail, part or page at this address."""


class MailPages(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, mailbox: Mailbox, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.mailbox = mailbox


class _Answer:
    def __init__(self, body: str | bytes, content_type: str = HTML, **headers: str) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.headers = {"Content-Type": content_type, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        self.headers |= {name.replace("_", "-"): value for name, value in headers.items()}


class _Handler(BaseHTTPRequestHandler):
    server: MailPages

    def do_GET(self) -> None:
        try:
            status, answer = HTTPStatus.OK, _route(self.server.mailbox, unquote(self.path.partition("?")[0]))
        except _NotFoundError:
            status = HTTPStatus.NOT_FOUND
            answer = _page("Page introuvable", '<p><a href="/">Tous les courriels</a></p>')
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the terminal belongs to the local cloud."""


def _route(mailbox: Mailbox, path: str) -> _Answer:
    match path.strip("/").split("/"):
        case [""]:
            return _list(mailbox.newest_first())
        case ["mail", id]:
            return _mail(_found(mailbox, id))
        case ["mail", id, "html"] if html := _found(mailbox, id).html:
            return _Answer(html, HTML, Content_Security_Policy=MAIL_POLICY)
        case ["mail", id, "source"]:
            return _Answer(_found(mailbox, id).source, "text/plain; charset=utf-8")
        case ["mail", id, "attachment", number]:
            return _attachment(_found(mailbox, id).attachments, number)
    raise _NotFoundError


def _found(mailbox: Mailbox, id: str) -> Mail:
    mail = mailbox.find(id)
    if mail is None:
        raise _NotFoundError
    return mail


def _page(title: str, body: str, *, refresh_seconds: int = 0) -> _Answer:
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    return _Answer(
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8">{refresh}'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>",
        Content_Security_Policy=PAGE_POLICY,
    )


def _list(mails: list[Mail]) -> _Answer:
    if not mails:
        body = "<p>Aucun courriel pour l’instant. La page se met à jour toute seule.</p>"
    else:
        rows = "".join(
            f'<tr><td class="when">{_when(mail)}</td><td>{_header(mail, "To")}</td>'
            f'<td><a href="/mail/{quote(mail.id)}">{_header(mail, "Subject") or "(sans objet)"}</a></td></tr>'
            for mail in mails
        )
        body = f"<table><thead><tr><th>Reçu<th>À<th>Objet</thead><tbody>{rows}</tbody></table>"
    return _page("Courriels envoyés", body, refresh_seconds=5)


def _mail(mail: Mail) -> _Answer:
    address = f"/mail/{quote(mail.id)}"
    headers = "".join(
        f"<tr><th>{label}<td>{value}" for name, label in HEADERS.items() if (value := _header(mail, name))
    )
    attachments = "".join(
        f'<li><a href="{address}/attachment/{number}">{escape(one.name)}</a> '
        f"({escape(one.content_type)}, {len(one.content)} octets)</li>"
        for number, one in enumerate(mail.attachments)
    )
    parts = [
        f'<p><a href="/">Tous les courriels</a> · <a href="{address}/source">source</a></p>',
        f"<table>{headers}</table>",
        f"<h2>Pièces jointes</h2><ul>{attachments}</ul>" if attachments else "",
        f'<h2>HTML</h2><iframe sandbox="allow-popups" title="Courriel" src="{address}/html"></iframe>'
        if mail.html
        else "",
        f"<h2>Texte</h2><pre>{escape(mail.text)}</pre>" if mail.text else "",
    ]
    return _page(str(mail.message.get("Subject", "(sans objet)")), "".join(parts))


def _attachment(attachments: list[Attachment], number: str) -> _Answer:
    if not number.isdecimal() or int(number) >= len(attachments):
        raise _NotFoundError
    one = attachments[int(number)]
    return _Answer(
        one.content,
        "application/octet-stream",
        Content_Disposition=f"attachment; filename*=UTF-8''{quote(one.name, safe='')}",
    )


def _header(mail: Mail, name: str) -> str:
    return escape(str(mail.message.get(name, "")))


def _when(mail: Mail) -> str:
    return f"{mail.received_at.astimezone():%d/%m/%Y %H:%M:%S}"
