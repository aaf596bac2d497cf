"""What may stand in the settings file, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final, TypeVar

from pos_app.domain.currencies import currency
from pos_app.domain.customer import AllowRedisplay
from pos_app.domain.hooks import Hook, HookKind, hook_name_allowed, hook_url_allowed
from pos_app.domain.identity import Identity
from pos_app.domain.ids import InstallationId, OperatorId, RegisterId
from pos_app.domain.modes import Mode
from pos_app.domain.settings import (
    HIGHEST_PORT,
    LONGEST_REBUILD,
    LONGEST_REPEAT,
    AmountPolicy,
    CheckoutPolicy,
    Settings,
)

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")


class WrongSettingError(ValueError):
    """An entry holds something it must not hold.

    Attributes:
        table: name of its table, empty at the top.
        key: its name.
    """

    def __init__(self, table: str, key: str, reason: str) -> None:
        super().__init__(f"{f'{table}.' if table else ''}{key} {reason}")
        self.table = table
        self.key = key


class _Table:
    """One table of the file, read with the types we need."""

    def __init__(self, name: str, values: object) -> None:
        if not isinstance(values, Mapping):
            raise WrongSettingError("", name, "must be a table")
        self._name = name
        self._values = values

    def text(self, key: str, default: str) -> str:
        return self._typed(key, default, str, "must be text in quotes")

    def flag(self, key: str, default: bool) -> bool:  # noqa: FBT001 - a value, not a switch
        return self._typed(key, default, bool, "must be true or false")

    def whole(self, key: str, default: int, lowest: int, highest: int) -> int:
        value = self._typed(key, default, int, "must be a whole number")
        if isinstance(value, bool) or not lowest <= value <= highest:
            raise self.wrong(key, f"must be a whole number from {lowest} to {highest}")
        return value

    def choice(self, key: str, default: E) -> E:
        kind = type(default)
        return self._member(key, self.text(key, default), kind)

    def choices(self, key: str, default: tuple[E, ...], kind: type[E]) -> tuple[E, ...]:
        items = self._typed(key, list(default), list, "must be a list")
        return tuple(self._member(key, item, kind) for item in items)

    def wholes(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        items = self._typed(key, list(default), list, "must be a list")
        if any(isinstance(item, bool) or not isinstance(item, int) or item < 1 for item in items):
            raise self.wrong(key, "must be a list of whole numbers above 0")
        return tuple(items)

    def texts(self, key: str) -> tuple[str, ...]:
        items = self._typed(key, [], list, "must be a list")
        if not all(isinstance(item, str) and item and "\0" not in item for item in items):
            raise self.wrong(key, "must be a list of texts in quotes")
        return tuple(items)

    def tables(self, key: str) -> tuple[_Table, ...]:
        items = self._typed(key, [], list, f"must be tables, each begun with [[{key}]]")
        return tuple(_Table(key, item) for item in items)

    def table(self, key: str) -> _Table:
        return _Table(key, self._values.get(key, {}))

    def wrong(self, key: str, reason: str) -> WrongSettingError:
        return WrongSettingError(self._name, key, reason)

    def _member(self, key: str, text: object, kind: type[E]) -> E:
        try:
            return kind(str(text))
        except ValueError:
            allowed = ", ".join(f'"{member}"' for member in kind)
            raise self.wrong(key, f"must be one of {allowed}") from None

    def _typed(self, key: str, default: V, kind: type[V], reason: str) -> V:
        value = self._values.get(key, default)
        if not isinstance(value, kind):
            raise self.wrong(key, reason)
        return value


_LARGEST: Final = 10**12
_HOOK_KEYS: Final = dict.fromkeys((field.name for field in fields(Hook)), "")
_NO_MODE: Final = ""


def read_settings(document: Mapping[str, Any]) -> Settings:
    """Make settings of a parsed file; what is not there keeps its default.

    Raises:
        WrongSettingError: an entry is of the wrong type or out of range.
    """
    top, default = _Table("", document), Settings()
    return Settings(
        mode=_mode(top),
        checkout_origin=top.text("checkout_origin", default.checkout_origin),
        stripe_js=top.text("stripe_js", default.stripe_js),
        publishable_key=top.text("publishable_key", default.publishable_key),
        account=top.text("account", default.account),
        register=RegisterId(top.text("register", default.register)),
        operator=OperatorId(top.text("operator", default.operator)),
        language=_one_of(top, "language", ("", "en", "de")),
        theme=_one_of(top, "theme", ("", "light", "dark")),
        proxy=top.text("proxy", default.proxy),
        sound=top.flag("sound", default.sound),
        webhook_port=top.whole("webhook_port", default.webhook_port, 0, HIGHEST_PORT),
        sweeps_events=top.flag("sweeps_events", default.sweeps_events),
        rebuild_days=top.whole("rebuild_days", default.rebuild_days, 1, LONGEST_REBUILD),
        receipts=top.flag("receipts", default.receipts),
        amounts=_amounts(top.table("amounts"), default.amounts),
        checkout=_checkout(top.table("checkout"), default.checkout),
        hooks=_hooks(top),
        identity=_identity(top.table("identity")),
    )


def _mode(top: _Table) -> Mode | None:
    text = top.text("mode", _NO_MODE)
    return None if text == _NO_MODE else top.choice("mode", Mode.TRAINING)


def _one_of(table: _Table, key: str, allowed: tuple[str, ...]) -> str:
    text = table.text(key, "")
    if text not in allowed:
        raise table.wrong(key, f"must be one of {', '.join(map(repr, allowed))}")
    return text


def _amounts(table: _Table, default: AmountPolicy) -> AmountPolicy:
    code = table.text("currency", default.currency)
    try:
        code = currency(code).code
    except ValueError as unknown:
        raise table.wrong("currency", f"is an {unknown}") from None
    return AmountPolicy(
        currency=code,
        typing=table.choice("typing", default.typing),
        soft_limit=table.whole("soft_limit", default.soft_limit, 0, _LARGEST),
        quick_amounts=table.wholes("quick_amounts", default.quick_amounts),
        reference_required=table.flag("reference_required", default.reference_required),
        repeat_minutes=table.whole("repeat_minutes", default.repeat_minutes, 0, LONGEST_REPEAT),
    )


def _checkout(table: _Table, default: CheckoutPolicy) -> CheckoutPolicy:
    key = "redisplay_filters"
    filters = table.choices(key, default.redisplay_filters, AllowRedisplay)
    if not filters:
        raise table.wrong(key, "must name at least one kind of saved method")
    return CheckoutPolicy(
        redisplay_filters=filters,
        redisplay_limit=table.whole("redisplay_limit", default.redisplay_limit, 1, 10),
        save=table.flag("save", default.save),
        remove=table.flag("remove", default.remove),
    )


def _identity(table: _Table) -> Identity:
    return Identity(
        installation=InstallationId(table.text("installation", "")),
        former_installations=tuple(map(InstallationId, table.texts("former_installations"))),
        registers=tuple(map(RegisterId, table.texts("registers"))),
        books=table.texts("books"),
    )


def _hooks(top: _Table) -> tuple[Hook, ...]:
    hooks = tuple(_hook(table) for table in top.tables("hooks"))
    names = [hook.name for hook in hooks]
    if len(set(names)) < len(names):
        raise top.wrong("hooks", "must have a name of its own each")
    return hooks


def _hook(table: _Table) -> Hook:
    hook = Hook(
        name=table.text("name", ""),
        events=table.choices("events", (), HookKind),
        command=table.texts("command"),
        url=table.text("url", ""),
        training=table.flag("training", default=False),
    )
    if not hook_name_allowed(hook.name):
        raise table.wrong("name", "must be 1 to 40 small letters, digits, - or _")
    if bool(hook.command) == bool(hook.url):
        raise table.wrong("command", "or url must be given, and not both")
    if hook.url and not hook_url_allowed(hook.url):
        raise table.wrong("url", "must be https://..., or http:// on this computer")
    return hook


def as_document(settings: Settings) -> dict[str, Any]:
    """Every setting but the hooks as plain TOML values; an undecided mode is empty."""
    document = _plain(settings)
    del document["hooks"]
    return document


def unknown_keys(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Names in a parsed file that no setting has, tables as ``table.key``."""
    known = as_document(Settings()) | {"hooks": []}
    found = document.get("hooks")
    hooks = found if isinstance(found, list) else []
    tables = (hook for hook in hooks if isinstance(hook, Mapping))
    inside = (name for hook in tables for name in _unknown(hook, _HOOK_KEYS, "hooks."))
    return (*_unknown(document, known, ""), *inside)


def _unknown(found: Mapping[str, Any], known: Mapping[str, Any], prefix: str) -> list[str]:
    names: list[str] = []
    for key, value in found.items():
        if key not in known:
            names.append(prefix + key)
        elif isinstance(value, Mapping) and isinstance(known[key], Mapping):
            names.extend(_unknown(value, known[key], f"{prefix}{key}."))
    return names


def _plain(
    values: Settings | AmountPolicy | CheckoutPolicy | Hook | Identity,
) -> dict[str, Any]:
    return {field.name: _value(getattr(values, field.name)) for field in fields(values)}


def _value(value: object) -> Any:
    match value:
        case AmountPolicy() | CheckoutPolicy() | Hook() | Identity():
            return _plain(value)
        case None:
            return _NO_MODE
        case tuple():
            return [_value(item) for item in value]
        case StrEnum():
            return value.value
        case _:
            return value
