"""What the API says of the documents of a deferral: never what is in them."""

from datetime import datetime
from typing import Final

from shared.documents.document import Document, DocumentState
from shared.documents.faults import Fault
from shared.documents.kind import Kind
from shared.french.typography import typeset
from shared.registration.view import View

SAID: Final = {
    Fault.EMPTY: "Le fichier est vide",
    Fault.TOO_LARGE: "Le fichier dépasse 10 Mo",
    Fault.FORMAT: "Format non accepté : utilisez PDF, JPEG ou PNG",
    Fault.DAMAGED: "Le fichier est incomplet ou abîmé : enregistrez-le de nouveau ou photographiez le document",
    Fault.ENCRYPTED: "Le PDF est protégé par un mot de passe : enregistrez-le sans protection",
    Fault.ACTIVE: "Le PDF contient un script, un formulaire actif ou une pièce jointe : imprimez-le en PDF ou "
    "photographiez le document",
    Fault.FOREIGN: "Le fichier contient autre chose qu’un document : enregistrez-le de nouveau ou photographiez le "
    "document",
    Fault.SWELLING: "L’image ou le PDF est trop grand une fois ouvert : réduisez sa taille",
}


class DocumentView(View):
    document: str
    state: DocumentState
    content_type: Kind | None
    size_bytes: int | None
    fault: Fault | None
    message: str | None
    settled_at: datetime | None


def shown(document: Document) -> DocumentView:
    return DocumentView(
        document=str(document.number),
        state=document.state,
        content_type=document.kind,
        size_bytes=document.size_bytes,
        fault=document.fault,
        message=typeset(SAID[document.fault]) if document.fault else None,
        settled_at=document.settled_at,
    )
