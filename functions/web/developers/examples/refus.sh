#!/usr/bin/env bash
# Refuser une demande, si elle n’a pas changé depuis sa lecture :
#   refus.sh CU-2701-7F3K-92 1
# Le second argument est le champ « version » du dossier tel qu’il a été lu.
#   CERTIF_UP_ADRESSE : l’adresse de l’API
#   CERTIF_UP_CLE     : une clé avec le droit registrations:decide
set -euo pipefail

curl --silent --show-error --fail-with-body --request POST \
  -H @<(echo "Authorization: Bearer $CERTIF_UP_CLE") \
  -H "Content-Type: application/json" \
  -H "If-Match: \"$2\"" \
  --data '{"reason": "other", "message": "Nos salles sont en travaux en janvier."}' \
  "$CERTIF_UP_ADRESSE/v1/registrations/$1/refusal"
