"""Enregistrer un règlement reçu : python paiement.py CU-2701-7F3K-92 10000 2027-01-05 cheque

Le montant est en centimes ; la date est le jour de réception par le centre.
CERTIF_UP_ADRESSE : l’adresse de l’API ; CERTIF_UP_CLE : une clé avec le droit payments:write.
Python 3.8 ou plus récent, sans autre bibliothèque.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request


def enregistrer(reference, centimes, recu_le, moyen, essais=5):
    """Le dossier après le règlement."""
    requete = urllib.request.Request(
        f"{os.environ['CERTIF_UP_ADRESSE']}/v1/registrations/{reference}/payment",
        json.dumps({"amount_cents": centimes, "received_on": recu_le, "method": moyen}).encode(),
        {
            "Authorization": f"Bearer {os.environ['CERTIF_UP_CLE']}",
            "Content-Type": "application/json",
            # La même pour le même règlement : l’envoyer deux fois ne l’enregistre qu’une.
            "Idempotency-Key": f"{reference}-{recu_le}-{centimes}-{moyen}",
        },
        method="POST",
    )
    try:
        with urllib.request.urlopen(requete, timeout=30) as reponse:
            return json.load(reponse)
    except urllib.error.HTTPError as refus:
        # 429 et 503 : attendre ce qui est demandé, puis recommencer. Le reste est à corriger.
        if refus.code not in (429, 503) or essais == 1:
            raise
        time.sleep(int(refus.headers.get("Retry-After", "5")))
    return enregistrer(reference, centimes, recu_le, moyen, essais - 1)


reference, centimes, recu_le, moyen = sys.argv[1:]
try:
    dossier = enregistrer(reference, int(centimes), recu_le, moyen)
except urllib.error.HTTPError as refus:
    sys.exit(refus.read().decode())  # le problème, en français
if dossier["late_payment"]:
    print(f"{dossier['reference']} : paiement tardif, à régulariser")
else:
    print(f"{dossier['reference']} : {dossier['state']}")
