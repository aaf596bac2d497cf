"""The settings page: what was typed becomes settings, or a word about why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from pos_app.domain.currencies import CURRENCIES
from pos_app.domain.customer import AllowRedisplay
from pos_app.domain.ids import OperatorId, RegisterId
from pos_app.domain.modes import KeyInfo, Mode, read_key
from pos_app.domain.money import Money, TypingStyle, read_amount
from pos_app.domain.settings import AmountPolicy, Settings
from pos_app.services.settings import SettingsProblem
from pos_app.ui.formatting import Formatting
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.shell import SettingsFields, SettingsState
from pos_app.ui.texts import Texts

_MOST_QUICK = 6


class SettingsActions(Protocol):
    """``services.SettingsService`` as this page uses it."""

    @property
    def current(self) -> Settings:
        """The settings in force."""
        ...

    def save(self, settings: Settings) -> tuple[SettingsProblem, ...]:
        """Store settings, or say why not."""
        ...


class SettingsView(Protocol):
    """The settings page."""

    def show_settings(self, state: SettingsState) -> None:
        """Show everything again."""
        ...


class _NotAnAmountError(ValueError):
    """A text of the form is no amount."""


class _NotMinutesError(ValueError):
    """A text of the form is no number of minutes."""


class SettingsForm:
    """Reads and writes the form.

    Args:
        settings: keeps them.
        view: shows the form.
        texts: the words of the screen.
        texts_in: the words of a language, as the settings name it.
        mode: what the money is.

    Attributes:
        saved: called with the settings that are in force now.
    """

    def __init__(
        self,
        *,
        settings: SettingsActions,
        view: SettingsView,
        texts: Texts,
        texts_in: Callable[[str], Texts],
        mode: Mode,
    ) -> None:
        self._settings = settings
        self._texts_in = texts_in
        self._mode = mode
        self._view = view
        self._texts = texts
        self._format = Formatting(texts)
        self.saved: Callable[[Settings], None] = lambda _settings: None

    def open(self, notice: Notice | None = None) -> None:
        """Show the settings in force."""
        self._show(self._fields(self._settings.current), notice)

    def save(self, fields: SettingsFields) -> None:
        """Store what was typed."""
        notice = self._try(fields)
        if notice is not None:
            self._show(fields, notice)
            return
        self.saved(self._settings.current)

    def _try(self, fields: SettingsFields) -> Notice | None:
        texts = self._texts.settings
        try:
            problems = self._settings.save(self._named(self._read(fields)))
        except _NotAnAmountError as error:
            words = texts.bad_number.format(text=error, currency=fields.currency)
            return Notice(Tone.DANGER, words)
        except _NotMinutesError as error:
            return Notice(Tone.DANGER, texts.bad_minutes.format(text=error))
        except OSError as error:
            return Notice(Tone.DANGER, texts.not_saved.format(detail=error.strerror or ""))
        if problems:
            return Notice(Tone.DANGER, " ".join(texts.problems[problem] for problem in problems))
        return None

    def _show(self, fields: SettingsFields, notice: Notice | None) -> None:
        likely = ("EUR", "CHF", "GBP", "USD")
        currencies = tuple(dict.fromkeys((fields.currency, *likely, *sorted(CURRENCIES))))
        badge = self._texts.shell.badges[self._mode]
        self._view.show_settings(SettingsState(fields, currencies, badge, self._switches(), notice))

    def _switches(self) -> tuple[Mode, str] | None:
        """From a real account to training, and back to the account that is connected."""
        to = Mode.TRAINING
        if self._mode is Mode.TRAINING:
            key = read_key(self._settings.current.publishable_key)
            if not isinstance(key, KeyInfo):
                return None
            to = key.mode
        return to, self._texts.settings.switch[to]

    def _fields(self, settings: Settings) -> SettingsFields:
        amounts, checkout = settings.amounts, settings.checkout
        number = self._format.number
        return SettingsFields(
            register=settings.register,
            operator=settings.operator,
            language=settings.language,
            theme=settings.theme,
            sound=settings.sound,
            receipts=settings.receipts,
            currency=amounts.currency,
            typing=amounts.typing.value,
            soft_limit=number(Money(amounts.soft_limit, amounts.currency)),
            repeat_minutes=str(amounts.repeat_minutes),
            quick_amounts="  ".join(
                number(Money(minor, amounts.currency)) for minor in amounts.quick_amounts
            ),
            reference_required=amounts.reference_required,
            filters=tuple(one.value for one in checkout.redisplay_filters),
            save_methods=checkout.save,
            remove_methods=checkout.remove,
            proxy=settings.proxy,
        )

    def _read(self, fields: SettingsFields) -> Settings:
        current = self._settings.current
        quick = [self._minor(text, fields.currency) for text in fields.quick_amounts.split()]
        filters = tuple(one for one in AllowRedisplay if one.value in fields.filters)
        return replace(
            current,
            register=RegisterId(fields.register.strip()),
            operator=OperatorId(fields.operator.strip()),
            language=fields.language,
            theme=fields.theme,
            sound=fields.sound,
            receipts=fields.receipts,
            proxy=fields.proxy.strip(),
            amounts=AmountPolicy(
                currency=fields.currency,
                typing=TypingStyle(fields.typing),
                soft_limit=self._minor(fields.soft_limit or "0", fields.currency),
                quick_amounts=tuple(quick[:_MOST_QUICK]),
                reference_required=fields.reference_required,
                repeat_minutes=_minutes(fields.repeat_minutes),
            ),
            checkout=replace(
                current.checkout,
                redisplay_filters=filters,
                save=fields.save_methods,
                remove=fields.remove_methods,
            ),
        )

    def _named(self, settings: Settings) -> Settings:
        """Names that the shop has not given follow the language, unless an account knows them."""
        if settings.publishable_key:
            return settings
        said, now = self._texts.shell, self._texts_in(settings.language).shell
        unnamed = settings.register == said.first_register, settings.operator == said.first_operator
        return replace(
            settings,
            register=RegisterId(now.first_register) if unnamed[0] else settings.register,
            operator=OperatorId(now.first_operator) if unnamed[1] else settings.operator,
        )

    def _minor(self, text: str, code: str) -> int:
        plain = self._format.ungrouped(text)
        money = read_amount(plain, code, TypingStyle.WHOLE)
        if not isinstance(money, Money):
            raise _NotAnAmountError(text)
        return money.minor


def _minutes(text: str) -> int:
    plain = text.strip() or "0"
    if not (plain.isascii() and plain.isdigit()):
        raise _NotMinutesError(text)
    return int(plain)
