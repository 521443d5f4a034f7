"""What every answer tells whoever reads it to refrain from."""

from typing import Final

SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
"""Of the API: nothing of it is ever a page."""
TWO_YEARS_OF_HTTPS: Final = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
