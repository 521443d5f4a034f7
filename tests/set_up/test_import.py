"""The three files: right as a whole, or every line and column to be corrected; sent again, they change nothing."""

import pytest

from shared import catalogue, keys, table
from shared.catalogue import Centre, Digest
from tests.set_up.sending import (
    BIOLOGY,
    BREST,
    CENTRES,
    CHEMISTRY,
    EXAMS,
    LAON,
    NEW,
    OFFER,
    SETTINGS,
    centres,
    counts,
    done,
    drafted,
    errors,
    exams,
    offer,
    plain,
    publish,
    put,
    send,
)
from tests.support import season
from tests.support.api import ALICE, ASSOCIATION, call
from tests.support.api import LAON as LAON_S_PEOPLE
from tests.support.contents import contents, counted, interrupted
from tests.support.season import THIS
from tests.support.steps import prevalidate, refused, register, taken

pytestmark = pytest.mark.usefixtures("season")


def centre(code: str) -> Centre:
    (item,) = table.read(keys.centre(code))
    return Centre.model_validate(item)


def capacity(centre: str, exam: str, session: str = NEW) -> int | None:
    (item,) = table.read(keys.seats(session, centre, exam))
    return item["capacity"] if item else None


class TestExams:
    def test_are_taken_into_the_draft(self) -> None:
        done(put())
        reply = exams(CHEMISTRY, BIOLOGY)
        assert counts(reply) == (2, 0, 0)
        assert plain(reply.body["summary"]) == "2 épreuves : 2 nouvelles, 0 modifiée, 0 inchangée"
        found, _ = catalogue.exams_and_seats(NEW)
        assert [(one.code, one.label, f"{one.on} {one.at:%H:%M}", one.duration_minutes) for one in found] == [
            ("BIO", "Biologie", "2028-01-13 14:30", 120),
            ("CHI", "Chimie", "2028-01-12 09:00", 180),
        ]

    def test_can_change_as_long_as_it_is_one(self) -> None:
        drafted()
        assert counts(exams("CHI;Chimie;14/01/2028;10:00;60", BIOLOGY)) == (0, 1, 1)

    def test_of_a_published_session_keep_their_hours(self) -> None:
        drafted()
        done(publish())
        before = contents()
        assert [one for one, _ in errors(exams("CHI;Chimie;14/01/2028;10:00;60"))] == [
            "2/date",
            "2/heure",
            "2/duree_min",
        ]
        assert contents() == before

    def test_of_a_published_session_may_be_renamed_and_others_added_after_the_answers(self) -> None:
        drafted()
        done(publish())
        assert errors(exams("TEC;T;03/01/2028;9:00;60")) == [
            (
                "2/date",
                "Ligne 2, colonne date : une épreuve a lieu après la réponse des centres "
                "(mardi 4 janvier 2028 à 0 h (heure de Paris))",
            )
        ]
        assert counts(exams(CHEMISTRY.replace("Chimie", "Chimie organique"), "TEC;T;14/01/2028;9:00;60")) == (1, 1, 0)

    def test_of_a_published_session_that_two_add_at_once_have_one_hour(self) -> None:
        drafted()
        done(publish())
        with interrupted("TransactWriteItems", lambda: done(exams("TEC;T;14/01/2028;9:00;60"))):
            assert [one for one, _ in errors(exams("TEC;T;14/01/2028;10:00;60"))] == ["2/heure"]

    def test_need_their_session(self) -> None:
        refused(exams(CHEMISTRY), 404, "not-found")
        assert errors(exams(CHEMISTRY, session=None)) == [("session", "Indiquez la session")]


