"""The search for a centre: one department, all of the chosen exams (Mode opératoire B, étape 1 et note 1)."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from functions.catalogue.view import CentreList, CentreView, DepartmentView
from shared import departments
from shared.catalogue import Centre, Exam, Seats, at_the_same_time, centres_running
from shared.french.formats import enumeration
from shared.models import Strict
from shared.problems.calls import FieldError, ValidationError

_Code = Annotated[str, StringConstraints(max_length=16, to_upper=True)]


class CentresQuery(Strict):
    department: str = Field(
        max_length=60, description="Numéro (02, 2A, 974), nom (Aisne, cotes d armor) ou code postal à cinq chiffres"
    )
    exam: tuple[_Code, ...] = Field(max_length=20, description="Le code d’une épreuve ; à répéter pour chacune")

    @model_validator(mode="before")
    @classmethod
    def _what_is_missing_is_empty(cls, sent: dict[str, Any]) -> dict[str, Any]:
        """So that `checked` can ask for it in its own words."""
        return {"department": "", "exam": ()} | sent


def checked(query: CentresQuery, exams: list[Exam]) -> str:
    """The department that is meant.

    Raises:
        ValidationError: it is unknown or could be two; the exams are none, not all of this session, or two are at the
            same hour.
    """
    meant = departments.meant(query.department)
    errors = [*_department_errors(query.department, meant), *_exam_errors(query.exam, exams)]
    if errors:
        raise ValidationError(errors)
    return meant[0]


def found(department: str, exams: tuple[str, ...], seats: list[Seats], centres: list[Centre]) -> CentreList:
    running = centres_running(seats, list(exams))
    ready = [centre for centre in centres if centre.active and centre.code in running]
    by_department = Counter(centre.department for centre in ready)
    return CentreList(
        department=department,
        items=[CentreView.of(one, running[one.code]) for one in ready if one.department == department],
        departments_with_a_centre=[
            DepartmentView(code=code, name=departments.NAMES[code], centres=by_department[code])
            for code in departments.nearest_first(department)
            if code in by_department
        ],
    )


def _department_errors(typed: str, meant: tuple[str, ...]) -> Iterator[FieldError]:
    if not typed:
        yield FieldError("department", "missing", "Saisissez un département")
    elif not meant:
        text = "Département inconnu : saisissez un numéro (par exemple 02) ou un nom (par exemple Aisne)"
        yield FieldError("department", "unknown", text)
    elif len(meant) > 1:
        choices = " ou ".join(f"{departments.NAMES[code]} ({code})" for code in meant)
        yield FieldError("department", "ambiguous", f"{choices} ?")


def _exam_errors(chosen: tuple[str, ...], exams: list[Exam]) -> Iterator[FieldError]:
    if not chosen:
        yield FieldError("exam", "missing", "Choisissez au moins une épreuve")
    if unknown := sorted(set(chosen) - {exam.code for exam in exams}):
        yield FieldError("exam", "unknown", f"Cette session n’a pas d’épreuve {enumeration(unknown)}")
    for one, other in at_the_same_time([exam for exam in exams if exam.code in chosen]):
        text = f"Les épreuves « {one.label} » et « {other.label} » ont lieu en même temps : n’en gardez qu’une"
        yield FieldError("exam", "same-hour", text)
