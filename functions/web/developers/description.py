"""The OpenAPI document as the pages show it: every reference followed, every field in one flat list."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from functions.web.developers import prose
from functions.web.developers.prose import Paragraph, Problem

Json = dict[str, Any]

KINDS: Final = {
    "string": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "boolean": "`true` ou `false`",
    "object": "objet",
    "null": "`null`",
}
FORMATS: Final = {"date": "date", "date-time": "date et heure", "binary": "fichier"}
LIMITS: Final = {
    "const": "toujours `{}`",
    "default": "par défaut `{}`",
    "minimum": "{} au moins",
    "exclusiveMinimum": "plus de {}",
    "maximum": "{} au plus",
    "minLength": "longueur minimale {}",
    "maxLength": "longueur maximale {}",
    "minItems": "éléments : {} au moins",
    "maxItems": "éléments : {} au plus",
    "pattern": "de la forme `{}`",
}
PLACES: Final = {"path": "dans l’adresse", "query": "paramètre", "header": "en-tête"}


@dataclass(frozen=True, slots=True)
class Field:
    """`name` says where it stands: « items[].exams ». `kind` and `limits` are in French.

    `values` are those of an enumeration whose description does not explain them.
    """

    name: str
    kind: str
    required: bool
    description: str
    limits: tuple[str, ...]
    values: tuple[str, ...]
    place: str = ""
    """Of a parameter."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body or an answer looks like; `examples` as JSON."""

    name: str
    description: str
    fields: tuple[Field, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """One of `shapes`; none where it is a file."""

    media_type: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Body:
    required: bool
    description: str
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    headers: tuple[tuple[str, str], ...]
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """`scope` is what a key must have; empty where no key is taken. `refusals` are the codes that it may give."""

    id: str
    method: str
    path: str
    summary: str
    who: str
    tag: str
    scope: str
    is_public: bool
    parameters: tuple[Field, ...]
    body: Body | None
    answers: tuple[Answer, ...]
    refusals: tuple[Problem, ...]

    @property
    def is_for_programs(self) -> bool:
        """Whether a centre's program has a use for it: with its key, or to read what everybody may."""
        return bool(self.scope) or (self.is_public and self.method == "GET")


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    description: str
    operations: tuple[Operation, ...]

    @property
    def anchor(self) -> str:
        return Paragraph(self.name, "").anchor


@dataclass(frozen=True, slots=True)
class Description:
    """`scopes` says what each right of a key is for, `refusal` is an example of one, as JSON."""

    introduction: tuple[Paragraph, ...]
    scopes: str
    refusal: str
    problems: tuple[Problem, ...]
    tags: tuple[Tag, ...]

    @classmethod
    def of(cls, document: Json) -> "Description":
        text = document["info"]["description"]
        problems = tuple(prose.problems(text))
        reader = _Reader(document, {one.code: one for one in problems})
        operations = [
            reader.operation(method, path, described)
            for path, methods in document["paths"].items()
            for method, described in methods.items()
        ]
        tags = (
            Tag(one["name"], one["description"], tuple(each for each in operations if each.tag == one["name"]))
            for one in document["tags"]
        )
        schemas = document["components"]["schemas"]
        return cls(
            introduction=tuple(prose.paragraphs(text)),
            scopes=schemas["Scope"]["description"],
            refusal=_as_json(schemas["Problem"]["examples"][0]),
            problems=problems,
            tags=tuple(tags),
        )

    def operation(self, wanted: str) -> Operation | None:
        return next((one for tag in self.tags for one in tag.operations if one.id == wanted), None)

    def for_programs(self) -> list[Tag]:
        """The tags with what a centre's program has a use for, without those that have nothing of it."""
        kept = (
            Tag(tag.name, tag.description, tuple(one for one in tag.operations if one.is_for_programs))
            for tag in self.tags
        )
        return [tag for tag in kept if tag.operations]


class _Reader:
    def __init__(self, document: Json, problems: dict[str, Problem]) -> None:
        self._document = document
        self._problems = problems

    def operation(self, method: str, path: str, described: Json) -> Operation:
        answers = {status: self._resolved(one) for status, one in described["responses"].items()}
        return Operation(
            id=described["operationId"],
            method=method.upper(),
            path=path,
            summary=described["summary"],
            who=described["description"],
            tag=described["tags"][0],
            scope=next((one["key"][0] for one in described["security"] if "key" in one), ""),
            is_public=not described["security"],
            parameters=tuple(self._parameter(self._resolved(one)) for one in described["parameters"]),
            body=self._body(described["requestBody"]) if "requestBody" in described else None,
            answers=tuple(self._answer(status, one) for status, one in answers.items() if status < "400"),
            refusals=tuple(self._refusals(one for status, one in sorted(answers.items()) if status >= "400")),
        )

    def _resolved(self, node: Json) -> Json:
        """What stands beside a reference goes before what it refers to."""
        if "$ref" not in node:
            return node
        found: Any = self._document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return {**self._resolved(found), **{key: value for key, value in node.items() if key != "$ref"}}

    def _parameter(self, one: Json) -> Field:
        schema = {**one["schema"], "description": one["description"]}
        return self._field(one["name"], schema, required=one.get("required", False), place=PLACES[one["in"]])

    def _body(self, body: Json) -> Body:
        return Body(body["required"], body.get("description", ""), tuple(self._contents(body["content"])))

    def _answer(self, status: str, answer: Json) -> Answer:
        headers = ((name, self._resolved(one)["description"]) for name, one in answer.get("headers", {}).items())
        return Answer(status, tuple(headers), tuple(self._contents(answer["content"])))

    def _contents(self, content: Json) -> Iterator[Content]:
        for media_type, one in content.items():
            schema = self._resolved(one["schema"])
            is_json = media_type == "application/json"
            yield Content(media_type, tuple(self._shapes(one["schema"], schema)) if is_json else ())

    def _shapes(self, schema: Json, resolved: Json) -> Iterator[Shape]:
        if "anyOf" in resolved:
            for one in resolved["anyOf"]:
                yield from self._shapes(one, self._resolved(one))
            return
        yield Shape(
            name=schema["$ref"].rpartition("/")[2],
            description=resolved.get("description", ""),
            fields=tuple(self._fields(resolved)),
            examples=tuple(map(_as_json, resolved.get("examples", ()))),
        )

    def _refusals(self, answers: Iterator[Json]) -> Iterator[Problem]:
        for answer in answers:
            described = answer["content"].get("application/problem+json", {"schema": {}})["schema"]
            for code in described.get("properties", {}).get("code", {}).get("enum", ()):
                yield self._problems[code]

    def _fields(self, schema: Json, prefix: str = "") -> Iterator[Field]:
        for name, one in schema.get("properties", {}).items():
            yield self._field(f"{prefix}{name}", one, required=name in schema.get("required", ()))
            yield from self._inside(f"{prefix}{name}", one)

    def _inside(self, name: str, schema: Json) -> Iterator[Field]:
        """The fields of an object, or of the objects of a list."""
        for one in self._alternatives(schema):
            if "items" in one:
                yield from self._inside(f"{name}[]", one["items"])
            yield from self._fields(one, f"{name}.")

    def _field(self, name: str, schema: Json, *, required: bool, place: str = "") -> Field:
        resolved = self._resolved(schema)
        alternatives = self._alternatives(schema)
        items = [self._resolved(one["items"]) for one in alternatives if "items" in one]
        values = [value for one in [*alternatives, *items] for value in one.get("enum", ())]
        meanings = [one["description"] for one in [*alternatives, *items] if one.get("enum") and "description" in one]
        limits = {key: one[key] for one in [resolved, *alternatives] for key in LIMITS if one.get(key) is not None}
        return Field(
            name=name,
            kind=self._kind(schema),
            required=required,
            description=" ".join(dict.fromkeys(filter(None, [resolved.get("description"), *meanings]))),
            limits=tuple(LIMITS[key].format(_written(value)) for key, value in limits.items()),
            values=() if meanings else tuple(map(str, values)),
            place=place,
        )

    def _alternatives(self, schema: Json) -> list[Json]:
        """What it may be besides null. The words of the field are left out, so that those of the type remain."""
        own = {key: value for key, value in schema.items() if key != "description"} if "$ref" in schema else schema
        resolved = self._resolved(own)
        return [self._resolved(one) for one in resolved.get("anyOf", [resolved]) if one.get("type") != "null"]

    def _kind(self, schema: Json) -> str:
        resolved = self._resolved(schema)
        if "anyOf" in resolved:
            return " ou ".join(self._kind(one) for one in resolved["anyOf"])
        if "items" in resolved:
            return f"liste : {self._kind(resolved['items'])}"
        return FORMATS.get(resolved.get("format", "")) or KINDS[resolved["type"]]


def _as_json(example: Json) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
