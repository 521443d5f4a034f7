"""What the OpenAPI document says in French and the code does not say: for the people of the centres who read it."""

from typing import Any, Final

from shared.role import Role

Json = dict[str, Any]

INTRODUCTION: Final = """\
Inscriptions aux épreuves de l’UPPCTSC : de la demande du candidat à la validation par le centre.

**S’identifier.** Un programme d’un centre envoie sa clé d’API : `Authorization: Bearer cup_live_…` ou, par exemple
depuis Excel, comme mot de passe HTTP Basic avec un nom d’utilisateur quelconque. Une personne envoie le jeton obtenu
par `POST /v1/tokens`, puis, dans un centre ou à l’UPPCTSC, avec un code par `POST /v1/tokens/second-factor`. Ce jeton
vaut 15 minutes ; `POST /v1/tokens/refresh` en donne d’autres pendant 12 heures, sans le mot de passe.
Une clé révoquée est refusée au plus tard une minute après.

**Dates et montants.** Dates et heures en ISO 8601 avec leur fuseau ; montants en centimes, avec leur monnaie.
`deadline_at` est exclusif : c’est le premier instant où un règlement arrive en retard. `last_day` est le dernier jour
qui compte.

**Listes.** `limit` (1 à 100, 50 sinon) et `cursor`, qui reprend la valeur `next` de la page précédente ; `next` vaut
`null` à la dernière page. Pour suivre les demandes à peu de frais : renvoyer dans `modified_since` la valeur `now` de
la réponse précédente, avec un `state`. Rien ne manque alors, mais un dossier des 20 dernières secondes peut revenir :
sa référence et sa `version` le font reconnaître.

**Répéter sans risque.** Refaire la même action ne change rien et donne la même réponse, avec son auteur et son heure.
`Idempotency-Key`, gardée 24 heures, va plus loin : même clé et même demande, même réponse, avec l’en-tête
`Idempotent-Replayed: true`. `If-Match` avec l’`ETag` d’un dossier refuse d’agir (412) sur un dossier qui a changé.

**Plusieurs à la fois.** `POST /v1/centre/decisions` et `POST /v1/centre/payments` font chaque action comme si elle
était seule, et donnent un résultat par ligne. Au bout de 20 secondes plus rien n’est commencé : renvoyez alors la même
demande, qui fait le reste. Les fichiers CSV ont leur suite à l’adresse de l’en-tête `Link`, s’il y en a une.

**Limites.** 429 : les appels sont trop nombreux ; 503 (`busy`) : le service est très sollicité. Attendez ce que dit
`Retry-After`, 5 secondes s’il manque, puis refaites la même demande. `RateLimit` et `RateLimit-Policy` disent ce qui
reste là où les envois sont comptés. Un corps de requête fait 32 Ko au plus, un fichier 2 Mo.

**Évolutions.** Les champs inconnus sont refusés à l’envoi. De nouveaux champs peuvent apparaître dans les réponses.

**Erreurs.** Toute erreur est un `application/problem+json` (RFC 9457), en français, dont le `code` ne change pas.
Exceptions : quelques refus de la passerelle, de la forme `{"message": "…"}` : 401 sans en-tête `Authorization`,
429 quand les appels sont trop nombreux, 413 au-delà de 10 Mo, 500 ou 503 si un service ne répond pas.

**Suivi.** `X-Correlation-Id` identifie chaque appel : envoyez le vôtre (8 à 64 lettres, chiffres, `-`, `_` ou `=`), ou
lisez celui de la réponse.
"""

