"""The site that every page declares itself on."""

from typing import Final

from functions.web.site import Site

site: Final = Site()
