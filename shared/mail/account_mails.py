"""The mails about accounts, as in `shared.mail.model`: each goes to one person, and most carry a one-time link."""

from dataclasses import dataclass, field

from shared.mail.model import Mail, MailKind


@dataclass(frozen=True, kw_only=True)
class AccountMail(Mail):
    """About getting in, not about a registration."""

    id: str
    given_name: str | None
    """None of somebody who has only an address so far."""

    @property
    def identity(self) -> str:
        return self.id


@dataclass(frozen=True, kw_only=True)
class LinkMail(AccountMail):
    """The link is the mail's one action; it works once, for an hour."""

    token: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class NucReminder(AccountMail):
    kind = MailKind.NUC_REMINDER
    nuc: str


@dataclass(frozen=True, kw_only=True)
class NucGiven(AccountMail):
    kind = MailKind.NUC_GIVEN
    nuc: str


@dataclass(frozen=True, kw_only=True)
class AlreadyKnown(AccountMail):
    """Somebody asked for a first registration with an address that is on file."""

    kind = MailKind.ALREADY_KNOWN
    nucs: tuple[str, ...]
    """More than one where a family shares the address."""


class FirstTime(LinkMail):
    kind = MailKind.FIRST_TIME


class FirstSignIn(LinkMail):
    """To a candidate of the years before, who has no password yet."""

    kind = MailKind.FIRST_SIGN_IN


class PasswordLink(LinkMail):
    kind = MailKind.PASSWORD_LINK


class PasswordChanged(AccountMail):
    kind = MailKind.PASSWORD_CHANGED


class NewAddress(LinkMail):
    """To the new address, which counts once it is confirmed."""

    kind = MailKind.NEW_ADDRESS


class AddressChanged(AccountMail):
    """To the old address."""

    kind = MailKind.ADDRESS_CHANGED


class AddressCorrected(AccountMail):
    """To the new address: the association has corrected it."""

    kind = MailKind.ADDRESS_CORRECTED
