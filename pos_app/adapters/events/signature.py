"""Whether a delivery was signed by Stripe, just now, with one of our secrets.

The SDK can check this as well; it accepts timestamps of the future, knows one secret at a time and
raises on a header that is not ASCII. A test holds both against each other.
Source: https://docs.stripe.com/webhooks#verify-manually .
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pos_app.domain.intake import Refusal
from pos_app.domain.secret import Secret

TOLERANCE_SECONDS: Final = 300
"""How far Stripe's clock and ours may differ, in both directions."""
_LONGEST: Final = 2048
_MOST_SIGNATURES: Final = 16
"""While secrets are rolled there are two; each more costs a comparison."""
_TIMESTAMP: Final = re.compile(r"0|[1-9][0-9]{0,10}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SignatureHeader:
    """What ``Stripe-Signature`` says.

    Attributes:
        timestamp: Unix seconds at which it was signed.
        signatures: the values of scheme v1 that are shaped like one.
    """

    timestamp: int
    signatures: tuple[str, ...]


def read_header(text: str) -> SignatureHeader | None:
    """Read ``t=1492774577,v1=5257a8...,v0=6ffbb5...``; ``None`` if it is not of that form."""
    if len(text) > _LONGEST:
        return None
    pairs = [item.partition("=") for item in text.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"]
    if len(times) != 1 or _TIMESTAMP.fullmatch(times[0]) is None:
        return None
    if not all(separator for _, separator, _ in pairs) or len(signatures) > _MOST_SIGNATURES:
        return None
    shaped = tuple(value for value in signatures if _DIGEST.fullmatch(value))
    return SignatureHeader(int(times[0]), shaped)


def verify(
    body: bytes, headers: Sequence[str], secrets: Sequence[Secret], now: dt.datetime
) -> Refusal | None:
    """Check a delivery.

    Args:
        body: the raw bytes as received; parsed and written again they would not verify.
        headers: every ``Stripe-Signature`` of the request.
        secrets: each may have signed, so that one can be rolled, and several senders be heard.
        now: the time on this computer.

    Returns:
        Why it is refused, or ``None`` if it is genuine.
    """
    if not secrets:
        return Refusal.NO_SECRET
    if not headers:
        return Refusal.UNSIGNED
    signed = read_header(headers[0]) if len(headers) == 1 else None
    if signed is None:
        return Refusal.BAD_SIGNATURE_HEADER
    payload = b"%d.%s" % (signed.timestamp, body)
    if not any(_signs(secret, payload, signed.signatures) for secret in secrets):
        return Refusal.WRONG_SIGNATURE
    age = now.timestamp() - signed.timestamp
    if age > TOLERANCE_SECONDS:
        return Refusal.TOO_OLD
    return Refusal.FROM_THE_FUTURE if age < -TOLERANCE_SECONDS else None


def _signs(secret: Secret, payload: bytes, signatures: Sequence[str]) -> bool:
    expected = hmac.digest(secret.reveal().encode(), payload, "sha256").hex()
    return any(hmac.compare_digest(expected, given) for given in signatures)
