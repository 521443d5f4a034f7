"""The French words for the codes that programs use."""

from typing import Final

from shared.french.typography import MONTHS

ROLES: Final = {
    "candidate": "le candidat",
    "centre": "le centre",
    "association": "l’UPPCTSC",
    "system": "Certif-UP",
}

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
}

MAIL_FAILURES: Final = {
    "suppressed": "non envoyé : l’adresse avait déjà échoué",
    "undelivered": "non remis pour le moment",
    "bounced": "refusé définitivement",
    "complained": "signalé comme indésirable par son destinataire",
}

MAIL_CAUSES: Final = {
    "no-email": "l’adresse n’existe pas",
    "mailbox-full": "la boîte aux lettres est pleine",
    "message-too-large": "le message est trop volumineux pour ce serveur",
    "content-rejected": "le serveur a refusé le contenu",
    "failed-before": "cette adresse a échoué récemment",
    "unwanted": "le destinataire ne veut plus recevoir nos messages",
    "unknown": "le serveur n’a pas donné de cause",
}


def session_name(code: str) -> str:
    """« janvier 2027 » for `2027-01`."""
    year, month = code.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"
