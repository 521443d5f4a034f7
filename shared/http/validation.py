"""What pydantic refuses, said in French: the field, and what to do."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pydantic

from shared.problems.calls import FieldError, ValidationError

_TEXTS: Final[Mapping[str, str]] = {
    "missing": "Ce champ est nécessaire",
    "extra_forbidden": "Ce champ n’est pas prévu ici : retirez-le",
    "string_type": "Donnez un texte",
    "string_too_short": "Donnez au moins {min_length} caractère(s)",
    "string_too_long": "Ne dépassez pas {max_length} caractères",
    "int_type": "Donnez un nombre entier",
    "int_parsing": "Donnez un nombre entier",
    "int_from_float": "Donnez un nombre entier",
    "greater_than": "Donnez un nombre supérieur à {gt}",
    "greater_than_equal": "Donnez un nombre supérieur ou égal à {ge}",
    "less_than_equal": "Donnez un nombre inférieur ou égal à {le}",
    "too_short": "Choisissez au moins {min_length} élément(s)",
    "too_long": "Ne dépassez pas {max_length} éléments",
    "enum": "Choisissez parmi : {expected}",
    "literal_error": "Choisissez parmi : {expected}",
    "model_type": "Donnez un objet JSON",
    "model_attributes_type": "Donnez un objet JSON",
    "dict_type": "Donnez un objet JSON",
    "list_type": "Donnez une liste",
    "tuple_type": "Donnez une liste",
}
_BY_BEGINNING: Final[Mapping[str, str]] = {
    "date_": "Donnez une date, par exemple 2027-01-20",
    "datetime_": "Donnez une date et une heure avec leur fuseau, par exemple 2027-01-20T09:00:00+01:00",
    "timezone_": "Donnez une date et une heure avec leur fuseau, par exemple 2027-01-20T09:00:00+01:00",
}
_OTHERWISE: Final = "Corrigez ce champ : son format n’est pas celui attendu"


def refused(error: pydantic.ValidationError, *, in_query: bool = False) -> ValidationError:
    """Points into the body as RFC 6901 says, into a query by the parameter's name."""
    found = error.errors(include_url=False, include_input=False)
    pointers = (_pointer(one["loc"]) for one in found)
    return ValidationError(
        FieldError(pointer[1:] if in_query else pointer, one["type"], _text(one))
        for pointer, one in zip(pointers, found, strict=True)
    )


def _pointer(location: Iterable[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _text(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":  # raised by our own validators, in French
        return str(context["error"])
    begun = next((text for start, text in _BY_BEGINNING.items() if kind.startswith(start)), _OTHERWISE)
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", " ou ")
    return _TEXTS.get(kind, begun).format_map({**context, "expected": expected})
