"""What is taken as a document and what is not, by the bytes alone. Everything here is made up."""

import io
import os
import zipfile
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis.strategies import binary, integers, sampled_from

from shared.documents.content import examined
from shared.documents.faults import MAX_BYTES, Fault, UnfitError
from shared.documents.kind import Kind
from tests.support.documents import jpeg, packed, pdf, png

EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GAIN_MAP: Final = jpeg(width=4, height=4)


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("programme.js", "alert(1)")
    return buffer.getvalue()


def tar_in_a_jpeg() -> bytes:
    comment = bytearray(400)
    comment[257 - 24 : 262 - 24] = b"ustar"
    return jpeg((0xFE, bytes(comment)))


HONEST: Final = {
    "a PDF that opens at its first page": (Kind.PDF, pdf(b"<</OpenAction[3 0 R/Fit]/URI(https://example.org)>>")),
    "a PDF whose objects are compressed": (Kind.PDF, pdf(packed(b"9 0 <</Type/Font>>", b"/Type/ObjStm/N 1/First 4"))),
    "a PDF of version 2 with a line end behind it": (Kind.PDF, pdf(version=b"2.0") + b"\r\n\r\n"),
    "a photograph with its place and time": (Kind.JPEG, jpeg((0xE1, b"Exif\0\0II*\0" + bytes(60)))),
    "a picture of a screen": (Kind.PNG, png(40, 30, (b"tEXt", b"Software\0Capture"))),
}

HOSTILE: Final = {
    "a page": (b"<!doctype html><script>alert(1)</script>", Fault.FORMAT),
    "a drawing that runs": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Fault.FORMAT),
    "an archive": (archive(), Fault.FORMAT),
    "a programme": (b"MZ" + bytes(500), Fault.FORMAT),
    "a script of a server": (b"<?php system($_GET['c']); ?>", Fault.FORMAT),
    "the test virus": (EICAR, Fault.FORMAT),
    "a PDF behind something else": (b"GIF89a" + pdf(), Fault.FORMAT),
    "the test virus behind a PDF": (pdf() + EICAR, Fault.FOREIGN),
    "the test virus in a stream of a PDF": (pdf(packed(EICAR)), Fault.FOREIGN),
    "a PDF that is an archive too": (pdf() + archive(), Fault.FOREIGN),
    "a picture that is an archive too": (png() + archive(), Fault.FOREIGN),
    "a photograph that is an archive too": (jpeg() + archive(), Fault.FOREIGN),
    "a photograph whose comment is an archive": (jpeg((0xFE, archive())), Fault.FOREIGN),
    "a photograph that is a page too": (jpeg((0xFE, b"<html><script>alert(1)</script>")), Fault.FOREIGN),
    "a photograph that a server would run": (jpeg((0xFE, b"<?php phpinfo(); ?>")), Fault.FOREIGN),
    "a photograph that is a PDF too": (jpeg((0xFE, pdf())), Fault.FOREIGN),
    "a photograph that is a script too": (jpeg((0xE0, b"JFIF\0" + b"*/=alert(1)/*" * 40)), Fault.FOREIGN),
    "a photograph that is a tape archive too": (tar_in_a_jpeg(), Fault.FOREIGN),
    "a picture whose text is a page": (png(4, 3, (b"tEXt", b"Title\0<script>alert(1)</script>")), Fault.FOREIGN),
    "a picture that moves": (png(4, 3, (b"acTL", bytes(8))), Fault.FOREIGN),
    "the test virus behind a photograph": (jpeg() + EICAR, Fault.FOREIGN),
    "the test virus behind a picture": (png() + EICAR, Fault.FOREIGN),
    "the test virus in a photograph": (jpeg((0xFE, EICAR)), Fault.FOREIGN),
    "the test virus in a picture": (png(4, 3, (b"tEXt", b"Comment\0" + EICAR)), Fault.FOREIGN),
    "a programme that is a PDF too": (b"MZ" + bytes(500) + pdf(), Fault.FORMAT),
    "a page that is a PDF too": (b"<!doctype html><script>alert(1)</script><!--" + pdf() + b"-->", Fault.FORMAT),
    "a PDF that is a page too": (pdf(b"(<script>alert(1)</script>)"), Fault.FOREIGN),
    "a PDF that a server would run": (pdf(b"(<?php system($_GET['c']); ?>)"), Fault.FOREIGN),
    "a PDF that is a photograph too": (jpeg()[:2] + pdf(), Fault.FORMAT),
    "a picture that is a PDF too": (png(4, 3, (b"tEXt", b"Comment\0" + pdf())), Fault.FOREIGN),
    "a picture that a server would run": (png(4, 3, (b"tEXt", b"Comment\0<?php phpinfo(); ?>")), Fault.FOREIGN),
    "a picture with another behind it": (png() + png(), Fault.FOREIGN),
    "a picture that is another archive too": (png() + b"7z\xbc\xaf\x27\x1c" + bytes(60), Fault.FOREIGN),
    "a photograph that is another archive too": (jpeg() + b"Rar!\x1a\x07\x01\x00" + bytes(60), Fault.FOREIGN),
    "a photograph that is a drawing too": (jpeg((0xFE, b"<svg onload='alert(1)'/>")), Fault.FOREIGN),
    "a PDF with a script": (pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), Fault.ACTIVE),
    "a PDF that runs a script when opened": (
        pdf(b"<</OpenAction<</S/JavaScript/JS 9 0 R>>>>"),
        Fault.ACTIVE,
    ),
    "a PDF whose script is spelled otherwise": (pdf(b"<</S/J#61va#53cript/J#53(x)>>"), Fault.ACTIVE),
    "a PDF whose script is in compressed objects": (
        pdf(packed(b"9 0 <</S/JavaScript/JS(x)>>", b"/Type/ObjStm/N 1/First 4")),
        Fault.ACTIVE,
    ),
    "a PDF whose compressed objects are spelled otherwise": (
        pdf(packed(b"9 0 <</A#41 8 0 R>>", b"/Type/ObjStm/N 1/First 4")),
        Fault.ACTIVE,
    ),
    "a PDF whose compressed objects are packed twice": (
        pdf(b"<</Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]/Length 2>>\nstream\n00\nendstream"),
        Fault.ACTIVE,
    ),
    "a PDF whose compressed objects are announced in a text": (
        pdf(packed(b"9 0 <</Type/Font>>", b"/Type/ObjStm/Title(endobj)/N 1")),
        Fault.ACTIVE,
    ),
    "a PDF that starts a programme": (pdf(b"<</S/Launch/F(cmd.exe)>>"), Fault.ACTIVE),
    "a PDF with a file in it": (pdf(b"<</Type/EmbeddedFile>>"), Fault.ACTIVE),
    "a PDF that acts on each page": (pdf(b"<</AA<</O 9 0 R>>>>"), Fault.ACTIVE),
    "a PDF that is a form of another kind": (pdf(b"<</AcroForm<</XFA 9 0 R>>>>"), Fault.ACTIVE),
    "a PDF that opens an address by itself": (pdf(b"<</OpenAction 9 0 R>>", b"<</S/URI/URI(x)>>"), Fault.ACTIVE),
    "a PDF that asks for a password": (pdf(trailer=b"/Encrypt 9 0 R"), Fault.ENCRYPTED),
    "a PDF that swells to a gigabyte": (pdf(packed(bytes(140_000_000))), Fault.SWELLING),
    "a picture that swells to a gigabyte": (png(pixels=bytes(140_000_000)), Fault.SWELLING),
    "a picture of a billion points": (png(2**15, 2**15, pixels=b"\0"), Fault.SWELLING),
    "a photograph of four billion points": (jpeg(width=65535, height=65535), Fault.SWELLING),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_document_is_taken(name: str) -> None:
    kind, content = HONEST[name]
    assert examined(content) == (kind, content.rstrip() if kind is not Kind.PDF else content)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    content, fault = HOSTILE[name]
    assert _fault(content) is fault


