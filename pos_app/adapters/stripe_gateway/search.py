"""What an operator typed, as Stripe's search query (https://docs.stripe.com/search#search-query-language)."""

from __future__ import annotations

import re
from typing import Final

SHORTEST_SUBSTRING: Final = 3
"""Characters Stripe's ``~`` asks for."""

_PHONE: Final = re.compile(r"[+\d][\d\s()/.-]*")


def customer_query(text: str) -> str | None:
    """Build the query for a name, an e-mail address or a phone number.

    Returns:
        The query, or ``None`` where the text is too short for Stripe's search.
    """
    typed = " ".join(text.split())
    if "@" in typed:
        return _contains("email", typed)
    if _PHONE.fullmatch(typed):
        return _phone_query(typed)
    words = [query for word in typed.split(" ") if (query := _contains("name", word))]
    return " AND ".join(words) or None


def _phone_query(typed: str) -> str | None:
    # Stripe keeps a number as it was written, so ask for it as typed and as bare digits.
    bare = re.sub(r"\D", "", typed)
    variants = dict.fromkeys([typed, bare, bare.removeprefix("0")])
    queries = [query for text in variants if (query := _contains("phone", text))]
    return " OR ".join(queries) or None


def _contains(field: str, text: str) -> str | None:
    if len(text) < SHORTEST_SUBSTRING:
        return None
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{field}~"{escaped}"'
