"""Les inscriptions validées depuis la dernière fois : python suivi.py suivi.json

Le fichier garde ce qui a été lu la dernière fois, et quand ; sans lui, tout est lu.
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


fichier = Path(sys.argv[1])
derniere_fois = json.loads(fichier.read_text()) if fichier.exists() else {"lus": []}
parametres = {"state": "validated", "limit": 100}
if "maintenant" in derniere_fois:
    parametres["modified_since"] = derniere_fois["maintenant"]

page = lire(parametres)
maintenant = page["now"]  # celui de la première page : rien ne manquera la prochaine fois
lus = []
while True:
    for dossier in page["items"]:
        lus.append(f"{dossier['reference']}/{dossier['version']}")
        # Un dossier des 20 dernières secondes peut revenir.
        if lus[-1] not in derniere_fois["lus"]:
            print(dossier["reference"], dossier["changed_at"], dossier["family_name"], dossier["given_name"])
    if page["next"] is None:
        break
    page = lire({**parametres, "cursor": page["next"]})
# Seulement quand tout a été lu.
fichier.write_text(json.dumps({"maintenant": maintenant, "lus": lus}))
