"""Hooks in the settings file: a person's comments and entries stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pos_app.domain.hooks import Hook

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_KEY: Final = "hooks"


def merge_hooks(document: TOMLDocument, hooks: Sequence[Hook]) -> None:
    """Make the file name these hooks, touching only tables that differ."""
    from tomlkit import aot, item  # noqa: PLC0415 - as in settings_file
    from tomlkit.items import AoT  # noqa: PLC0415

    wanted = {hook.name: _entries(hook) for hook in hooks}
    tables = document.get(_KEY)
    if not isinstance(tables, AoT):
        document.pop(_KEY, None)  # an array in one line cannot have comments of its own
        tables = aot()
    for place in reversed(range(len(tables))):
        entries = wanted.pop(str(tables[place].get("name")), None)
        if entries is None:
            del tables[place]
        else:
            _update(tables[place], entries)
    for entries in (_entries(hook) for hook in hooks if hook.name in wanted):
        tables.append(item(entries))
    if not tables:
        document.pop(_KEY, None)
    elif _KEY not in document:
        document[_KEY] = tables


def _entries(hook: Hook) -> dict[str, Any]:
    """What has to be said of a hook; what is left out has its default."""
    entries: dict[str, Any] = {"name": hook.name}
    if hook.events:
        entries["events"] = [kind.value for kind in hook.events]
    if hook.command:
        entries["command"] = list(hook.command)
    else:
        entries["url"] = hook.url
    if hook.training:
        entries["training"] = True
    return entries


def _update(table: Any, entries: dict[str, Any]) -> None:
    for key in ("events", "command", "url", "training"):
        if key not in entries:
            if table.get(key):
                del table[key]
        elif table.get(key) != entries[key]:
            table[key] = entries[key]
