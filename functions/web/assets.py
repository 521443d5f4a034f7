"""Style sheet, script and icon. Their names hold a hash of what is in them, so they can be kept for ever."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "static"
PREFIX: Final = "/static/"
FOR_EVER: Final = "public, max-age=31536000, immutable"
MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    media_type: str
    content: bytes


@cache
def address(name: str) -> str:
    """« /static/site.0123456789ab.css » for `site.css`."""
    source = FOLDER / name
    digest = sha256(source.read_bytes()).hexdigest()[:12]
    return f"{PREFIX}{source.stem}.{digest}{source.suffix}"


@cache
def assets() -> dict[str, Asset]:
    """All of them, by their address."""
    return {
        address(source.name): Asset(MEDIA_TYPES[source.suffix], source.read_bytes())
        for source in sorted(FOLDER.iterdir())
        if source.suffix in MEDIA_TYPES
    }
