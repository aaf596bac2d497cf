"""A program with its arguments in one line, as people type it; no shell has a say in it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence


class UnclosedQuoteError(ValueError):
    """A quotation mark has no partner."""


def split_words(text: str) -> tuple[str, ...]:
    r"""Return the words of a line; blanks stand between quotation marks, ``\`` is a letter.

    Raises:
        UnclosedQuoteError: a quotation mark has no partner.
    """
    reader = shlex.shlex(text, posix=True, punctuation_chars=False)
    reader.whitespace_split = True
    reader.escape = reader.commenters = ""
    try:
        return tuple(reader)
    except ValueError:
        raise UnclosedQuoteError(text) from None


def join_words(words: Sequence[str]) -> str:
    """Return a line that ``split_words`` takes apart into these words."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    if word and not any(letter.isspace() or letter in "\"'" for letter in word):
        return word
    return '"' + word.replace('"', '"\'"\'"') + '"'
