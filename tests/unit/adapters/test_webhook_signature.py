"""Only what Stripe signed just now, with one of our secrets, is believed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import time

import pytest
import stripe
from hypothesis import example, given
from hypothesis import strategies as st

from pos_app.adapters.events.signature import SignatureHeader, read_header, verify
from pos_app.domain.intake import Refusal
from pos_app.domain.secret import Secret

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
STAMP = int(NOW.timestamp())
OURS = Secret("whsec_ours")
BODY = b'{"object": "event"}'


def signed(body: bytes = BODY, secret: str = OURS.reveal(), stamp: int = STAMP) -> str:
    digest = hmac.new(secret.encode(), b"%d.%s" % (stamp, body), hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def digest_of(header: str) -> str:
    return header.partition("v1=")[2]


def test_what_stripe_signed_is_genuine() -> None:
    assert verify(BODY, [signed()], [OURS], NOW) is None


def test_any_of_several_secrets_may_have_signed() -> None:
    old, new = Secret("whsec_old"), Secret("whsec_new")
    assert verify(BODY, [signed(secret="whsec_new")], [old, new], NOW) is None
    assert verify(BODY, [signed(secret="whsec_old")], [old, new], NOW) is None


def test_while_a_secret_is_rolled_there_are_two_signatures() -> None:
    other = digest_of(signed(secret="whsec_other"))
    header = f"{signed()},v1={other},v0={other}"
    assert verify(BODY, [header], [OURS], NOW) is None
    header = f"t={STAMP},v1={other},v1={digest_of(signed())}"
    assert verify(BODY, [header], [OURS], NOW) is None


@pytest.mark.parametrize(
    ("seconds", "why"),
    [
        (-301, Refusal.TOO_OLD),
        (-300, None),
        (300, None),
        (301, Refusal.FROM_THE_FUTURE),
        (10**9, Refusal.FROM_THE_FUTURE),
    ],
)
def test_age_counts_in_both_directions(seconds: int, why: Refusal | None) -> None:
    assert verify(BODY, [signed(stamp=STAMP + seconds)], [OURS], NOW) is why


def test_without_a_secret_nothing_is_believed() -> None:
    assert verify(BODY, [signed(secret="")], [], NOW) is Refusal.NO_SECRET


def test_one_signature_header_is_needed_not_two() -> None:
    assert verify(BODY, [], [OURS], NOW) is Refusal.UNSIGNED
    assert verify(BODY, [signed(), signed()], [OURS], NOW) is Refusal.BAD_SIGNATURE_HEADER


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=",
        "v1=" + "0" * 64,
        f"t={STAMP}",
        f"t={STAMP},t={STAMP},v1={'0' * 64}",
        f"t=-{STAMP},v1={'0' * 64}",
        f"t=+{STAMP},v1={'0' * 64}",
        f"t=0{STAMP},v1={'0' * 64}",
        f"t={'9' * 400},v1={'0' * 64}",
        "t=١٢٣,v1=" + "0" * 64,
        f"t={STAMP},v1={'0' * 64},nonsense",
        f"t={STAMP}" + f",v1={'0' * 64}" * 17,
        f"t={STAMP},v1={'é' * 64}",
        "x" * 100_000,
    ],
)
def test_a_header_of_another_form_is_refused(header: str) -> None:
    why = verify(BODY, [header], [OURS], NOW)
    assert why in {Refusal.BAD_SIGNATURE_HEADER, Refusal.WRONG_SIGNATURE}


@given(st.text(max_size=200))
@example("t=1,v1=")
def test_no_header_breaks_the_reading(text: str) -> None:
    found = read_header(text)
    assert found is None or found.timestamp >= 0
    assert verify(BODY, [text], [OURS], NOW) is not None


@given(
    st.integers(0, 99_999_999_999),
    st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), min_size=1, max_size=5),
    st.lists(st.from_regex(r"[a-z]{2,5}=[0-9a-f]{0,64}", fullmatch=True), max_size=3),
)
def test_every_header_of_the_documented_form_is_read(
    stamp: int, digests: list[str], others: list[str]
) -> None:
    text = ",".join([f"t={stamp}", *(f"v1={digest}" for digest in digests), *others])
    assert read_header(text) == SignatureHeader(stamp, tuple(digests))


@given(st.data(), st.binary(min_size=1, max_size=200))
def test_one_flipped_bit_of_the_body_makes_it_a_forgery(data: st.DataObject, body: bytes) -> None:
    header = signed(body)
    place = data.draw(st.integers(0, len(body) * 8 - 1))
    changed = bytearray(body)
    changed[place // 8] ^= 1 << place % 8
    assert verify(body, [header], [OURS], NOW) is None
    assert verify(bytes(changed), [header], [OURS], NOW) is Refusal.WRONG_SIGNATURE


@given(st.data())
def test_one_flipped_bit_of_the_header_makes_it_a_forgery(data: st.DataObject) -> None:
    header = signed().encode()
    place = data.draw(st.integers(0, len(header) * 8 - 1))
    changed = bytearray(header)
    changed[place // 8] ^= 1 << place % 8
    assert verify(BODY, [changed.decode("latin-1")], [OURS], NOW) is not None


@given(st.text(max_size=50), st.sampled_from(["whsec_ours", "whsec_other"]))
def test_what_the_sdk_of_stripe_signs_and_accepts_is_judged_alike(body: str, secret: str) -> None:
    payload = body.encode("utf-8", "replace").decode()
    stamp = int(time.monotonic())  # any number: age is judged by our own clock
    header = stripe.WebhookSignature.generate_signature_header(payload, secret, stamp)  # type: ignore[no-untyped-call]
    now = dt.datetime.fromtimestamp(stamp, dt.UTC)
    ours = verify(payload.encode(), [header], [OURS], now) is None
    try:
        theirs = stripe.WebhookSignature.verify_header(payload, header, OURS.reveal())
    except stripe.SignatureVerificationError:
        theirs = False
    assert ours is theirs is (secret == "whsec_ours")