TAGS: Final = {
    "account": ("Comptes", "Se connecter, retrouver ou recevoir son NUC, choisir un mot de passe, ses coordonnées."),
    "catalogue": ("Sessions, épreuves et centres", "Ce que tout le monde peut lire."),
    "register": ("Inscriptions", "Envoyer une demande, la suivre, la retirer."),
    "prevalidate": ("Demandes et places d’un centre", "Lire les demandes reçues, les pré-valider ou les refuser."),
    "payment": ("Règlements", "Enregistrer les règlements reçus, régulariser ceux qui arrivent trop tard."),
    "season": ("Préparation d’une session", "Sessions, épreuves, centres et places : du brouillon à la publication."),
    "rights": ("Droits sur les données", "Obtenir ses données, les faire effacer ; savoir qui a ouvert un dossier."),
    "printing": ("Documents à imprimer", "L’attestation d’inscription et la convocation, en page ou en PDF."),
    "mails": ("Courriels en échec", "Les lister, corriger l’adresse d’un candidat, renvoyer un courriel."),
    "documents": ("Justificatifs", "Confirmer l’envoi d’un justificatif ; le lire."),
    "deferral": ("Reports", "Demander un report à la session suivante ; en décider."),
}

ROLES: Final = {Role.CANDIDATE: "candidats", Role.CENTRE: "centres", Role.ASSOCIATION: "UPPCTSC"}

SECURITY: Final[Json] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Le jeton d’une personne, donné par `POST /v1/tokens` ; il vaut 15 minutes.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "cup_live_…",
        "description": "La clé d’API d’un centre, avec les droits qui lui ont été donnés.",
    },
    "key_as_password": {
        "type": "http",
        "scheme": "basic",
        "description": "La même clé, comme mot de passe ; le nom d’utilisateur n’est pas lu.",
    },
}

REQUEST_HEADERS: Final[Json] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "8 à 255 caractères ASCII sans espace, choisis par l’appelant ; gardée 24 heures.",
        "schema": {"type": "string", "pattern": "^[!-~]{8,255}$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "L’`ETag` du dossier tel qu’il a été lu : 412 s’il a changé depuis.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
}

PATH_PARAMETERS: Final[dict[str, Json]] = {
    "reference": {
        "description": "La référence du dossier, dans n’importe quelle casse, avec ou sans traits d’union.",
        "schema": {"type": "string"},
        "example": "CU-2701-7F3K-92",
    },
    "session": {
        "description": "Le code de la session : année et mois.",
        "schema": {"type": "string"},
        "example": "2027-01",
    },
    "exam": {"description": "Le code de l’épreuve.", "schema": {"type": "string"}, "example": "CHI"},
    "version": {
        "description": "Le numéro de l’événement, dans l’histoire du dossier.",
        "schema": {"type": "string"},
        "example": "2",
    },
    "document": {
        "description": "Le numéro du justificatif dans la demande.",
        "schema": {"type": "string"},
        "example": "1",
    },
    "centre": {"description": "Le code du centre.", "schema": {"type": "string"}, "example": "C02"},
    "id": {"description": "L’identifiant donné par la liste.", "schema": {"type": "string"}},
}

ANSWER_HEADERS: Final[Json] = {
    "X-Correlation-Id": {
        "description": "L’identifiant de cet appel, à indiquer si vous nous écrivez.",
        "schema": {"type": "string"},
    },
    "ETag": {"description": "La version du dossier, pour `If-Match`.", "schema": {"type": "string"}},
    "Location": {"description": "L’adresse du nouveau dossier.", "schema": {"type": "string"}},
    "Idempotent-Replayed": {
        "description": "`true` : cette demande avait déjà été faite avec la même clé d’idempotence.",
        "schema": {"type": "string", "const": "true"},
    },
    "RateLimit": {
        "description": "`r` : les envois encore possibles ; `t` : secondes jusqu’au prochain compte.",
        "schema": {"type": "string"},
        "example": '"public";r=99;t=420',
    },
    "RateLimit-Policy": {
        "description": "`q` : les envois possibles en `w` secondes.",
        "schema": {"type": "string"},
        "example": '"public";q=100;w=900',
    },
    "Retry-After": {"description": "Dans combien de secondes réessayer.", "schema": {"type": "string"}},
}

_FILE_CONTENT: Final[Json] = {
    "text/csv": {"schema": {"type": "string"}},
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
}

