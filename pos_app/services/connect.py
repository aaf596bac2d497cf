"""Connecting a real Stripe account: everything is checked before anything is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from pos_app.domain.modes import KeyInfo, KeyKind, KeyProblem, Mode, read_key
from pos_app.domain.outcomes import FailureCause, Ok, Outcome, RefusalKind, Refused, Unknown
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.gateway import AccountInfo, AccountProbe, PermissionReport
from pos_app.ports.secret_store import SecretStore
from pos_app.services.settings import SettingsProblem, SettingsService, is_origin


class ConnectProblem(StrEnum):
    """Why these keys cannot be used."""

    PUBLISHABLE_KEY = "publishable_key"
    """Not a publishable key: see ``publishable_problem``."""
    SECRET_KEY = "secret_key"  # noqa: S105 - a word, not a secret
    """Not a restricted or secret key: see ``secret_problem``."""
    SWAPPED = "swapped"
    """The secret key stands where the publishable one belongs."""
    TRAINING_KEY = "training_key"
    """A key of the built-in simulator."""
    MODES_DIFFER = "modes_differ"
    """One key is for test, the other for live."""
    ACCOUNTS_DIFFER = "accounts_differ"
    ORIGIN = "origin"
    """The checkout origin is not an https origin."""
    KEY_REJECTED = "key_rejected"
    """Stripe does not know the key, or it was revoked."""
    PERMISSION_MISSING = "permission_missing"
    """See ``permissions``."""
    STRIPE_UNREACHABLE = "stripe_unreachable"
    """Nothing could be checked: see ``cause``."""


class ConnectWarning(StrEnum):
    """What works, but should be known."""

    UNRESTRICTED_KEY = "unrestricted_key"
    """A full secret key on a register: a restricted one limits what a thief could do."""
    ACCOUNT_HIDDEN = "account_hidden"
    """The key does not tell whose it is."""
    ACCOUNT_ASSUMED = "account_assumed"
    """The same, and beside another publishable key: taken for the account connected before."""
    PERMISSION_UNCERTAIN = "permission_uncertain"
    """A probe gave no certain answer: see ``permissions``."""
    SAMPLE_ORIGIN = "sample_origin"
    """The checkout origin is not yet on a domain of the shop."""


@dataclass(frozen=True, slots=True)
class ConnectReport:
    """What a pair of keys is good for.

    Attributes:
        mode: test or live, where the keys tell.
        cause: why Stripe could not be asked.
    """

    problems: tuple[ConnectProblem, ...] = ()
    warnings: tuple[ConnectWarning, ...] = ()
    account: AccountInfo | None = None
    permissions: tuple[PermissionReport, ...] = ()
    mode: Mode | None = None
    publishable_problem: KeyProblem | None = None
    secret_problem: KeyProblem | None = None
    cause: FailureCause | None = None

    @property
    def usable(self) -> bool:
        """Whether the keys may be stored."""
        return not self.problems and self.mode is not None


class SettingsRejectedError(ValueError):
    """The settings that come with the keys are not acceptable; a bug, ``check`` looks first."""

    def __init__(self, problems: tuple[SettingsProblem, ...]) -> None:
        super().__init__(", ".join(problems))


def secret_name(mode: Mode) -> str:
    """The name under which a mode's secret key lives in the keyring."""
    return f"stripe-secret-key-{mode}"


class Connect:
    """Used by the wizard, and by an installer who wants to know beforehand."""

    def __init__(
        self, *, probe: AccountProbe, secrets: SecretStore, settings: SettingsService
    ) -> None:
        self._probe = probe
        self._secrets = secrets
        self._settings = settings

    async def check(self, publishable: str, secret: Secret, origin: str) -> ConnectReport:
        """Check the keys themselves, then ask Stripe whose they are and what they may do."""
        report = check_keys(publishable.strip(), secret, origin)
        if report.problems:
            return report
        account, same, permissions = await asyncio.gather(
            self._probe.account(secret),
            self._probe.same_account(secret, publishable.strip()),
            self._probe.permissions(secret),
        )
        report = _with_account(report, account, self._before(report.mode, publishable))
        report = _with_same_account(report, same)
        return _with_permissions(report, permissions)

    def store(
        self, report: ConnectReport, publishable: str, secret: Secret, origin: str
    ) -> Settings:
        """Put the secret into the keyring and the rest into the settings.

        Returns:
            The settings now in force.

        Raises:
            ValueError: the report is of unusable keys.
            SettingsRejectedError: the settings cannot be saved.
            SecretStoreUnavailableError: no trustworthy keyring; nothing was stored.
            OSError: the settings file cannot be written; the keyring is as it was.
        """
        if report.mode is None or not report.usable:
            raise ValueError("these keys cannot be used")
        settings = replace(
            self._settings.current,
            mode=report.mode,
            publishable_key=publishable.strip(),
            account=self._books(report, publishable),
            checkout_origin=origin,
        )
        with self._kept(secret_name(report.mode), secret):
            problems = self._settings.save(settings)
            if problems:
                raise SettingsRejectedError(problems)
        return self._settings.current

    @contextmanager
    def _kept(self, name: str, secret: Secret) -> Iterator[None]:
        """Keep the secret, or the former one if what belongs to it cannot be kept.

        Otherwise the next start would open one account's books with the key of another.
        """
        former = self._secrets.get(name)
        self._secrets.set(name, secret)
        try:
            yield
        except BaseException:
            if former is None:
                self._secrets.delete(name)
            else:
                self._secrets.set(name, former)
            raise

    def _before(self, mode: Mode | None, publishable: str) -> _Before | None:
        """What is connected in this mode, also while the app is in training."""
        current = self._settings.current
        key = read_key(current.publishable_key)
        if not isinstance(key, KeyInfo) or key.mode is not mode:
            return None
        return _Before(current.account, same=current.publishable_key == publishable.strip())

    def _books(self, report: ConnectReport, publishable: str) -> str:
        """Whose books are opened from now on; what is in doubt there must stay in sight.

        A key that does not tell its account goes on with the books of this mode. A key that does,
        of an account that had not told, goes on with the books that were begun without a name.
        """
        told = report.account.id if report.account else ""
        before = self._before(report.mode, publishable)
        if before is None:
            return told
        return before.account if before.same and not before.account else told or before.account


