"""The French words for the codes that programs use."""

from typing import Final

from shared.french.typography import MONTHS

ROLES: Final = {
    "candidate": "le candidat",
    "centre": "le centre",
    "association": "l’UPPCTSC",
    "system": "Certif-UP",
}

STATES: Final = {
    "pending": "À traiter",
    "prevalidated": "Règlement attendu",
    "refused": "Refusée",
    "expired": "Délai dépassé",
    "validated": "Validée",
    "withdrawn": "Retirée par le candidat",
}
"""As a centre sees them."""

REFUSALS: Final = {
    "full": "plus de place",
    "incomplete": "dossier incomplet",
    "exam-not-run": "épreuve non organisée",
    "other": "autre motif",
    "unanswered": "sans réponse du centre",
}

GROUNDS: Final = {"medical": "raison médicale", "employer": "absence de salarié"}

PAYMENT_METHODS: Final = {"transfer": "virement", "cheque": "chèque", "cash": "espèces", "other": "autre moyen"}

LATE_PAYMENTS: Final = {
    "withdrawn": "la demande avait été retirée",
    "received-late": "le règlement est arrivé après le dernier jour",
    "no-seat-left": "il ne reste plus de place",
    "already-registered": "une autre inscription occupe le même horaire",
    "exam-begun": "l’épreuve a déjà commencé",
    "unexpected-amount": "le montant reçu n’est pas celui attendu",
}

TRANSFERS: Final = {
    "exact": "Règlement attendu : valide l’inscription",
    "late": "Paiement tardif",
    "recorded": "Ce règlement est déjà enregistré",
    "already-paid": "Inscription déjà validée : si le candidat a payé une seconde fois, remboursez-le",
    "duplicate": "Même règlement qu’une ligne précédente : si le candidat a payé deux fois, remboursez-le",
    "wrong-amount": "Le montant n’est pas celui attendu",
    "wrong-date": "La date est à venir, ou précède la demande du candidat",
    "not-prevalidated": "Demande pas encore pré-validée",
    "refused": "Demande refusée : remboursez le candidat",
    "unknown": "Aucun dossier de ce centre n’est nommé dans cette ligne",
    "several-references": "Plusieurs dossiers sont nommés : enregistrez les règlements un par un",
    "unreadable": "La date ou le montant ne se lit pas",
    "not-done": "Pas encore fait, faute de temps : renvoyez le même fichier",
}
"""The lines of a bank's file."""


def session_name(code: str) -> str:
    """« janvier 2027 » for `2027-01`."""
    year, month = code.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"
