"""Amounts are whole numbers of cents; this is how they are shown."""

from shared.french.formats import number
from shared.french.typography import NO_BREAK_SPACE


def euros(amount_cents: int) -> str:
    """« 100 € », « 1 050 € », « 12,50 € »: no decimals when the amount is whole."""
    whole, cents = divmod(abs(amount_cents), 100)
    sign = "-" if amount_cents < 0 else ""
    return f"{sign}{number(whole)}{f',{cents:02}' if cents else ''}{NO_BREAK_SPACE}€"
