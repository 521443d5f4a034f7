"""Examples of bodies in the OpenAPI document, by the name of their model; the tests hold each against its model."""

from typing import Any, Final

_PENDING: Final[dict[str, Any]] = {
    "reference": "CU-2701-7F3K-92",
    "state": "pending",
    "version": 1,
    "session": "2027-01",
    "centre": "C02",
    "exams": ["CHI"],
    "lines": [{"exam": "CHI", "date": "2027-01-13", "time": "09:00", "deferral": None}],
    "given_name": "Alice",
    "family_name": "Martin",
    "amount_cents": 5000,
    "currency": "EUR",
    "created_at": "2026-11-24T07:55:02Z",
    "changed_at": "2026-11-24T07:55:02Z",
    "at": "2026-11-24T07:55:02Z",
    "by": "le candidat",
    "prevalidated_at": None,
    "deadline_at": None,
    "last_day": None,
    "working_days_left": None,
    "recordable_until": None,
    "reason": None,
    "message": None,
    "carried_over_from": None,
}
_PREVALIDATED: Final[dict[str, Any]] = _PENDING | {
    "state": "prevalidated",
    "version": 2,
    "changed_at": "2026-11-24T08:12:00Z",
    "at": "2026-11-24T08:12:00Z",
    "by": "Camille Petit",
    "prevalidated_at": "2026-11-24T08:12:00Z",
    "deadline_at": "2026-11-27T23:00:00Z",
    "last_day": "2026-11-27",
    "working_days_left": 3,
    "recordable_until": "2026-11-30",
    "explanation": "72 heures ouvrées à partir du mardi 24 novembre 2026 à 9 h 12",
}
_LATE_PAYMENT: Final[dict[str, Any]] = {
    "id": "6f1d2c9a4b7e",
    "reference": "CU-2701-7F3K-92",
    "centre": "C02",
    "given_name": "Alice",
    "family_name": "Martin",
    "amount_cents": 5000,
    "currency": "EUR",
    "received_on": "2026-11-30",
    "method": "cheque",
    "reason": "received-late",
    "recorded_at": "2026-11-30T10:04:00Z",
    "recorded_by": "Camille Petit",
    "outcome": None,
    "note": None,
    "closed_at": None,
    "closed_by": None,
}
_CLOSED: Final[dict[str, Any]] = {
    "outcome": "refunded",
    "note": "Virement du 12 janvier",
    "closed_at": "2027-01-12T09:00:00Z",
    "closed_by": "Camille Petit",
}
_SEATS: Final[dict[str, Any]] = {"exam": "CHI", "capacity": 24, "taken": 19, "left": 5}

