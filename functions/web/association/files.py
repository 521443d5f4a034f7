"""One file as the association sees it: opening it is entered in the trail by the API."""

from typing import Final

from functions.web.answers import Page, Redirect
from functions.web.api import File, RefusedError
from functions.web.association import lists
from functions.web.pages import site
from functions.web.request import MistakesError, Request
from shared.role import Role

FILE: Final = "/uppctsc/dossiers/{reference}"
ADDRESS: Final = "/uppctsc/dossiers/{reference}/adresse"
MAILS: Final = "/uppctsc/courriels"


@site.page(FILE, of=Role.ASSOCIATION)
def read(request: Request) -> Page:
    reference = request.parameters["reference"]
    file = request.api.get(f"/v1/registrations/{reference}")
    deferrals = list(lists.everything(request, f"/v1/registrations/{reference}/deferrals"))
    again = request.form(action=MAILS)
    return Page("association/file", {"file": file, "deferrals": deferrals, "again": again})


@site.page("/uppctsc/dossiers/{reference}/attestation", of=Role.ASSOCIATION)
def certificate(request: Request) -> File:
    return request.api.file(f"/v1/registrations/{request.parameters['reference']}/certificate", format="pdf")


@site.page(ADDRESS, of=Role.ASSOCIATION)
def address(request: Request) -> Page:
    return Page("association/address", {"form": request.form(), "reference": request.parameters["reference"]})


@site.action(ADDRESS, of=Role.ASSOCIATION)
def correct_address(request: Request) -> Redirect:
    reference, email = request.parameters["reference"], request.typed.one("email").strip()
    if not email:
        raise MistakesError({"email": "Saisissez une adresse électronique complète, par exemple nom@exemple.fr"})
    request.api.send("PUT", f"/v1/registrations/{reference}/email", {"email": email})
    return lists.done(f"/uppctsc/dossiers/{reference}", "adresse")


@site.page(MAILS, of=Role.ASSOCIATION)
def mail_problems(request: Request) -> Page:
    page = request.api.get("/v1/mail-problems", cursor=lists.position(request))
    told = request.kept.told if request.kept and request.kept.page == request.page else {}
    return Page(
        "association/mails",
        {
            "mails": page["items"],
            "next": lists.beyond(request, page["next"]),
            "again": request.form(),
            "failing": told.get("failing", ""),
        },
    )


@site.action(MAILS, of=Role.ASSOCIATION)
def send_again(request: Request) -> Redirect:
    """From the list, or from the file (`from_file`), to which it then leads back."""
    reference, version = request.typed.one("reference"), request.typed.one("version")
    try:
        request.api.send("POST", f"/v1/registrations/{reference}/mails/{version}/resend", key=request.key)
    except RefusedError as refusal:
        if refusal.code != "address-failing":
            raise
        return Redirect(lists.kept_at(MAILS, request.keep(told={"failing": reference})))
    back = f"/uppctsc/dossiers/{reference}" if request.typed.one("from_file") else MAILS
    return lists.done(back, "renvoye")