@pytest.mark.parametrize("trailer", [GAIN_MAP, GAIN_MAP * 2 + b"\n", bytes(40) + b"SEFH" + bytes(20) + b"SEFT"])
def test_what_a_telephone_writes_behind_its_picture_is_not_kept(trailer: bytes) -> None:
    assert examined(jpeg() + trailer) == (Kind.JPEG, jpeg())


def test_what_a_telephone_seems_to_write_may_hide_nothing() -> None:
    assert _fault(jpeg() + b"<script>alert(1)</script>SEFT") is Fault.FOREIGN


@pytest.mark.parametrize("whole", [content for _, content in HONEST.values()], ids=HONEST)
def test_a_file_cut_off_is_incomplete(whole: bytes) -> None:
    assert _fault(whole.rstrip()[:-5]) is Fault.DAMAGED


def test_an_empty_file_and_one_that_is_too_large_are_said() -> None:
    assert _fault(b"") is Fault.EMPTY
    assert _fault(pdf() + bytes(MAX_BYTES)) is Fault.TOO_LARGE


def test_ten_megabytes_of_pictures_are_taken() -> None:
    photographs = [
        b"<</Subtype/Image/Filter/DCTDecode/Length 2000000>>\nstream\n" + os.urandom(2_000_000) + b"\nendstream"
        for _ in range(5)
    ]
    assert examined(pdf(*photographs)).kind is Kind.PDF


def test_a_changed_byte_in_a_picture_is_found() -> None:
    content = bytearray(png())
    content[40] ^= 1
    assert _fault(bytes(content)) is Fault.DAMAGED


@given(binary(max_size=300), sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_whatever_is_sent_there_is_a_verdict(noise: bytes, beginning: bytes) -> None:
    _fault(beginning + noise)


@given(sampled_from(sorted(HONEST)), integers(min_value=0), integers(0, 255))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_whatever_byte_is_changed_there_is_a_verdict(name: str, place: int, byte: int) -> None:
    content = bytearray(HONEST[name][1])
    content[place % len(content)] = byte
    _fault(bytes(content))


def _fault(content: bytes) -> Fault | None:
    try:
        examined(content)
    except UnfitError as unfit:
        return unfit.fault
    return None
