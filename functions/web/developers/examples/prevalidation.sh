#!/usr/bin/env bash
# Pré-valider une demande : prevalidation.sh CU-2701-7F3K-92
# Recommencer ne change rien et donne la même réponse.
#   CERTIF_UP_ADRESSE : l’adresse de l’API
#   CERTIF_UP_CLE     : une clé avec le droit registrations:decide
set -euo pipefail

curl --silent --show-error --fail-with-body --request POST \
  -H @<(echo "Authorization: Bearer $CERTIF_UP_CLE") \
  -H "Content-Type: application/json" \
  --data '{}' \
  "$CERTIF_UP_ADRESSE/v1/registrations/$1/prevalidation"
