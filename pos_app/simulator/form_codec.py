"""Stripe's form encoding: ``a[b][c]=1``, ``a[0]=x``, ``a[]=x``.

Source: https://docs.stripe.com/api (requests are form-encoded) and the encoder of the official
SDKs.
"""

from typing import TypeAlias
from urllib.parse import parse_qsl

Raw: TypeAlias = "str | list[Raw] | dict[str, Raw]"
"""A decoded value: text, a list (from ``a[]``) or a mapping (from ``a[b]`` and ``a[0]``)."""


class MalformedFormError(ValueError):
    """The text cannot be read as nested parameters; ``args[0]`` is the offending name."""


def decode_form(text: str) -> dict[str, Raw]:
    """Decode a query string or form body into nested parameters.

    Args:
        text: application/x-www-form-urlencoded text.

    Returns:
        The parameters; numeric keys stay mapping keys, ``[]`` becomes a list.

    Raises:
        MalformedFormError: If a name has unbalanced brackets or one name is used as two shapes.
    """
    result: dict[str, Raw] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _insert(result, _split(name), value, name)
    return result


def _split(name: str) -> list[str]:
    """``a[b][]`` -> ``["a", "b", ""]``."""
    if "[" not in name:
        return [name]
    head, _, tail = name.partition("[")
    if not head or not tail.endswith("]"):
        raise MalformedFormError(name)
    return [head, *tail[:-1].split("][")]


def _insert(target: dict[str, Raw], keys: list[str], value: str, name: str) -> None:
    key, rest = keys[0], keys[1:]
    if not rest:
        target[key] = value
    elif rest[0] == "":
        items = target.setdefault(key, [])
        if not isinstance(items, list):
            raise MalformedFormError(name)
        _append(items, rest[1:], value, name)
    else:
        inner = target.setdefault(key, {})
        if not isinstance(inner, dict):
            raise MalformedFormError(name)
        _insert(inner, rest, value, name)


def _append(items: list[Raw], keys: list[str], value: str, name: str) -> None:
    """Append to ``a[]``; ``a[][b]`` starts a new element once its key is already taken."""
    if not keys:
        items.append(value)
        return
    last = items[-1] if items else None
    if not isinstance(last, dict) or keys[0] in last:
        last = {}
        items.append(last)
    _insert(last, keys, value, name)


def array_items(raw: Raw) -> list[Raw] | None:
    """Read a raw value as an array (``a[]`` or ``a[0]``, ``a[1]``), or None if it is none."""
    if isinstance(raw, list):
        return raw
    if isinstance(raw, dict) and all(key.isdecimal() for key in raw):
        return [raw[key] for key in sorted(raw, key=int)]
    return None
