#!/usr/bin/env bash
# Les inscriptions validées, en CSV pour un tableur : export.sh > validees.csv
# Au-delà de 1 000 lignes, l’en-tête Link de la réponse donne l’adresse de la suite.
#   CERTIF_UP_ADRESSE : l’adresse de l’API
#   CERTIF_UP_CLE     : une clé avec le droit registrations:read
set -euo pipefail

curl --silent --show-error --fail-with-body \
  -H @<(echo "Authorization: Bearer $CERTIF_UP_CLE") \
  "$CERTIF_UP_ADRESSE/v1/centre/registrations.csv?state=validated"