EXAMPLES: Final[dict[str, Any]] = {
    "TokenRequest": [
        {"nuc": "20230001", "password": "quatre mots sans rapport"},
        {"email": "secretariat@centre.example", "password": "quatre mots sans rapport"},
    ],
    "TokenView": [
        {"access_token": "eyJraWQiOi…", "token_type": "Bearer", "expires_in": 900, "refresh_token": "eyJjdHkiOi…"}
    ],
    "RefreshRequest": [{"refresh_token": "eyJjdHkiOiJKV1QiLCJlbmMi"}],
    "SecondFactorRequest": [{"session": "kZ3mS0…", "code": "081804"}],
    "ApiKeyRequest": [{"label": "Tableur du secrétariat", "scopes": ["registrations:read", "payments:write"]}],
    "PersonRequest": [
        {"email": "camille.petit@centre.example", "name": "Camille Petit", "role": "centre", "centre": "C02"},
        {"email": "dominique.noir@example.org", "name": "Dominique Noir", "role": "association"},
    ],
    "NirRequest": [{"nir": "2 95 10 99 126 111 93"}, {"none": True}],
    "NirsToCheck": [{"items": [{"nucs": ["20230001", "20230002"], "doubts": ["shared"]}], "next": None}],
    "NirView": [{"masked": "2 95 •• •• ••• ••• 93", "none": False, "given_at": "2026-11-27T08:00:00Z", "warnings": []}],
    "NucReminderRequest": [{"birth_name": "Martin", "born_on": "1998-03-27", "email": "zoe@exemple.fr"}],
    "PasswordResetRequest": [{"nuc": "91645010"}],
    "NewPasswordRequest": [{"token": "q7Nq0cP8TzVb…", "password": "cheval agrafe pile correct"}],
    "FirstTimeRequest": [{"email": "zoe@exemple.fr"}],
    "RegistrationRequest": [{"session": "2027-01", "centre": "C02", "exams": ["CHI", "BIO"]}],
    "RefusalRequest": [
        {"reason": "full"},
        {"reason": "other", "message": "Nos salles sont en travaux en janvier."},
    ],
    "DecisionsRequest": [
        {
            "decisions": [
                {"reference": "CU-2701-7F3K-92", "action": "prevalidation"},
                {"reference": "CU-2701-0000-61", "action": "refusal", "reason": "full"},
            ]
        }
    ],
    "PaymentRequest": [{"amount_cents": 10000, "received_on": "2027-01-05", "method": "cheque"}],
    "ClosureRequest": [{"outcome": "refunded", "note": "Virement du 12 janvier"}],
    "SeatsRequest": [{"capacity": 24}],
    "DeferralRequest": [
        {"exams": ["BIO"], "ground": "medical"},
        {"exams": ["CHI", "BIO"], "ground": "employer", "reason": "Inventaire de fin d’année"},
    ],
    "DecisionRequest": [
        {"decision": "granted"},
        {"decision": "refused", "reason": "Le justificatif ne concerne pas la date de l’épreuve."},
    ],
    "SessionRequest": [
        {
            "opens_at": "2027-03-01T08:00:00+01:00",
            "closes_at": "2027-05-15T00:00:00+02:00",
            "decide_by_at": "2027-06-01T00:00:00+02:00",
            "fee_cents": 5000,
            "successor": "2028-01",
            "nir": "required",
        }
    ],
    "OwnCentreRequest": [
        {
            "email": "secretariat@centre.example",
            "payment_terms": "Par chèque à l’ordre du centre",
            "closing_days": ["2026-12-24", "2026-12-31"],
        }
    ],
    "SessionList": [
        {
            "items": [
                {
                    "code": "2027-01",
                    "label": "janvier 2027",
                    "opens_at": "2026-10-01T07:00:00Z",
                    "closes_at": "2026-12-15T23:00:00Z",
                    "decide_by_at": "2027-01-08T23:00:00Z",
                    "open": True,
                    "fee_cents": 5000,
                    "currency": "EUR",
                    "successor": "2027-06",
                    "nir": "required",
                }
            ]
        }
    ],
    "CentreList": [
        {
            "department": "02",
            "items": [
                {
                    "code": "C02",
                    "name": "Centre de Laon",
                    "department": "02",
                    "address": "1 rue des Écoles, 02000 Laon",
                    "seats": [{"exam": "BIO", "left": 2}, {"exam": "CHI", "left": 5}],
                    "full": False,
                }
            ],
            "departments_with_a_centre": [
                {"code": "02", "name": "Aisne", "centres": 1},
                {"code": "59", "name": "Nord", "centres": 2},
            ],
        }
    ],
    "ExamList": [
        {
            "items": [
                {"code": "CHI", "label": "Chimie", "date": "2027-01-13", "time": "09:00", "duration_minutes": 120},
            ]
        }
    ],
    "RegistrationList": [{"items": [_PENDING], "next": None, "now": "2026-11-24T08:10:31Z"}],
    "RegistrationFileView": [
        _PREVALIDATED
        | {
            "history": [
                {
                    "version": 1,
                    "at": "2026-11-24T07:55:02Z",
                    "event": "registered",
                    "state": "pending",
                    "by": "le candidat",
                    "role": "candidate",
                    "details": {},
                    "mail_problem": None,
                },
                {
                    "version": 2,
                    "at": "2026-11-24T08:12:00Z",
                    "event": "prevalidated",
                    "state": "prevalidated",
                    "by": "Camille Petit",
                    "role": "centre",
                    "details": {"deadline_at": "2026-11-27T23:00:00Z"},
                    "mail_problem": None,
                },
            ],
            "centre_contact": {
                "name": "Centre de Laon",
                "department": "02",
                "address": "1 rue des Écoles, 02000 Laon",
                "email": "secretariat@centre.example",
                "payment_terms": "Par chèque à l’ordre du centre",
            },
            "candidate": {
                "given_name": "Alice",
                "family_name": "Martin",
                "email": "alice@exemple.fr",
                "phone": "+33639980001",
            },
        }
    ],
    "DecisionView": [_PREVALIDATED],
    "DecisionResults": [
        {
            "items": [
                {"reference": "CU-2701-7F3K-92", "status": 200, "registration": _PREVALIDATED, "problem": None},
                {
                    "reference": "CU-2701-0000-61",
                    "status": 404,
                    "registration": None,
                    "problem": {
                        "type": "urn:certif-up:problem:not-found",
                        "code": "not-found",
                        "title": "Introuvable",
                        "status": 404,
                        "detail": "Aucun dossier ne porte cette référence parmi ceux que vous pouvez consulter.",
                    },
                },
            ]
        }
    ],
    "PaymentView": [
        _PREVALIDATED
        | {
            "state": "validated",
            "version": 3,
            "changed_at": "2026-11-26T09:30:00Z",
            "at": "2026-11-26T09:30:00Z",
            "working_days_left": None,
            "recordable_until": None,
            "late_payment": None,
        }
    ],
    "LatePaymentView": [_LATE_PAYMENT | _CLOSED],
    "LatePaymentList": [{"items": [_LATE_PAYMENT], "next": None}],
    "StatementView": [
        {
            "dry_run": True,
            "ignored": 3,
            "items": [
                {
                    "line": 2,
                    "received_on": "2026-11-26",
                    "amount_cents": 5000,
                    "currency": "EUR",
                    "label": "VIR MARTIN ALICE CU-2701-7F3K-92",
                    "outcome": "exact",
                    "detail": "L’inscription sera validée.",
                    "late_reason": None,
                    "reference": "CU-2701-7F3K-92",
                    "given_name": "Alice",
                    "family_name": "Martin",
                    "expected_amount_cents": 5000,
                }
            ],
        }
    ],
    "SeatsView": [_SEATS],
    "SeatsList": [{"session": "2027-01", "items": [_SEATS]}],
    "AttendanceList": [
        {
            "session": "2027-01",
            "exam": "CHI",
            "label": "Chimie",
            "date": "2027-01-13",
            "time": "09:00",
            "items": [
                {
                    "family_name": "Martin",
                    "given_name": "Alice",
                    "born_on": "1998-03-27",
                    "nuc": "20230001",
                    "reference": "CU-2701-7F3K-92",
                    "carried_over_from": None,
                }
            ],
        }
    ],
    "Problem": [
        {
            "type": "urn:certif-up:problem:validation",
            "code": "validation",
            "title": "Une réponse est à corriger",
            "status": 422,
            "detail": "Ce centre n’existe pas",
            "instance": "/v1/registrations",
            "correlation_id": "JKJaXmPLvHcESHA=",
            "errors": [{"pointer": "/centre", "code": "unknown", "detail": "Ce centre n’existe pas"}],
        }
    ],
}
