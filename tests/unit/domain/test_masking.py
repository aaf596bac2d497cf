"""Whatever a secret looks like and however it got into a text: nothing of it stays readable."""

from __future__ import annotations

import json
import string
import traceback
import urllib.parse
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pos_app.domain.masking import CARD, MASK, UNREADABLE, code_only, mask_all, mask_secrets

_KINDS: Final = (
    "sk_test_",
    "sk_live_",
    "sk_test_training_",
    "rk_live_",
    "rk_test_",
    "uk_org_",
    "ek_live_",
    "whsec_",
    "whsec_training_",
    "pi_3MtwBwLkdIwHu7ix_secret_",
    "seti_1Mm8s8LkdIwHu7ix_secret_",
    "cuss_secret_",
    "cuss_1Mm8s8_secret_",
    "ctoken_1Mm8s8_secret_",
    "src_1Mm8s8_client_secret_",
    "Bearer ",
    "Basic ",
)
_LETTERS: Final = string.ascii_uppercase + string.digits
"""What stands around a secret is written in small letters, so that no piece is found by chance."""
_ALPHABETS: Final = (_LETTERS, _LETTERS + "+/", _LETTERS + "-_", "+/_-0")
_PIECE: Final = 4
_BODIES: Final = st.builds(
    str.__add__,
    st.sampled_from(_ALPHABETS).flatmap(lambda letters: st.text(letters, min_size=16, max_size=80)),
    st.sampled_from(("", "=", "==")),
)


def _raised(secret: str) -> str:
    try:
        try:
            raise KeyError(secret)
        except KeyError as inner:
            raise ValueError("refused", {"key": secret}) from inner
    except ValueError as error:
        return "".join(traceback.format_exception(error))


_PLACES: Final[dict[str, Callable[[str], str]]] = {
    "alone": str,
    "in a sentence": "the secret is {}, so it is".format,
    "quoted": "invalid: '{}'.".format,
    "repr": lambda secret: repr({"secret": secret, "more": ("plain", secret)}),
    "repr of lines": lambda secret: repr(f"one line\n{secret}\nand\t{secret}\n"),
    "repr of bytes": lambda secret: repr(f"one line\n{secret}\r\n".encode()),
    "repr of an exception": lambda secret: repr(ValueError(f"no\n{secret}", [secret])),
    "traceback": _raised,
    "json": lambda secret: json.dumps({"text": f"one line\n{secret}"}),
    "json with its slashes escaped": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "json as pages may send it": lambda secret: json.dumps(secret).replace("+", "\\u002b"),
    "form": lambda secret: "a=b&c=" + urllib.parse.quote(secret, safe=" ") + "&d=e",
    "path": "/v1/things/{}?x=y".format,
}


@pytest.mark.parametrize("place", _PLACES)
@settings(max_examples=300)
@given(kind=st.sampled_from(_KINDS), body=_BODIES)
def test_nothing_of_a_secret_stays_readable(place: str, kind: str, body: str) -> None:
    masked = mask_secrets(_PLACES[place](kind + body))
    assert MASK in masked
    pieces = {body[at : at + _PIECE] for at in range(len(body) - _PIECE + 1)}
    assert [piece for piece in pieces if piece in masked.replace(MASK, "")] == []


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("sk_live_" + "51AbCd", "sk_***"),
        ("sk_test_" + "****AbCd", "sk_***"),
        ("sk_test_" + "...AbCd", "sk_***"),
        ("whsec_" + "a+b/c==", "whsec_***"),
        ("pi_3Abc_secret_x", "pi_***"),
        ("Bearer abc.def", "Bearer ***"),
        ("http://kim:hunter2@proxy:3128", "http://***@proxy:3128"),
        ("my_own_secret_12345678", "***"),
    ],
)
def test_the_kind_of_a_secret_stays_readable(secret: str, shown: str) -> None:
    assert mask_secrets(f"before {secret}, after.") == f"before {shown}, after."


@pytest.mark.parametrize(
    "text",
    [
        "No such payment_intent: 'pi_3Abc'; req_123 at 1790000000",
        "cus_NffrFeUfNV2Hib paid by card",
        "client_secret is missing",
        "a signing secret begins with whsec_.",
        "the basic plan of http://127.0.0.1:12111/v1/customers",
        "",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    assert mask_secrets(text) == text


_CARDS: Final = ("4242424242424242", "5555555555554444", "378282246310005", "6200000000000005")
_BETWEEN: Final = ("", " ", ".", "-", "\u00a0", "\u202f", "%20", "%2520", "%C2%A0", "+", "\\xa0")


def _grouped(card: str, between: str) -> str:
    return between.join(card[at : at + _PIECE] for at in range(0, len(card), _PIECE))


@given(
    card=st.sampled_from(_CARDS),
    between=st.sampled_from(_BETWEEN),
    before=st.sampled_from(("", "20261123 ", "exp 12 ", "20261123", "number=", "x", "12-", "1.")),
    behind=st.sampled_from(("", " 12 26 123", "%2012%2026", "1226", "&c=d", "y")),
)
def test_nothing_of_a_card_number_stays_readable(
    card: str, between: str, before: str, behind: str
) -> None:
    assume(not before.endswith("1123") or not between)  # whoever groups begins with a group
    masked = mask_all(f"{before}{_grouped(card, between)}{behind}")
    assert CARD in masked
    assert card[-_PIECE:] not in masked


@settings(max_examples=300)
@given(kind=st.sampled_from(_KINDS[:-2]), body=_BODIES, times=st.integers(1, 3))
def test_nothing_of_an_escaped_secret_stays_readable(kind: str, body: str, times: int) -> None:
    secret = kind.replace("_", f"%{'25' * (times - 1)}5F") + body
    masked = mask_secrets(f"it is {secret}, so")
    assert masked.startswith("it is ")
    assert masked.endswith(", so")
    pieces = {body[at : at + _PIECE] for at in range(len(body) - _PIECE + 1)}
    assert [piece for piece in pieces if piece in masked.replace(MASK, "")] == []


@given(st.uuids().map(lambda made: made.hex), st.integers(1, 10**10), st.integers(0, 10**9))
def test_ids_amounts_and_times_are_no_cards(made: str, amount: int, seconds: int) -> None:
    time = 1_790_000_000 + seconds % 10_000_000
    line = f"op_{made} reg_{made} amount={amount} EUR at {time}, {time}123 (100%)"
    assert mask_all(line) == line
    assert mask_all(f"2026-11-23 04:34:02,123 INFO a%20b: {line}").endswith(line)


_CODES: Final = (
    "",
    "card_declined",
    "requires_payment_method",
    "payment_method_microdeposit_verification_descriptor_code_mismatch",
)


@pytest.mark.parametrize("code", _CODES)
def test_codes_of_stripe_stay_as_they_are(code: str) -> None:
    assert code_only(code) == code


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424242",
        "pi_9_secret_FORGED",
        "pi_n_secret_forgedforged",
        "whsec_abcdefghijk",
        "a b",
        "a\n",
        "x" * 81,
    ],
)
def test_what_is_no_code_is_not_repeated(text: str) -> None:
    assert code_only(text) == UNREADABLE


def test_a_card_number_behind_other_digits_of_its_group_is_masked() -> None:
    assert "4242424242424242" not in mask_all("paid with 94242424242424242 today")
    assert mask_all("paid with 94242424242424242 today") == f"paid with 9{CARD} today"
