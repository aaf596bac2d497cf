"""How a posted message shows that it comes from this register."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from pos_app.domain.secret import Secret

HEADER: Final = "Pos-App-Signature"


def signature(secret: Secret, seconds: int, body: bytes) -> str:
    """The header's value: the time and an HMAC-SHA256 over ``time.body``.

    Args:
        secret: known to both sides.
        seconds: now, since 1970.
        body: exactly what is sent.
    """
    signed = b"%d.%s" % (seconds, body)
    digest = hmac.new(secret.reveal().encode(), signed, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
