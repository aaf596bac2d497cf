"""What becomes of the sales of a damaged database, in words."""

from __future__ import annotations

from pos_app.domain.events import DatabaseReplaced
from pos_app.domain.set_aside import SetAside
from pos_app.ui.texts import Texts
from pos_app.ui.texts.safety import SafetyTexts


def read_back(texts: Texts, event: DatabaseReplaced) -> tuple[str, str]:
    """How far it is, and what there is to know about it."""
    said = texts.safety
    title = (said.rebuilt if event.finished else said.rebuilding).format(count=event.found)
    lines = [_what_was_lost(said, event.lost)]
    if event.by_name:
        lines.append(said.by_name.format(count=event.by_name))
    if event.namesakes:
        lines.append(said.namesakes.format(count=event.namesakes))
    return title, "\n".join(lines)


def _what_was_lost(said: SafetyTexts, lost: SetAside) -> str:
    if lost.older:
        return said.older
    return said.set_aside.format(file=lost.file) if lost.file else said.gone
