"""``expand[]``: replace an id by its object, also several steps deep and inside lists.

Source: https://docs.stripe.com/api/expanding_objects.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pos_app.simulator.auth import Key, KeyKind, mask
from pos_app.simulator.collection import Collection
from pos_app.simulator.errors import ApiError, invalid
from pos_app.simulator.state import State, clone

Obj = dict[str, Any]

_HOMES: dict[str, tuple[Callable[[State], Collection], str]] = {
    "cus": (lambda s: s.customers, "customer"),
    "pm": (lambda s: s.payment_methods, "payment_method"),
    "pi": (lambda s: s.payment_intents, "payment_intent"),
    "seti": (lambda s: s.setup_intents, "setup_intent"),
    "ch": (lambda s: s.charges, "charge"),
    "py": (lambda s: s.charges, "charge"),
    "re": (lambda s: s.refunds, "charge"),
    "pyr": (lambda s: s.refunds, "charge"),
    "du": (lambda s: s.disputes, "dispute"),
    "txn": (lambda s: s.balance_transactions, "balance"),
    "mandate": (lambda s: s.mandates, "payment_method"),
}
"""Id prefix -> where its object lives and the permission stem that reads it."""


def render(state: State, obj: Obj, paths: Iterable[str], key: Key) -> Obj:
    """A copy of a stored object with the asked-for references expanded.

    Args:
        state: Where the references lead.
        obj: A stored object or a list object.
        paths: Dotted names, e.g. ``latest_charge.balance_transaction`` or ``data.customer``,
            that have passed ``expandable.check``.
        key: A restricted key also needs to read what it expands.

    Raises:
        ApiError: If a name cannot be expanded here, or the key may not read what it names.
    """
    result: Obj = clone(obj)
    for path in paths:
        _expand(state, result, path.split("."), path, key)
    return result


def _expand(state: State, obj: Obj, names: list[str], path: str, key: Key) -> None:
    name, rest = names[0], names[1:]
    if name not in obj:
        name = _includable(state, obj, name, path)
    value = obj[name]
    if isinstance(value, str):
        value = obj[name] = _resolve(state, value, path, key)
    elif not isinstance(value, dict | list | None):
        raise _cannot(path)
    if not rest:
        return
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            _expand(state, item, rest, path, key)


def _resolve(state: State, object_id: str, path: str, key: Key) -> Obj:
    home = _HOMES.get(object_id.partition("_")[0])
    found = home[0](state).view(object_id) if home else None
    if home is None or found is None:
        raise _cannot(path)
    slug = f"rak_{home[1]}_read"
    if key.kind is KeyKind.RESTRICTED and not key.allows(slug):
        raise ApiError(
            403,
            f"The provided key '{mask(key.text)}' does not have the required permissions to expand "
            f"'{path}' on account '{state.account_id}'. Having the '{slug}' permission would allow "
            "this request to continue.",
        )
    result: Obj = clone(found)
    return result


def _includable(state: State, obj: Obj, name: str, path: str) -> str:
    """Add a list that is only answered when asked for, such as a charge's refunds."""
    kind = obj.get("object")
    if kind == "charge" and name == "refunds":
        ids = reversed(state.refunds.where("charge", obj["id"]))
        obj[name] = _list([clone(state.refunds.view(i)) for i in ids], f"charges/{obj['id']}", name)
    elif kind == "customer" and name in {"sources", "subscriptions", "tax_ids"}:
        obj[name] = _list([], f"customers/{obj['id']}", name)
    else:
        raise _cannot(path)
    return name


def _list(data: list[Obj], parent: str, name: str) -> Obj:
    return {"object": "list", "data": data, "has_more": False, "url": f"/v1/{parent}/{name}"}


def _cannot(path: str) -> ApiError:
    return invalid(f"This property cannot be expanded ({path}).", "expand")
