"""Everything the app says, in English and German."""

from __future__ import annotations

from pos_app.ui.texts.english import ENGLISH
from pos_app.ui.texts.german import GERMAN
from pos_app.ui.texts.kinds import ChargeBlocked, DeclineGroup, Situation, StartProblem
from pos_app.ui.texts.schema import Message, Texts

LANGUAGES = {"en": ENGLISH, "de": GERMAN}


def texts_for(language: str) -> Texts:
    """Return the texts of a language tag such as ``de`` or ``de-AT``, else English."""
    return LANGUAGES.get(language[:2].lower(), ENGLISH)


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