class TestCentres:
    def test_are_taken_in_with_their_usual_settings(self) -> None:
        reply = centres(BREST, LAON)
        assert plain(reply.body["summary"]) == "2 centres : 1 nouveau, 1 modifié, 0 inchangé"
        assert centre("29-BREST").model_dump(exclude={"code", "name", "email", "payment_terms"}) == {
            "department": "29",
            "address": "4 quai des Brumes, 29200 Brest",
            "observes_good_friday": False,
            "closing_days": (),
            "recording_grace_days": 1,
            "accepts_late_payments": False,
            "digest": Digest.DAILY,
            "active": True,
            "version": 1,
        }

    def test_settings_have_columns_of_their_own(self) -> None:
        line = f"{LAON};oui;24/12/2026 2026-12-31;0;oui;non"
        assert counts(centres(line, header=f"{CENTRES};{SETTINGS}")) == (0, 1, 0)
        settings = centre("C02")
        assert (settings.observes_good_friday, settings.recording_grace_days) == (True, 0)
        assert [f"{day}" for day in settings.closing_days] == ["2026-12-24", "2026-12-31"]
        assert (settings.accepts_late_payments, settings.active) == (True, False)

    def test_an_empty_cell_or_no_column_leaves_a_setting_as_it_is(self) -> None:
        season.store(season.centre("C02", recording_grace_days=3, active=False, closing_days=("2026-12-24",)))
        done(centres(LAON))
        done(centres(f"{LAON};;;;;", header=f"{CENTRES};{SETTINGS}"))
        kept = centre("C02")
        assert (kept.recording_grace_days, kept.active, len(kept.closing_days)) == (3, False, 1)
        done(centres(f"{LAON};aucun", header=f"{CENTRES};jours_fermeture"))
        assert centre("C02").closing_days == ()

    def test_do_not_move_to_where_the_clock_is_another(self) -> None:
        before = contents()
        moved = LAON.replace(";02;", ";974;")
        assert [one for one, _ in errors(centres(moved))] == ["2/departement"]
        assert contents() == before
        assert counts(centres(LAON.replace(";02;", ";2B;"))) == (0, 1, 0)

    def test_a_department_that_moved_meanwhile_is_looked_at_again(self) -> None:
        with interrupted("TransactWriteItems", lambda: done(centres(LAON.replace(";02;", ";2B;")))):
            done(centres(LAON.replace("Centre de Laon", "Laon")))
        assert (centre("C02").name, centre("C02").department) == ("Laon", "02")

    def test_what_the_file_does_not_say_is_not_written_over(self) -> None:
        """A centre changes its closing days while the association imports its name."""
        own = {"email": "c02@example.org", "payment_terms": "Par virement", "closing_days": ["2026-12-24"]}
        with interrupted("TransactWriteItems", lambda: call("PUT /v1/centre", own, by=LAON_S_PEOPLE)):
            done(centres(LAON.replace("Centre de Laon", "Centre du Laonnois")))
        assert (centre("C02").name, len(centre("C02").closing_days)) == ("Centre du Laonnois", 1)


class TestTheOffer:
    def test_is_taken_in(self) -> None:
        drafted()
        assert counts(offer("C02;CHI;8", "C59;CHI;4", "c02;bio;3")) == (1, 1, 1)
        assert [capacity("C02", "CHI"), capacity("C59", "CHI"), capacity("C02", "BIO")] == [8, 4, 3]

    def test_of_a_published_session_goes_up_and_down_to_the_seats_taken(self) -> None:
        prevalidate(register("CHI"))
        assert counts(offer("C02;CHI;1", "C02;TEC;9", session=THIS)) == (0, 2, 0)
        assert (capacity("C02", "CHI", THIS), taken("CHI")) == (1, 1)
        assert errors(offer("C02;CHI;0", session=THIS)) == [
            ("2/places", "Ligne 2, colonne places : 1 place est déjà prise")
        ]

    def test_a_capacity_overtaken_meanwhile_stays_as_it_is_and_is_reported(self) -> None:
        """Between the check and the write, a seat more is taken than the file gives."""
        reference = register("CHI")
        with interrupted("TransactWriteItems", lambda: prevalidate(reference)):
            reply = offer("C02;CHI;0", "C02;BIO;7", "C59;CHI;9", session=THIS)
        assert counts(reply) == (0, 3, 0)
        assert reply.body["kept"] == [{"centre": "C02", "exam": "CHI", "capacity": 5, "taken": 1, "left": 4}]
        assert (capacity("C02", "CHI", THIS), capacity("C02", "BIO", THIS), capacity("C59", "CHI", THIS)) == (5, 7, 9)
        assert taken("CHI") == 1

    def test_a_seat_taken_meanwhile_is_not_lost(self) -> None:
        reference = register("CHI")
        with interrupted("TransactWriteItems", lambda: prevalidate(reference)):
            done(offer("C02;CHI;9", session=THIS))
        assert (capacity("C02", "CHI", THIS), taken("CHI")) == (9, 1)


