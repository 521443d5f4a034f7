"""What the parsers are given: how many examples, and texts made of what does harm somewhere."""

import os
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some

MANY: Final = settings(
    max_examples=int(os.environ.get("EXAMPLES", "100")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

HARM: Final = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '"=1"', ";=1", ",=1", "'=1", "\uff1d1",
    "\r\nBcc: x@y.example", "\nSubject: x", "\u2028To: x", "\x85To: x", "\x0bTo: x", "=?utf-8?q?=0d=0aBcc:x?=",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{ 7 * 7 }}", "{% raw %}",
    "&lt;b&gt;", "]]>", "-->", "\x00", "\ufeff", "\u202e", "\ud7ff", "\uffff", "\U0001d54f", "é",
    "e\u0301", "ß", "İ", "٣", "\ufb00",
    "CU-2701-7F3K-92", "27/03/1998", "zoe@example.org", "06 39 98 00 01", ";", ",", '"', "'", "\\", "%0d%0a", "\r",
    "\n",
)  # fmt: skip
harmful: Final = some.lists(some.sampled_from(HARM) | some.text(max_size=6), max_size=6).map("".join)
"""Text without lone surrogates, which no decoder lets through."""
