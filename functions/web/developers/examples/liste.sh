#!/usr/bin/env bash
# Les demandes à traiter, de la plus ancienne à la plus récente : une page de JSON par ligne.
#   CERTIF_UP_ADRESSE : l’adresse de l’API
#   CERTIF_UP_CLE     : une clé avec le droit registrations:read
set -euo pipefail

curseur=""
while true; do
  # La clé passe par un tube : elle n’apparaît pas dans la liste des processus.
  page=$(curl --silent --show-error --fail-with-body --get \
    -H @<(echo "Authorization: Bearer $CERTIF_UP_CLE") \
    --data-urlencode "state=pending" \
    --data-urlencode "limit=100" \
    ${curseur:+--data-urlencode "cursor=$curseur"} \
    "$CERTIF_UP_ADRESSE/v1/centre/registrations")
  printf '%s\n' "$page"
  # Ou, si jq est installé : curseur=$(jq -r '.next // ""' <<<"$page")
  curseur=$(sed -n 's/.*"next": *"\([^"]*\)".*/\1/p' <<<"$page")
  if [ -z "$curseur" ]; then break; fi
done
