import pytest

from tests.support import template
from tests.support.aws import Aws


@pytest.fixture
def aws(season: None, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """The mail queue and what follows it; the API's side of `mails` orders into it."""
    made = Aws.made()
    monkeypatch.setitem(template.functions()["mails"], "MAIL_QUEUE_URL", made.queue_url)
    return made
