"""What the page tells the app: read with suspicion, because a page can be made to say anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pos_app.domain.masking import code_only, mask_all

_LONGEST: Final = 20_000
_LONGEST_FIELD: Final = 2_000
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """checkout.js listens; it knows no key yet."""


@dataclass(frozen=True, slots=True)
class Warm:
    """stripe.js is there and started."""

    load: int


@dataclass(frozen=True, slots=True)
class ScriptFailed:
    """stripe.js did not load or refused to start."""

    load: int
    message: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """An Element without a sale is ready; ``sale`` is the number it was prepared under."""

    sale: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The Element of a sale takes input."""

    sale: int


@dataclass(frozen=True, slots=True)
class Escape:
    """Esc was pressed inside the Element."""

    sale: int


@dataclass(frozen=True, slots=True)
class SavedChanged:
    """A saved method was changed or removed."""

    sale: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Another method was chosen, or something typed."""

    sale: int
    complete: bool
    empty: bool
    type: str
    saved: str | None


@dataclass(frozen=True, slots=True)
class ElementLoadFailed:
    """The Element could not be made or loaded."""

    sale: int
    message: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """``confirmPayment`` came back, one way or the other."""

    sale: int
    status: str
    error_type: str
    code: str
    decline_code: str
    message: str


SaleMessage = Prepared | Ready | Escape | SavedChanged | Changed | ElementLoadFailed | Confirmed
Message = Loaded | Warm | ScriptFailed | SaleMessage


class MalformedMessageError(ValueError):
    """The page said something this version of the app does not know."""


def read_message(text: str) -> Message:
    """Read one message of checkout.js.

    Raises:
        MalformedMessageError: not JSON, unknown kind, or a field of another type; the text itself
            is not repeated in the exception.
    """
    if len(text) > _LONGEST:
        raise MalformedMessageError("too long")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedMessageError("no JSON") from error
    if not isinstance(data, dict):
        raise MalformedMessageError("no object")
    reader = _READERS.get(str(data.get("kind")))
    if reader is None:
        raise MalformedMessageError("unknown kind")
    return reader(data)


def _changed(data: Mapping[str, Any]) -> Changed:
    saved = _text(data, "saved") if data.get("saved") is not None else None
    return Changed(
        sale=_field(data, "sale", int),
        complete=_field(data, "complete", bool),
        empty=_field(data, "empty", bool),
        type=_code(data, "type"),
        saved=saved,
    )


def _confirmed(data: Mapping[str, Any]) -> Confirmed:
    return Confirmed(
        sale=_field(data, "sale", int),
        status=_code(data, "status"),
        error_type=_code(data, "error_type"),
        code=_code(data, "code"),
        decline_code=_code(data, "decline_code"),
        message=_text(data, "message"),
    )


def _code(data: Mapping[str, Any], name: str) -> str:
    return code_only(_field(data, name, str))


def _text(data: Mapping[str, Any], name: str) -> str:
    return mask_all(_field(data, name, str)[:_LONGEST_FIELD])


def _field(data: Mapping[str, Any], name: str, kind: type[_T]) -> _T:
    value = data.get(name)
    # A bool is an int in Python, but not in a message.
    if type(value) is not kind:
        raise MalformedMessageError(f"{name} is no {kind.__name__}")
    return value


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Message]]] = {
    "loaded": lambda _: Loaded(),
    "warm": lambda data: Warm(_field(data, "load", int)),
    "script_failed": lambda data: ScriptFailed(_field(data, "load", int), _text(data, "message")),
    "prepared": lambda data: Prepared(_field(data, "sale", int)),
    "ready": lambda data: Ready(_field(data, "sale", int)),
    "escape": lambda data: Escape(_field(data, "sale", int)),
    "saved_changed": lambda data: SavedChanged(_field(data, "sale", int)),
    "changed": _changed,
    "element_failed": lambda data: ElementLoadFailed(
        _field(data, "sale", int), _text(data, "message")
    ),
    "confirmed": _confirmed,
}
