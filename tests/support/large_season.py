"""A season as large as the association's: 60 centres, 25 exams, 900 offerings. All of it is made up."""

from datetime import date, timedelta
from typing import Any, Final

SESSION: Final = "2031-01"
MONDAY: Final = date(2031, 1, 20)

SAID: Final[dict[str, Any]] = {
    "opens_at": "2030-10-01T09:00:00+02:00",
    "closes_at": "2030-12-16T00:00:00+01:00",
    "decide_by_at": "2031-01-06T00:00:00+01:00",
    "fee_cents": 5000,
    "nir": "optional",
}

EXAMS: Final = [
    {
        "code": f"E{number:02}",
        "intitule": f"Épreuve {number}",
        "date": f"{MONDAY + timedelta(days=number // 5):%d/%m/%Y}",
        "heure": f"{8 + number % 5 * 2}:00",
        "duree_min": "90",
    }
    for number in range(25)
]
CENTRES: Final = [
    {
        "code": f"C{number:02}",
        "nom": f"Centre {number}",
        "adresse": f"{number} rue de l’Exemple",
        "code_postal": "02000",
        "commune": "Laon",
        "departement": ("02", "59", "67", "972")[number % 4],
        "courriel": f"c{number}@centres.example",
        "modalites_reglement": "Par chèque à l’ordre du centre,\nou par virement",
    }
    for number in range(60)
]
OFFER: Final = [
    {"centre": f"C{centre:02}", "epreuve": f"E{(centre + exam) % 25:02}", "places": "12"}
    for centre in range(60)
    for exam in range(15)
]
