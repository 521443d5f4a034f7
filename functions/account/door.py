"""The one door of everything about accounts; each decision stands in a module of its own and declares itself here."""

from typing import Final

from shared.http import source
from shared.http.door import Door

door: Final = Door(told=source.told)
