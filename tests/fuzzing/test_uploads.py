"""Documents that are two things at once: refused, or kept without the other thing."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as some

from shared.documents.content import examined
from shared.documents.faults import UnfitError
from shared.documents.kind import Kind
from tests.documents.test_content import EICAR, HONEST, archive
from tests.fuzzing.drawing import MANY

MARKS: Final = (
    b"<script>alert(1)</script>", b"<!doctype html>", b"<?php x(); ?>", b"<svg onload=x>", b"javascript:x", EICAR,
    archive(), b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c",
)  # fmt: skip
SIGNATURES: Final = {Kind.PDF: b"%PDF-", Kind.JPEG: b"\xff\xd8\xff", Kind.PNG: b"\x89PNG\r\n\x1a\n"}
honest = some.sampled_from(sorted(HONEST)).map(lambda name: HONEST[name][1])


@MANY
@given(honest, some.integers(min_value=0), some.sampled_from(MARKS))
def test_something_active_anywhere_in_a_document_is_refused(document: bytes, place: int, mark: bytes) -> None:
    at = place % (len(document) + 1)
    try:
        kept = examined(document[:at] + mark + document[at:]).kept
    except UnfitError:
        return
    assert mark not in kept


@MANY
@given(honest, honest, some.binary(max_size=8))
def test_of_two_documents_in_one_file_at_most_one_is_kept(first: bytes, second: bytes, between: bytes) -> None:
    try:
        kind, kept = examined(first + between + second)
    except UnfitError:
        return
    others = {signature for of, signature in SIGNATURES.items() if of is not kind}
    assert kept.startswith(SIGNATURES[kind])
    assert not any(signature in kept for signature in others)


@MANY
@given(honest, some.data())
def test_pieces_of_documents_in_any_order_have_a_verdict(document: bytes, data: some.DataObject) -> None:
    cuts = sorted(data.draw(some.lists(some.integers(0, len(document)), max_size=4)))
    pieces = [document[a:b] for a, b in zip([0, *cuts], [*cuts, len(document)], strict=True)]
    try:
        kept = examined(b"".join(data.draw(some.permutations(pieces)))).kept
    except UnfitError:
        return
    assert kept
