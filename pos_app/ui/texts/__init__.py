"""Everything the app says, in English and German; a language is imported when it is spoken."""

from __future__ import annotations

from pos_app.ui.texts.kinds import ChargeBlocked, DeclineGroup, Situation, StartProblem
from pos_app.ui.texts.schema import Message, Texts

LANGUAGES = ("en", "de")


def texts_for(language: str) -> Texts:
    """Return the texts of a language tag such as ``de`` or ``de-AT``, else English."""
    if language[:2].lower() == "de":
        from pos_app.ui.texts.german import GERMAN  # noqa: PLC0415 - half of the words

        return GERMAN
    from pos_app.ui.texts.english import ENGLISH  # noqa: PLC0415

    return ENGLISH


__all__ = [
    "LANGUAGES",
    "ChargeBlocked",
    "DeclineGroup",
    "Message",
    "Situation",
    "StartProblem",
    "Texts",
    "texts_for",
]
