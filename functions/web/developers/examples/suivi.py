"""Les inscriptions validées depuis la dernière fois : python suivi.py suivi.txt

Le fichier garde l’heure du service à la dernière lecture ; sans lui, tout est lu.
CERTIF_UP_ADRESSE : l’adresse de l’API ; CERTIF_UP_CLE : une clé avec le droit registrations:read.
Python 3.8 ou plus récent, sans autre bibliothèque.
"""

import json
import os
import sys
import urllib.parse
import urllib.request
from pathlib import Path


def lire(parametres):
    """Une page de la liste."""
    requete = urllib.request.Request(
        f"{os.environ['CERTIF_UP_ADRESSE']}/v1/centre/registrations?{urllib.parse.urlencode(parametres)}",
        headers={"Authorization": f"Bearer {os.environ['CERTIF_UP_CLE']}"},
    )
    with urllib.request.urlopen(requete, timeout=30) as reponse:
        return json.load(reponse)


derniere_fois = Path(sys.argv[1])
parametres = {"state": "validated", "limit": 100}
if derniere_fois.exists():
    parametres["modified_since"] = derniere_fois.read_text()

page = lire(parametres)
maintenant = page["now"]  # celui de la première page : rien ne manquera la prochaine fois
while True:
    for dossier in page["items"]:
        print(dossier["reference"], dossier["changed_at"], dossier["family_name"], dossier["given_name"])
    if page["next"] is None:
        break
    page = lire({**parametres, "cursor": page["next"]})
derniere_fois.write_text(maintenant)  # seulement quand tout a été lu