class TestErrors:
    def test_all_seven_are_named_and_nothing_is_written(self) -> None:
        drafted()
        before = contents()
        lines = [f"C{number};Centre {number};1 rue;02000;Laon;02;c{number}@example.org;Chèque" for number in range(60)]
        lines[3] = lines[3].replace(";02;", ";96;")
        lines[8] = lines[8].replace("02000", "0200")
        lines[15] = lines[15].replace("c15@example.org", "c15")
        lines[22] = lines[22].replace("Chèque", "")
        lines[30] = lines[30].replace("C30;", "É30;")
        lines[41] = lines[41].replace("C41;", "C40;")
        reply = centres(*lines)
        assert errors(reply) == [
            ("5/departement", "Ligne 5, colonne departement : « 96 » n’est pas un département"),
            ("10/code_postal", "Ligne 10, colonne code_postal : Le code postal compte 5 chiffres"),
            (
                "17/courriel",
                "Ligne 17, colonne courriel : Saisissez une adresse électronique complète, par exemple nom@exemple.fr",
            ),
            (
                "24/modalites_reglement",
                "Ligne 24, colonne modalites_reglement : saisissez les modalités de règlement, que le candidat lira",
            ),
            (
                "32/code",
                "Ligne 32, colonne code : un code compte 1 à 16 lettres sans accent, chiffres ou traits d’union",
            ),
            ("42/code", "Ligne 42, colonne code : ce code figure deux fois"),
            ("43/code", "Ligne 43, colonne code : ce code figure deux fois"),
        ]
        assert reply.body["detail"].startswith("7 ")
        assert contents() == before

    def test_a_file_is_checked_to_its_end_before_the_first_write(self) -> None:
        drafted()
        before = contents()
        many = [f"C02;E{number};5" for number in range(120)]
        done(exams(*(f"E{number};E;14/01/2028;9:00;60" for number in range(120)), dry_run="true"))
        assert len(errors(offer("C59;CHI;5", *many))) == 120
        assert contents() == before

    @pytest.mark.parametrize(
        ("line", "pointers"),
        [
            ("CHI;Chimie;31/02/2028;25:00;0", ["2/date", "2/heure", "2/duree_min"]),
            ("CHI;;12/01/28;9;1441", ["2/intitule", "2/date", "2/heure", "2/duree_min"]),
            (";Chimie;12/01/2028;9 h;1,5", ["2/code", "2/duree_min"]),
            ("CHI;Chi\x00mie;12/01/2028;9 h;60", ["2/intitule"]),
        ],
    )
    def test_of_exams(self, line: str, pointers: list[str]) -> None:
        done(put())
        assert [one for one, _ in errors(exams(line))] == pointers

    @pytest.mark.parametrize(
        ("cells", "column"),
        [("peut-être;;;;", "vendredi_saint"), (";demain;;;", "jours_fermeture"), (";;11;;", "delai_saisie_jours")],
    )
    def test_of_settings(self, cells: str, column: str) -> None:
        found = errors(centres(f"{LAON};{cells}", header=f"{CENTRES};{SETTINGS}"))
        assert [one for one, _ in found] == [f"2/{column}"]

    def test_of_seats(self) -> None:
        drafted()
        found = errors(offer("C02;CHI;-1", "C99;CHI;5", "C02;XXX;5", "C59;BIO;1", "C59;BIO;2"))
        assert [one for one, _ in found] == ["2/places", "5/places", "6/places", "3/centre", "4/epreuve"]

    @pytest.mark.parametrize("raw", [b"", b"code;nom\nC02;Laon", f"{EXAMS};autre\n".encode()])
    def test_of_columns(self, raw: bytes) -> None:
        done(put())
        assert [one for one, _ in errors(send("epreuves", raw=raw))] == ["1"]

    def test_of_what_is_asked_for(self) -> None:
        assert [one for one, _ in errors(send("candidats", CENTRES))] == ["file"]
        assert [one for one, _ in errors(send("centres", CENTRES, session_="2028-01"))] == ["session_"]


