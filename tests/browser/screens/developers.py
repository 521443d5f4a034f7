"""What the developers of the centres see."""

from typing import Final

from tests.browser.screens.screen import Screen

DEVELOPERS: Final = (
    Screen("api", "/api", schemes=("light", "dark")),
    Screen("api-toutes", "/api/operations"),
    Screen("api-lecture", "/api/prevalidate_list_received"),
    Screen("api-ecriture", "/api/prevalidate_decide"),
    Screen("api-fichier", "/api/payment_record_transfers"),
)