class _Before(NamedTuple):
    """What was connected before.

    Attributes:
        account: its id, or empty if no key has told.
        same: the publishable key, and with it the account, is the one that is checked.
    """

    account: str
    same: bool


def check_keys(publishable: str, secret: Secret, origin: str) -> ConnectReport:
    """Everything that can be told without asking Stripe."""
    public, private = read_key(publishable), read_key(secret.reveal())
    problems: list[ConnectProblem] = []
    if not _is_kind(public, KeyKind.PUBLISHABLE):
        swapped = _is_kind(public, KeyKind.SECRET, KeyKind.RESTRICTED)
        problems.append(ConnectProblem.SWAPPED if swapped else ConnectProblem.PUBLISHABLE_KEY)
    if not _is_kind(private, KeyKind.SECRET, KeyKind.RESTRICTED):
        problems.append(ConnectProblem.SECRET_KEY)
    if not is_origin(origin):
        problems.append(ConnectProblem.ORIGIN)
    modes = {key.mode for key in (public, private) if isinstance(key, KeyInfo)}
    if Mode.TRAINING in modes:
        problems.append(ConnectProblem.TRAINING_KEY)
    elif len(modes) == 2:
        problems.append(ConnectProblem.MODES_DIFFER)
    return ConnectReport(
        problems=tuple(problems),
        warnings=_warnings(private, origin),
        mode=modes.pop() if len(modes) == 1 else None,
        publishable_problem=public if isinstance(public, KeyProblem) else None,
        secret_problem=private if isinstance(private, KeyProblem) else None,
    )


def _warnings(private: KeyInfo | KeyProblem, origin: str) -> tuple[ConnectWarning, ...]:
    host = (urlsplit(origin).hostname or "") if is_origin(origin) else ""
    found = {
        ConnectWarning.UNRESTRICTED_KEY: _is_kind(private, KeyKind.SECRET),
        ConnectWarning.SAMPLE_ORIGIN: host.endswith(_SAMPLE_DOMAINS),
    }
    return tuple(warning for warning, given in found.items() if given)


_SAMPLE_DOMAINS: Final = (".example", ".test", ".invalid", ".localhost")


def _is_kind(key: KeyInfo | KeyProblem, *kinds: KeyKind) -> bool:
    return isinstance(key, KeyInfo) and key.kind in kinds


def _with_account(
    report: ConnectReport, asked: Outcome[AccountInfo], before: _Before | None
) -> ConnectReport:
    match asked:
        case Ok(account) if account.livemode is not (report.mode is Mode.LIVE):
            return _problem(replace(report, account=account), ConnectProblem.MODES_DIFFER)
        case Ok(account) if account.id:
            return replace(report, account=account)
        case Refused(kind=RefusalKind.KEY_REJECTED):
            return _problem(report, ConnectProblem.KEY_REJECTED)
        case Ok() | Refused():
            assumed = before is not None and not before.same
            return _warning(
                report,
                ConnectWarning.ACCOUNT_ASSUMED if assumed else ConnectWarning.ACCOUNT_HIDDEN,
            )
        case Unknown():
            return _unreachable(report, asked)


def _with_same_account(report: ConnectReport, asked: Outcome[bool]) -> ConnectReport:
    match asked:
        case Ok(same):
            return report if same else _problem(report, ConnectProblem.ACCOUNTS_DIFFER)
        case Refused(kind=RefusalKind.KEY_REJECTED):
            return _problem(report, ConnectProblem.KEY_REJECTED)
        case Refused():
            return _warning(report, ConnectWarning.PERMISSION_UNCERTAIN)
        case Unknown():
            return _unreachable(report, asked)


def _with_permissions(
    report: ConnectReport, asked: Outcome[tuple[PermissionReport, ...]]
) -> ConnectReport:
    match asked:
        case Ok(permissions):
            report = replace(report, permissions=permissions)
            granted = {permission.granted for permission in permissions}
            if None in granted:
                report = _warning(report, ConnectWarning.PERMISSION_UNCERTAIN)
            missing = False in granted
            return _problem(report, ConnectProblem.PERMISSION_MISSING) if missing else report
        case Refused(kind=RefusalKind.KEY_REJECTED):
            return _problem(report, ConnectProblem.KEY_REJECTED)
        case Refused():
            return _problem(report, ConnectProblem.PERMISSION_MISSING)
        case Unknown():
            return _unreachable(report, asked)


def _problem(report: ConnectReport, problem: ConnectProblem) -> ConnectReport:
    return replace(report, problems=tuple(dict.fromkeys((*report.problems, problem))))


def _warning(report: ConnectReport, warning: ConnectWarning) -> ConnectReport:
    return replace(report, warnings=tuple(dict.fromkeys((*report.warnings, warning))))


def _unreachable(report: ConnectReport, asked: Unknown) -> ConnectReport:
    return _problem(replace(report, cause=asked.cause), ConnectProblem.STRIPE_UNREACHABLE)