FILES: Final[dict[str, Json]] = {
    "/v1/candidates/import": {
        "required": True,
        "description": "Colonnes nuc;nom;prenom;date_naissance;courriel;derniere_session. `text/csv` en UTF-8, ou "
        "`application/octet-stream` en UTF-8 ou Windows-1252. 10 000 lignes au plus.",
        "content": _FILE_CONTENT,
    },
    "/v1/centre/payments": {
        "required": True,
        "description": "L’export CSV de la banque : une ligne de titres avec une date (date, date opération, date de "
        "valeur…), un libellé et un montant ou un crédit, dans n’importe quel ordre et parmi d’autres colonnes. "
        "`text/csv` en UTF-8, ou `application/octet-stream` en UTF-8 ou Windows-1252. 500 règlements reçus au plus ; "
        "les débits ne sont que comptés.",
        "content": _FILE_CONTENT,
    },
    "/v1/catalogue": {
        "required": True,
        "description": "`epreuves` : code;intitule;date;heure;duree_min. `centres` : code;nom;adresse;code_postal;"
        "commune;departement;courriel;modalites_reglement et, si l’on veut, vendredi_saint;jours_fermeture;"
        "delai_saisie_jours;paiements_tardifs;actif (une case vide laisse le réglage tel quel). `offre` : "
        "centre;epreuve;places. Une erreur, et rien n’est enregistré ; le même fichier envoyé deux fois ne change "
        "rien. `text/csv` en UTF-8, ou `application/octet-stream` en UTF-8 ou Windows-1252. 10 000 lignes au plus.",
        "content": _FILE_CONTENT,
    },
}
"""What is in the file that an operation takes, by its path."""


GATEWAY_MESSAGE: Final[Json] = {
    "description": "Un refus de la passerelle, avant Certif-UP.",
    "type": "object",
    "properties": {"message": {"type": "string", "description": "En anglais."}},
    "required": ["message"],
}

PROBLEM: Final[Json] = {
    "description": "Un refus (RFC 9457). Selon le code, d’autres champs s’y ajoutent.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "`urn:certif-up:problem:` suivi du code."},
        "code": {"description": "Le code du refus ; il ne change pas."},
        "title": {"type": "string", "description": "Le sens du code."},
        "status": {"type": "integer", "description": "Le statut HTTP."},
        "detail": {"type": "string", "description": "Ce qui s’est passé, et quoi faire."},
        "instance": {"type": "string", "description": "Le chemin appelé."},
        "correlation_id": {"type": "string", "description": "L’identifiant de cet appel."},
        "errors": {
            "description": "`validation`, `file` : chaque champ, ou chaque ligne et colonne, à corriger.",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Un pointeur JSON dans le corps, ou le nom du paramètre ou de l’en-tête.",
                    },
                    "code": {"type": "string", "description": "Le genre d’erreur."},
                    "detail": {"type": "string", "description": "Ce qu’il faut faire."},
                },
                "required": ["pointer", "code", "detail"],
            },
        },
        "current_state": {"type": "string", "description": "`illegal-transition` : l’état du dossier."},
        "possible_actions": {
            "description": "`illegal-transition` : ce qui reste possible.",
            "type": "array",
            "items": {"type": "string"},
        },
        "reference": {"type": "string", "description": "`already-registered` : le dossier qui occupe l’horaire."},
        "exam": {"type": "string", "description": "`no-seat-left`, `already-registered` : l’épreuve en cause."},
        "exams": {
            "description": "`exam-not-run` : les épreuves que le centre n’organise pas.",
            "type": "array",
            "items": {"type": "string"},
        },
        "expected_amount_cents": {"type": "integer", "description": "`unexpected-amount` : le montant attendu."},
        "remarks": {
            "description": "`session-not-ready` : ce qui empêche la publication.",
            "type": "array",
            "items": {"type": "string"},
        },
        "taken": {"type": "integer", "description": "`capacity-below-seats-taken` : les places déjà prises."},
        "state": {"type": "string", "description": "`deferral-decided` : la décision déjà prise."},
        "by": {"type": ["string", "null"], "description": "`deferral-decided` : son auteur."},
        "at": {"type": ["string", "null"], "description": "`deferral-decided` : son heure."},
        "allowed": {"type": "string", "description": "`method-not-allowed` : les méthodes de cette adresse."},
    },
    "required": ["type", "code", "title", "status", "detail", "instance", "correlation_id"],
}
