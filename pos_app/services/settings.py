"""Reading and changing the settings."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from pos_app.domain.currencies import CURRENCIES
from pos_app.domain.identity import Identity
from pos_app.domain.ids import OperatorId, RegisterId
from pos_app.domain.modes import Mode, script_allowed
from pos_app.domain.settings import (
    FIRST_OPERATOR,
    FIRST_REGISTER,
    HIGHEST_PORT,
    LONGEST_REPEAT,
    LOWEST_PORT,
    Settings,
)
from pos_app.ports.settings_store import SettingsStore

LANGUAGES: Final = frozenset({"", "en", "de"})
THEMES: Final = frozenset({"", "light", "dark"})
MOST_REDISPLAYED: Final = 10
"""Stripe's own limit (https://docs.stripe.com/api/customer_sessions/create)."""


class SettingsProblem(StrEnum):
    """Why settings are not accepted."""

    ORIGIN = "origin"
    """``checkout_origin`` must be ``https://host`` of the shop's own domain, nothing more."""
    SCRIPT = "script"
    """Stripe.js comes from js.stripe.com only."""
    CURRENCY = "currency"
    AMOUNTS = "amounts"
    """Soft limit and quick amounts are not negative."""
    REPEAT = "repeat"
    """Between 0 minutes (off) and a day."""
    REDISPLAY = "redisplay"
    """Between 1 and 10 saved methods are shown, and at least one kind."""
    LANGUAGE = "language"
    THEME = "theme"
    REGISTER = "register"
    """Register and operator have a name of 1 to 60 letters; it goes to Stripe's metadata."""
    PROXY = "proxy"
    """``http://host:port``, without a password: the file is no place for secrets."""
    WEBHOOK_PORT = "webhook_port"
    """0 (off), or a port that programs may use."""


class SettingsService:
    """Holds the settings in force; changes are checked, stored, then in force."""

    def __init__(self, store: SettingsStore) -> None:
        """Load the settings.

        Raises:
            SettingsUnreadableError: a file is there, but cannot be used.
        """
        self._store = store
        self._current = store.load()

    @property
    def current(self) -> Settings:
        """The settings in force."""
        return self._current

    def name_place(self, register: str, operator: str) -> None:
        """Use these names where the shop has given none; they are stored with the next change.

        Once an account is connected nothing changes: people know the register by its name, which
        its sales carry at Stripe.

        Args:
            register: the first register's name in the language of the screen.
            operator: the same for who works there.
        """
        given = self._current
        if given.publishable_key:
            return
        unnamed = given.register == FIRST_REGISTER, given.operator == FIRST_OPERATOR
        self._current = replace(
            given,
            register=RegisterId(register) if unnamed[0] else given.register,
            operator=OperatorId(operator) if unnamed[1] else given.operator,
        )

    def identify(self, identity: Identity, *, lasting: bool) -> None:
        """Be this register from now on.

        Args:
            identity: in force at once.
            lasting: store it as well.

        Raises:
            OSError: the settings file cannot be written.
            SettingsUnreadableError: it was damaged meanwhile.
        """
        self._current = replace(self._current, identity=identity)
        if lasting:
            self._store.save(self._current)

    def save(self, settings: Settings) -> tuple[SettingsProblem, ...]:
        """Store these settings, or say why not; which register this is stays as it is.

        Raises:
            OSError: the file cannot be written; the old settings stay in force.
        """
        problems = check_settings(settings)
        if not problems:
            kept = replace(settings, identity=self._current.identity)
            self._store.save(kept)
            self._current = kept
        return problems


def check_settings(settings: Settings) -> tuple[SettingsProblem, ...]:
    """List everything that is wrong with these settings."""
    amounts, checkout = settings.amounts, settings.checkout
    good = {
        SettingsProblem.ORIGIN: is_origin(settings.checkout_origin),
        SettingsProblem.SCRIPT: script_allowed(Mode.LIVE, settings.stripe_js),
        SettingsProblem.CURRENCY: amounts.currency in CURRENCIES,
        SettingsProblem.AMOUNTS: min(amounts.soft_limit, *amounts.quick_amounts, 0) == 0,
        SettingsProblem.REPEAT: 0 <= amounts.repeat_minutes <= LONGEST_REPEAT,
        SettingsProblem.REDISPLAY: bool(checkout.redisplay_filters)
        and 1 <= checkout.redisplay_limit <= MOST_REDISPLAYED,
        SettingsProblem.LANGUAGE: settings.language in LANGUAGES,
        SettingsProblem.THEME: settings.theme in THEMES,
        SettingsProblem.REGISTER: _is_name(settings.register) and _is_name(settings.operator),
        SettingsProblem.PROXY: not settings.proxy or _is_proxy(settings.proxy),
        SettingsProblem.WEBHOOK_PORT: settings.webhook_port == 0
        or LOWEST_PORT <= settings.webhook_port <= HIGHEST_PORT,
    }
    return tuple(problem for problem, fine in good.items() if not fine)


def is_origin(text: str) -> bool:
    """Whether the text is an https origin: scheme and host, perhaps a port, nothing else."""
    try:
        parts = urlsplit(text)
        rebuilt = f"https://{parts.netloc}"
        return text == rebuilt and bool(parts.hostname) and "@" not in text and parts.port != 0
    except ValueError:  # a port that is no number, an unclosed bracket
        return False


def _is_proxy(text: str) -> bool:
    try:
        parts = urlsplit(text)
        named = parts.scheme in {"http", "https"} and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        return False
    return named and "@" not in text and parts.path in {"", "/"}


def _is_name(text: str) -> bool:
    return 0 < len(text.strip()) <= 60 and text.isprintable()
