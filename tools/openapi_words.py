"""What the OpenAPI document says in French and the code does not say: for the people of the centres who read it."""

from typing import Any, Final

from shared.registration.model import Role

Json = dict[str, Any]

INTRODUCTION: Final = """\
Inscriptions aux épreuves de l’UPPCTSC : de la demande du candidat à la validation par le centre.

**S’identifier.** Un programme d’un centre envoie sa clé d’API : `Authorization: Bearer cup_live_…` ou, par exemple
depuis Excel, comme mot de passe HTTP Basic avec un nom d’utilisateur quelconque. Une personne envoie le jeton obtenu
par `POST /v1/tokens`, puis, dans un centre ou à l’UPPCTSC, avec un code par `POST /v1/tokens/second-factor`.
Une clé révoquée est refusée au plus tard une minute après.

**Dates et montants.** Dates et heures en ISO 8601 avec leur fuseau ; montants en centimes, avec leur monnaie.
`deadline_at` est exclusif : c’est le premier instant où un règlement arrive en retard. `last_day` est le dernier jour
qui compte.

**Listes.** `limit` (1 à 100, 50 sinon) et `cursor`, qui reprend la valeur `next` de la page précédente ; `next` vaut
`null` à la dernière page. Pour suivre les demandes à peu de frais : renvoyer dans `modified_since` la valeur `now` de
la réponse précédente, avec un `state`.

**Répéter sans risque.** Refaire la même action ne change rien et donne la même réponse, avec son auteur et son heure.
`Idempotency-Key`, gardée 24 heures, va plus loin : même clé et même demande, même réponse, avec l’en-tête
`Idempotent-Replayed: true`. `If-Match` avec l’`ETag` d’un dossier refuse d’agir (412) sur un dossier qui a changé.

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
    "rights": ("Droits sur les données", "Obtenir ses données, les faire effacer ; savoir qui a ouvert un dossier."),
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

FILE: Final[Json] = {
    "required": True,
    "description": "Colonnes nuc;nom;prenom;date_naissance;courriel;derniere_session. `text/csv` en UTF-8, ou "
    "`application/octet-stream` en UTF-8 ou Windows-1252. 10 000 lignes au plus.",
    "content": {
        "text/csv": {"schema": {"type": "string"}},
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    },
}

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
        "taken": {"type": "integer", "description": "`capacity-below-seats-taken` : les places déjà prises."},
        "state": {"type": "string", "description": "`deferral-decided` : la décision déjà prise."},
        "by": {"type": ["string", "null"], "description": "`deferral-decided` : son auteur."},
        "at": {"type": ["string", "null"], "description": "`deferral-decided` : son heure."},
        "allowed": {"type": "string", "description": "`method-not-allowed` : les méthodes de cette adresse."},
    },
    "required": ["type", "code", "title", "status", "detail", "instance", "correlation_id"],
}

SCHEMAS: Final = {
    "ApiKeyView": "Une clé d’API, sans la clé elle-même.",
    "NewApiKeyView": "Une clé d’API qui vient d’être créée ; la clé n’est montrée que cette fois.",
    "DoneView": "Rien à ajouter : `{}`. Pour une demande de courriel, c’est la même réponse dans tous les cas.",
    "ImportView": "Ce qu’a fait la reprise, ou ce qu’elle ferait (`dry_run`).",
    "MyView": "Le candidat connecté.",
    "ChallengeView": "Ce qui reste à faire avant d’avoir un jeton : donner un code, peut-être après l’installation.",
    "PersonRequest": "`centre` pour une personne d’un centre, et pour elle seulement.",
    "Scope": "`registrations:read` : lire les demandes et les places ; `registrations:decide` : pré-valider, refuser, "
    "changer les places ; `payments:write` : enregistrer les règlements.",
    "SignInView": "Un jeton, ou ce qui reste à faire avant d’en avoir un.",
    "CentreList": "Les centres du département qui organisent toutes les épreuves choisies, complets compris.",
    "CentreView": "Un centre et ses places pour les épreuves choisies.",
    "DecisionView": "Un dossier, avec le compte du délai de règlement.",
    "DeferralState": "`requested` : à décider ; `granted` : accordé ; `refused` : refusé.",
    "Ground": "`medical` : raison médicale ; `employer` : absence de salarié. Aucun autre motif n’existe.",
    "HistoryView": "Un événement de l’histoire du dossier.",
    "LatePaymentView": "Un règlement arrivé trop tard pour valider une inscription ; il reste à régulariser.",
    "LateReason": "`withdrawn` : demande retirée ; `received-late` : reçu après le dernier jour ; "
    "`no-seat-left` : plus de place ; `already-registered` : une autre inscription occupe l’horaire ; "
    "`exam-begun` : l’épreuve a commencé.",
    "LineDeferral": "`requested` : report demandé ; `refused` : refusé ; `granted` : épreuve reportée.",
    "Method": "`transfer` : virement ; `cheque` : chèque ; `cash` : espèces ; `other` : autre.",
    "NirRequest": "Un numéro, ou `none`. Rien n’en est gardé pour `Idempotency-Key`, qui n’a pas d’effet ici.",
    "NirSetting": "`off` : la session ne demande pas le numéro de sécurité sociale ; `optional` : elle s’en passe ; "
    "`required` : aucune demande n’est envoyée sans lui.",
    "Doubt": "`none` : le candidat indique ne pas avoir de numéro ; `provisional` : numéro provisoire ; `birth-date` : "
    "autre date de naissance ; `shared` : même numéro donné par plusieurs candidats.",
    "NirToCheck": "Un numéro à vérifier ; il n’est pas montré.",
    "NirsToCheck": "Une page de la liste.",
    "NirView": "Ce qui se montre du numéro de sécurité sociale ; le numéro lui-même n’est jamais rendu.",
    "NirWarning": "Une remarque ; le numéro est enregistré.",
    "Nothing": "Rien à dire de plus : `{}` ou pas de corps du tout.",
    "OpenApiDocument": "Ce document.",
    "Outcome": "`refunded` : remboursé par le centre ; `seat-found` : une place a été trouvée.",
    "PaymentView": "Le dossier après le règlement. Si `late_payment` est rempli, l’état n’a pas changé.",
    "RefusalReason": "`full` : plus de place ; `incomplete` : dossier incomplet ; `exam-not-run` : épreuve non "
    "organisée ; `other` : autre, à expliquer dans `message`.",
    "RegistrationFileView": "Un dossier complet, avec son histoire.",
    "RegistrationView": "Un dossier, tel qu’il figure dans les listes.",
    "Role": "`candidate` : candidat ; `centre` : centre ; `association` : UPPCTSC ; `system` : Certif-UP lui-même.",
    "State": "`pending` : à traiter par le centre ; `prevalidated` : règlement attendu ; `refused` : refusé ; "
    "`expired` : délai dépassé ; `validated` : validé ; `withdrawn` : retiré par le candidat.",
    "TokenRequest": "`nuc` pour un candidat, `email` pour une personne d’un centre ou de l’UPPCTSC : l’un des deux.",
}

FIELDS: Final = {
    "birth_name": "Le nom de naissance.",
    "usual_name": "Le nom d’usage.",
    "born_on": "La date de naissance.",
    "nuc": "Le NUC (numéro unique de candidat).",
    "complete": "Vrai si les coordonnées permettent de s’inscrire.",
    "address_line1": "La rue et le numéro.",
    "address_line2": "Le complément d’adresse.",
    "postcode": "Le code postal.",
    "town": "La commune.",
    "country": "Le pays.",
    "created": "Les candidats ajoutés.",
    "dry_run": "Vrai si rien n’a été enregistré.",
    "unchanged": "Les candidats déjà présents, laissés tels quels.",
    "ImportView.lines": "Les lignes du fichier.",
    "FirstTimeRequest.email": "L’adresse à confirmer.",
    "NewAddressRequest.email": "La nouvelle adresse, qui comptera une fois confirmée.",
    "challenge": "`second-factor` : donner le code de l’application ; `second-factor-setup` : l’installer d’abord.",
    "ChallengeView.expires_in": "La durée de validité de `session` en secondes.",
    "ChallengeView.session": "À renvoyer avec le code.",
    "SecondFactorRequest.session": "Ce qu’a donné `POST /v1/tokens`.",
    "SecondFactorRequest.code": "Les 6 chiffres affichés par l’application d’authentification.",
    "secret": "À saisir dans l’application, en base 32 ; seulement à l’installation.",
    "otpauth_uri": "Le même secret, à montrer en QR code ; seulement à l’installation.",
    "key": "La clé, à conserver. `null` si la réponse est répétée : révoquez alors cette clé et créez-en une autre.",
    "scopes": "Ce que la clé permet.",
    "ApiKeyRequest.label": "Ce à quoi servira la clé.",
    "ApiKeyView.label": "Ce à quoi sert la clé.",
    "NewApiKeyView.label": "Ce à quoi sert la clé.",
    "ApiKeyView.created_at": "Quand elle a été créée.",
    "NewApiKeyView.created_at": "Quand elle a été créée.",
    "created_by": "Le nom de la personne qui l’a créée.",
    "last_used_at": "Sa dernière utilisation, à dix minutes près.",
    "revoked_at": "Quand elle a été révoquée.",
    "CentreQuery.centre": "Le code du centre, pour l’UPPCTSC ; un centre a le sien.",
    "PersonRequest.name": "Le prénom et le nom.",
    "PersonView.name": "Le prénom et le nom.",
    "PersonRequest.role": "Pour qui la personne agit.",
    "PersonView.role": "Pour qui la personne agit.",
    "second_factor": "Vrai si une application d’authentification est installée.",
    "disabled_at": "Quand le compte a été fermé.",
    "access_token": "À envoyer dans `Authorization: Bearer …`.",
    "address": "Rue, code postal et commune.",
    "amount_cents": "Le montant en centimes.",
    "at": "Quand.",
    "by": "Par qui : un rôle pour un candidat, une personne pour un centre ou l’UPPCTSC.",
    "candidate": "De quoi joindre le candidat ; seulement pour le centre et l’UPPCTSC.",
    "capacity": "Le nombre de places.",
    "carried_over_from": "Le dossier dont les épreuves ont été reportées ici.",
    "centre": "Le code du centre.",
    "DecisionRequest.centre": "Un autre centre, si celui du candidat est complet ou n’organise pas l’épreuve.",
    "centre_contact": "Le centre, et comment le régler.",
    "centres": "Le nombre de centres qui organisent toutes les épreuves choisies.",
    "changed_at": "Le dernier changement, rappels mis à part.",
    "closed_at": "Quand il a été régularisé.",
    "closed_by": "Par qui il a été régularisé.",
    "closes_at": "La fin des inscriptions (exclue).",
    "code": "Le code.",
    "created_at": "Quand la demande a été envoyée.",
    "currency": "La monnaie des montants.",
    "cursor": "La valeur `next` de la page précédente.",
    "date": "Le jour de l’épreuve.",
    "deadline_at": "Le premier instant où un règlement arrive en retard.",
    "decide_by_at": "Le moment avant lequel les centres répondent.",
    "decided_at": "Quand la décision a été prise.",
    "decided_by": "Par qui la décision a été prise.",
    "decision": "Accordé ou refusé.",
    "decision_reason": "Le motif de la décision.",
    "deferral": "Où en est le report de cette épreuve ; `null` si aucun n’a été demandé.",
    "department": "Le code du département.",
    "departments_with_a_centre": "Les départements qui ont un tel centre, par numéro.",
    "details": "Ce que l’événement a de particulier.",
    "duration_minutes": "La durée en minutes.",
    "email": "L’adresse électronique.",
    "event": "Ce qui s’est passé.",
    "exam": "Le code de l’épreuve.",
    "exams": "Les codes des épreuves.",
    "expires_in": "La durée de validité en secondes.",
    "explanation": "Comment le délai de règlement a été compté.",
    "family_name": "Le nom d’usage, sinon le nom de naissance.",
    "fee_cents": "Le prix d’une épreuve en centimes.",
    "full": "Vrai si l’une des épreuves n’a plus de place.",
    "given_name": "Le prénom.",
    "ground": "Le motif du report.",
    "history": "Les événements, du plus ancien au plus récent.",
    "id": "L’identifiant.",
    "items": "Les éléments de la liste.",
    "label": "L’intitulé.",
    "last_day": "Le dernier jour où un règlement peut arriver.",
    "late_payment": "Rempli si le règlement est arrivé trop tard pour valider l’inscription.",
    "left": "Le nombre de places libres.",
    "limit": "Le nombre d’éléments par page.",
    "lines": "Les épreuves du dossier, dans l’ordre de leurs horaires.",
    "message": "Le mot du centre au candidat.",
    "method": "Le moyen de paiement.",
    "modified_since": "Seulement ce qui a changé depuis, dans l’état `state`.",
    "name": "Le nom.",
    "next": "Le `cursor` de la page suivante ; `null` à la dernière.",
    "nir": "Si la session demande le numéro de sécurité sociale.",
    "nucs": "Les candidats concernés.",
    "doubts": "Ce qui est à vérifier.",
    "masked": "Le numéro masqué ; `null` quand il n’y en a pas.",
    "none": "« Je n’ai pas de numéro de sécurité sociale français ».",
    "given_at": "Quand il a été donné.",
    "warnings": "Ce qui mérite une vérification.",
    "NirWarning.code": "`birth-date` : le numéro dit une autre date de naissance.",
    "NirWarning.detail": "Ce qu’il faut vérifier.",
    "note": "Une précision.",
    "now": "L’heure du service, à renvoyer dans `modified_since`.",
    "open": "Vrai si l’on peut s’inscrire en ce moment.",
    "opens_at": "Le début des inscriptions.",
    "outcome": "Ce qui a été fait de ce règlement.",
    "password": "Le mot de passe.",
    "payment_terms": "Les modalités de règlement.",
    "phone": "Le numéro de téléphone.",
    "prevalidated_at": "Quand la demande a été pré-validée.",
    "reason": "Le motif.",
    "DeferralRequest.reason": "Ce que dit l’entreprise ; nécessaire pour le motif `employer`.",
    "DecisionRequest.reason": "Le motif de la décision ; nécessaire pour un refus.",
    "received_on": "Le jour de réception par le centre.",
    "recorded_at": "Quand le règlement a été saisi.",
    "recorded_by": "Par qui le règlement a été saisi.",
    "reference": "La référence du dossier.",
    "registration": "La référence du nouveau dossier, une fois le report accordé.",
    "requested_at": "Quand le report a été demandé.",
    "role": "Le rôle de l’auteur.",
    "seats": "Les places pour chaque épreuve choisie.",
    "session": "Le code de la session, par exemple 2027-01.",
    "CentreListQuery.session": "La session en cours si ce paramètre manque.",
    "SeatsQuery.session": "La session en cours si ce paramètre manque.",
    "SeatsRequest.session": "La session en cours si ce champ manque.",
    "state": "L’état.",
    "successor": "La session suivante, celle des reports.",
    "taken": "Le nombre de places prises.",
    "time": "L’heure de l’épreuve, à l’horloge du centre.",
    "token_type": "Toujours `Bearer`.",
    "uploads": "Où déposer les justificatifs.",
    "version": "Le nombre de changements du dossier ; c’est son `ETag`.",
}
