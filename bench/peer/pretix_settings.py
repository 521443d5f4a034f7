"""pretix as it is configured for people, but its mails stay in this process, and what it says goes to a file."""

from pretix.settings import *  # noqa: F403
from pretix.settings import LOG_DIR, LOGGING

EMAIL_BACKEND = EMAIL_CUSTOM_SMTP_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING["handlers"]["console"] = {
    "class": "logging.FileHandler",
    "filename": f"{LOG_DIR}/console.log",
    "level": "INFO",
    "formatter": "default",
}
