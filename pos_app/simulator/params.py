"""Declared request parameters: what each call accepts, and Stripe's refusals of anything else.

A route declares ``{"amount": Int(required=True), "metadata": Metadata()}``; ``parse`` turns the
decoded form into typed values. An explicitly emptied parameter comes back as None, an absent one
is absent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from typing_extensions import override

from pos_app.simulator.errors import ApiError
from pos_app.simulator.form_codec import Raw, array_items

Params = Mapping[str, "Param"]
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter of any shape: text, list or mapping are handed on as they came.

    Attributes:
        required: Refuse the call without it.
        nullable: An empty string unsets it (the value becomes None).
    """

    required: bool = False
    nullable: bool = False

    def parse(self, raw: Raw, name: str) -> Any:
        """The typed value.

        Raises:
            ApiError: As Stripe refuses it, naming ``name``.
        """
        if raw == "":
            if self.nullable:
                return None
            raise _refused(
                f"You passed an empty string for '{name}'. We assume empty values are an attempt "
                f"to unset a parameter; however '{name}' cannot be unset. You should remove "
                f"'{name}' from your request or supply a non-empty value.",
                name,
                "parameter_invalid_empty",
            )
        return self.read(raw, name)

    def read(self, raw: Raw, _name: str) -> Any:
        """The typed value of something that is not empty."""
        return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Str(Param):
    """Text of at most ``max_length`` characters."""

    max_length: int = 5000

    @override
    def read(self, raw: Raw, name: str) -> str:
        """The text."""
        text = _text(raw, name, "string")
        if len(text) > self.max_length:
            raise _refused(
                f"Invalid string: {text[:20]}...{text[-5:]}; must be at most {self.max_length} "
                "characters",
                name,
            )
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Email(Str):
    """An e-mail address: a name, an at sign and a domain, without spaces."""

    @override
    def read(self, raw: Raw, name: str) -> str:
        """The address."""
        text = Str.read(self, raw, name)
        if not _EMAIL.fullmatch(text):
            raise _refused(f"Invalid email address: {text}", name, "email_invalid")
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Int(Param):
    """An integer within optional bounds."""

    minimum: int | None = None
    maximum: int | None = None

    @override
    def read(self, raw: Raw, name: str) -> int:
        """The number."""
        text = _text(raw, name, "integer")
        digits = text[1:] if text[:1] == "-" else text
        if not (digits.isascii() and digits.isdecimal()):
            raise _refused(f"Invalid integer: {text}", name, "parameter_invalid_integer")
        number = int(text)
        if self.minimum is not None and number < self.minimum:
            raise _refused(
                f"This value must be greater than or equal to {self.minimum}.",
                name,
                "parameter_invalid_integer",
            )
        if self.maximum is not None and number > self.maximum:
            raise _refused(
                f"This value must be less than or equal to {self.maximum} "
                f"(it currently is '{number}').",
                name,
                "parameter_invalid_integer",
            )
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Bool(Param):
    """``true`` or ``false``."""

    @override
    def read(self, raw: Raw, name: str) -> bool:
        """The truth value."""
        text = _text(raw, name, "boolean")
        if text not in {"true", "false"}:
            raise _refused(f"Invalid boolean: {text}", name)
        return text == "true"


@dataclass(frozen=True, slots=True)
class Enum(Param):
    """One of a few words: ``Enum("automatic", "manual")``."""

    words: tuple[str, ...]

    def __init__(self, *words: str, required: bool = False, nullable: bool = False) -> None:
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "required", required)
        object.__setattr__(self, "nullable", nullable)

    @override
    def read(self, raw: Raw, name: str) -> str:
        """The word."""
        text = _text(raw, name, "string")
        if text not in self.words:
            raise _refused(f"Invalid {name}: must be one of {_listed(self.words)}", name)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Array(Param):
    """A list whose members all have one shape."""

    of: Param = field(default_factory=Str)
    max_items: int | None = None

    @override
    def read(self, raw: Raw, name: str) -> list[Any]:
        """The typed members."""
        items = array_items(raw)
        if items is None:
            raise _refused("Invalid array", name)
        if self.max_items is not None and len(items) > self.max_items:
            raise _refused(
                f"Array {name} exceeded maximum {self.max_items} allowed elements.", name
            )
        return [self.of.parse(item, f"{name}[{index}]") for index, item in enumerate(items)]


