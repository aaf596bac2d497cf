"""Objects of one kind in creation order, with indexes and lazily built members."""

from bisect import insort
from collections.abc import Callable, Iterator
from typing import Any

Obj = dict[str, Any]
Build = Callable[[str], Obj]


class Collection:
    """All objects of one kind, oldest first.

    A hundred thousand seeded customers are kept as small rows: ``insert_lazy`` registers an id and
    a function that builds the object. ``view`` builds without keeping, ``get`` builds and keeps (so
    that it may be changed in place).

    Attributes:
        kind: The name in messages, e.g. ``customer`` in "No such customer: 'x'".
    """

    def __init__(self, kind: str, indexes: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self._objects: dict[str, Obj] = {}
        self._lazy: dict[str, Build] = {}
        self._order: list[str] = []
        self._position: dict[str, int] = {}
        self._indexes: dict[str, dict[str, list[int]]] = {name: {} for name in indexes}
        self._indexed: dict[str, dict[str, str]] = {name: {} for name in indexes}

    def __contains__(self, object_id: object) -> bool:
        return object_id in self._objects or object_id in self._lazy

    def __len__(self) -> int:
        return len(self._objects) + len(self._lazy)

    def insert(self, obj: Obj) -> Obj:
        """Add an object; it becomes the newest."""
        object_id = obj["id"]
        self._append(object_id)
        self._objects[object_id] = obj
        self.changed(obj)
        return obj

    def insert_lazy(self, object_id: str, build: Build, **indexed: str | None) -> None:
        """Add an object that ``build(object_id)`` makes when asked for.

        Args:
            object_id: Its id.
            build: Makes the object; must return equal objects each time.
            indexed: The values of the indexed fields, e.g. ``email=...`` or ``customer=...``.
        """
        self._append(object_id)
        self._lazy[object_id] = build
        for name, value in indexed.items():
            self._index(name, object_id, value)

    def get(self, object_id: str) -> Obj | None:
        """The object itself, to be read or changed (then call ``changed``), or None."""
        found = self._objects.get(object_id)
        if found is None and (build := self._lazy.pop(object_id, None)) is not None:
            found = self._objects[object_id] = build(object_id)
        return found

    def view(self, object_id: str) -> Obj | None:
        """The object for reading only; a lazy one is built and not kept."""
        found = self._objects.get(object_id)
        if found is None and (build := self._lazy.get(object_id)) is not None:
            found = build(object_id)
        return found

    def changed(self, obj: Obj) -> None:
        """Bring the indexes up to date after an object was changed in place."""
        for name in self._indexes:
            self._index(name, obj["id"], obj.get(name))

    def remove(self, object_id: str) -> None:
        """Forget an object for good."""
        self._objects.pop(object_id, None)
        self._lazy.pop(object_id, None)
        for name in self._indexes:
            self._index(name, object_id, None)

    def position(self, object_id: str) -> int | None:
        """Rank in creation order, for cursors; None if the id was never used here."""
        return self._position.get(object_id)

    def newest_first(self, start: int | None = None) -> Iterator[str]:
        """Ids from newest to oldest, beginning just before rank ``start``."""
        begin = len(self._order) if start is None else start
        return (self._order[i] for i in range(begin - 1, -1, -1) if self._order[i] in self)

    def oldest_first(self, start: int = -1) -> Iterator[str]:
        """Ids from oldest to newest, beginning just after rank ``start``."""
        return (i for i in self._order[start + 1 :] if i in self)

    def built(self) -> list[str]:
        """Ids of the objects that exist in full (not lazily), newest first."""
        return sorted(self._objects, key=self._position.__getitem__, reverse=True)

    def where(self, name: str, value: str) -> list[str]:
        """Ids whose indexed field ``name`` equals ``value``, oldest first."""
        return [self._order[rank] for rank in self._indexes[name].get(value, ())]

    def values(self) -> Iterator[Obj]:
        """All objects for reading, oldest first."""
        for object_id in self.oldest_first():
            obj = self.view(object_id)
            if obj is not None:
                yield obj

    def _append(self, object_id: str) -> None:
        self._position[object_id] = len(self._order)
        self._order.append(object_id)

    def _index(self, name: str, object_id: str, value: str | None) -> None:
        before = self._indexed[name].get(object_id)
        if before == value:
            return
        rank = self._position[object_id]
        if before is not None:
            self._indexes[name][before].remove(rank)
            del self._indexed[name][object_id]
        if value is not None:
            insort(self._indexes[name].setdefault(value, []), rank)
            self._indexed[name][object_id] = value