class TestAsSpreadsheetsSaveIt:
    @pytest.mark.parametrize(
        "raw",
        [
            f"\ufeff{EXAMS}\r\n{CHEMISTRY}\r\n".encode(),
            f"{EXAMS}\r\nCHI;Chimie générale;12/01/2028;09:00;180\r\n".encode("cp1252"),
            f"{EXAMS}\n{CHEMISTRY}".replace(";", ",").encode(),
            f'{EXAMS.upper()}\n"CHI";" Chimie ";"2028-01-12";"9h00";"180"\n\n'.encode(),
        ],
        ids=["UTF-8 with a mark", "Windows-1252", "commas", "quotes"],
    )
    def test_a_file_is_read(self, raw: bytes) -> None:
        done(put())
        assert counts(send("epreuves", raw=raw)) == (1, 0, 0)
        (exam,), _ = catalogue.exams_and_seats(NEW)
        assert (f"{exam.on} {exam.at:%H:%M}", exam.label[:6]) == ("2028-01-12 09:00", "Chimie")

    def test_payment_terms_may_have_several_lines(self) -> None:
        done(centres(LAON.replace("Par virement", '"Par virement ;\r\npar chèque"')))
        assert centre("C02").payment_terms == "Par virement ;\npar chèque"


class TestTwice:
    def test_the_same_files_again_change_nothing(self) -> None:
        drafted()
        settings = f"{CENTRES};{SETTINGS}"
        files: list[tuple[str, list[str]]] = [
            ("epreuves", [EXAMS, CHEMISTRY, BIOLOGY]),
            ("centres", [settings, f"{BREST};non;24/12/2027;2;oui;oui", f"{LAON};;;;;"]),
            ("offre", [OFFER, "29-BREST;CHI;12", "C02;CHI;7"]),
        ]
        for file, lines in files:
            done(send(file, *lines))
        before = contents()
        for file, lines in files:
            again = send(file, *lines)
            assert counts(again) == (0, 0, len(lines) - 1)
        assert contents() == before

    def test_a_trial_writes_nothing_and_says_what_the_import_says(self) -> None:
        drafted()
        files: list[tuple[str, list[str]]] = [
            ("epreuves", [EXAMS, "TEC;T;14/01/2028;9:00;60", CHEMISTRY]),
            ("centres", [CENTRES, BREST, LAON]),
            ("offre", [OFFER, "C02;CHI;9", "C59;BIO;3"]),
        ]
        for file, lines in files:
            before = contents()
            tried = done(send(file, *lines, dry_run="true")).body
            assert contents() == before
            assert done(send(file, *lines)).body == tried | {"dry_run": False}

    def test_two_at_once_end_as_one(self) -> None:
        """Each gets in the way of the other before its first and its second part."""
        drafted()
        many = [
            f"C{number};Centre {number};1 rue;02000;Laon;02;c{number}@example.org;Chèque" for number in range(100, 160)
        ]
        seats = [f"C{number};CHI;5" for number in range(100, 160)]
        with interrupted("TransactWriteItems", lambda: done(centres(*many))):
            done(centres(*many))
        with interrupted("TransactWriteItems", lambda: done(offer(*seats))):
            done(offer(*seats))
        once = contents()
        assert counts(centres(*many)) == (0, 0, 60)
        assert counts(offer(*seats)) == (0, 0, 60)
        assert contents() == once

    def test_calls_of_the_table_grow_with_what_changes_and_not_with_what_is_there(self) -> None:
        drafted()
        done(centres(*(f"C{number};C;1 rue;02000;Laon;02;c@example.org;Chèque" for number in range(100, 150))))
        seats = [f"C{number};CHI;5" for number in range(100, 150)]
        with counted() as calls:
            done(offer(*seats))
        assert calls == {"BatchGetItem": 1, "Query": 2, "TransactWriteItems": 2}
        with counted() as calls:
            done(offer(*seats))
        assert calls == {"BatchGetItem": 1, "Query": 2}


def test_only_the_association_imports() -> None:
    for by in (ALICE, LAON_S_PEOPLE):
        assert call("POST /v1/catalogue", raw=b"", by=by, query={"file": "centres"}).status == 403
        assert call("GET /v1/catalogue/template", by=by, query={"file": "centres"}).status == 403


@pytest.mark.parametrize(
    ("file", "header"), [("epreuves", EXAMS), ("centres", f"{CENTRES};{SETTINGS}"), ("offre", OFFER)]
)
def test_a_template_is_an_empty_file_that_can_be_imported(file: str, header: str) -> None:
    done(put())
    reply = call("GET /v1/catalogue/template", by=ASSOCIATION, query={"file": file})
    assert reply.body == f"\ufeff{header}\r\n".encode()
    assert reply.headers["content-disposition"] == f'attachment; filename="{file}.csv"'
    assert counts(send(file, raw=reply.body)) == (0, 0, 0)