@dataclass(frozen=True, slots=True)
class Nested(Param):
    """A mapping with declared members: ``Nested({"city": Str()})``."""

    members: Params = field(default_factory=dict)
    required: bool = field(default=False, kw_only=True)
    nullable: bool = field(default=False, kw_only=True)

    @override
    def read(self, raw: Raw, name: str) -> dict[str, Any]:
        """The typed members."""
        if not isinstance(raw, dict):
            raise _refused("Invalid object", name)
        return parse(self.members, raw, prefix=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata(Param):
    """Up to 50 key-value texts; an empty value deletes a key, an empty whole clears all."""

    nullable: bool = True

    @override
    def read(self, raw: Raw, name: str) -> dict[str, str]:
        """The texts; empty ones stand for deletion."""
        if not isinstance(raw, dict):
            raise _refused("Metadata must be a hash of key-value pairs", name)
        if len(raw) > 50:
            raise _refused(
                "You have exceeded the limit on number of keys in metadata. You can only have up "
                "to 50 keys.",
                name,
            )
        result = {}
        for key, value in raw.items():
            if not isinstance(value, str):
                raise _refused(
                    "Metadata values must be strings, but for key "
                    f"`{key}` you passed in a value of type hash.",
                    name,
                )
            _check_metadata_size(key, value, name)
            result[key] = value
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Param):
    """``created=1`` or ``created[gte]=1``: read as ``{"gte": 1}`` with gt, gte, lt, lte, eq."""

    @override
    def read(self, raw: Raw, name: str) -> dict[str, int]:
        """The bounds, in Unix seconds."""
        if isinstance(raw, str):
            return {"eq": Int().parse(raw, name)}
        return Nested({k: Int() for k in ("gt", "gte", "lt", "lte")}).read(raw, name)


LIST: Params = {
    "limit": Int(minimum=1, maximum=100),
    "starting_after": Str(),
    "ending_before": Str(),
}
"""What every list accepts."""

SEARCH: Params = {
    "query": Str(required=True),
    "limit": Int(minimum=1, maximum=100),
    "page": Str(),
}
"""What every search accepts."""

ADDRESS = Nested(
    {
        name: Str(nullable=True)
        for name in ("city", "country", "line1", "line2", "postal_code", "state")
    },
    nullable=True,
)

BILLING_DETAILS = Nested(
    {
        "address": ADDRESS,
        "email": Str(nullable=True),
        "name": Str(nullable=True),
        "phone": Str(nullable=True),
        "tax_id": Str(nullable=True),
    }
)


def parse(declared: Params, raw: Mapping[str, Raw], *, prefix: str = "") -> dict[str, Any]:
    """Check decoded parameters against their declaration.

    Args:
        declared: What is accepted.
        raw: What came.
        prefix: Name of the enclosing parameter, for messages.

    Returns:
        The typed values of those that came.

    Raises:
        ApiError: parameter_unknown, parameter_missing or parameter_invalid_*.
    """
    for key in raw:
        if key not in declared:
            raise unknown(_qualified(prefix, key), get_close_matches(key, list(declared), n=1))
    values = {
        key: declared[key].parse(value, _qualified(prefix, key)) for key, value in raw.items()
    }
    for key, param in declared.items():
        if param.required and key not in values:
            name = _qualified(prefix, key)
            raise _refused(f"Missing required param: {name}.", name, "parameter_missing")
    return values


def unknown(name: str, near: list[str] | None = None) -> ApiError:
    """The refusal of a parameter that does not exist (or that the account may not use)."""
    hint = f". Did you mean {near[0]}?" if near else ""
    return _refused(f"Received unknown parameter: {name}{hint}", name, "parameter_unknown")


def merge_metadata(current: dict[str, str], change: dict[str, str] | None) -> dict[str, str]:
    """Apply a metadata parameter: None clears, an empty text deletes its key."""
    if change is None:
        return {}
    return {key: value for key, value in {**current, **change}.items() if value != ""}


def _check_metadata_size(key: str, value: str, name: str) -> None:
    if len(key) > 40:
        raise _refused(
            "Metadata keys must be under 40 characters long. Try shortening the following key: "
            f"{key}",
            f"{name}[{key}]",
        )
    if len(value) > 500:
        raise _refused(
            f"Metadata values can have up to 500 characters, but you passed in a value that is "
            f"{len(value)} characters. Invalid value: {value[:20]}...",
            f"{name}[{key}]",
        )


def _qualified(prefix: str, key: str) -> str:
    return f"{prefix}[{key}]" if prefix else key


def _text(raw: Raw, name: str, wanted: str) -> str:
    if not isinstance(raw, str):
        raise _refused(f"Invalid {wanted}: {{}}", name)
    return raw


def _listed(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return words[0]
    joint = ", or " if len(words) > 2 else " or "
    return ", ".join(words[:-1]) + joint + words[-1]


def _refused(message: str, name: str, code: str | None = None) -> ApiError:
    return ApiError(400, message, param=name, code=code, before_execution=True)
