"""Lists: a limit and an opaque cursor."""

from pydantic import Field

from shared.models import Strict


class PageQuery(Strict):
    """`cursor` is the `next` of the page before; it may be used again and does not grow old."""

    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = None
