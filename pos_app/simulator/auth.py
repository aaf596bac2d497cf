"""Keys of the simulated account: secret, publishable and restricted.

Only keys with the training prefix can ever work here, so a real key sent by mistake is refused and,
being refused by its prefix alone, never compared or kept.
Source: https://docs.stripe.com/keys, https://docs.stripe.com/keys/restricted-api-keys.
"""

import base64
import binascii
import random
from dataclasses import dataclass
from enum import Enum

from pos_app.simulator.errors import ApiError

PREFIXES = ("sk_test_training_", "rk_test_training_", "pk_test_training_")


class KeyKind(Enum):
    """What a key may do in general."""

    SECRET = "secret"  # noqa: S105 - a name, not a secret
    RESTRICTED = "restricted"
    PUBLISHABLE = "publishable"


@dataclass(frozen=True, slots=True)
class Key:
    """An accepted key.

    Attributes:
        text: The key itself.
        kind: Secret, restricted or publishable.
        permissions: Slugs such as ``rak_customer_read``; a write slug includes reading.
    """

    text: str
    kind: KeyKind
    permissions: frozenset[str] = frozenset()

    def allows(self, slug: str) -> bool:
        """Whether a restricted key holds the slug; write implies read."""
        return slug in self.permissions or slug.replace("_read", "_write") in self.permissions


class KeyRing:
    """The keys this simulator accepts.

    Attributes:
        secret_key: Full access.
        publishable_key: What a page may hold.
        webhook_secret: Signs deliveries of ``pos-app simulator``'s own announcements.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"keys-{seed}")  # noqa: S311 - training keys guard nothing
        self.secret_key = f"sk_test_training_{self._hex()}"
        self.publishable_key = f"pk_test_training_{self._hex()}"
        self.webhook_secret = f"whsec_training_{self._hex()}"
        self._keys = {
            self.secret_key: Key(self.secret_key, KeyKind.SECRET),
            self.publishable_key: Key(self.publishable_key, KeyKind.PUBLISHABLE),
        }
        self._revoked: set[str] = set()

    def issue_restricted(self, *permissions: str) -> str:
        """Create a restricted key that holds exactly these slugs (``rak_customer_read``...)."""
        text = f"rk_test_training_{self._hex()}"
        self._keys[text] = Key(text, KeyKind.RESTRICTED, frozenset(permissions))
        return text

    def revoke_secret_key(self, *, revoked: bool) -> None:
        """Let the secret key expire, as somebody does in the Dashboard, or let it in again."""
        self._revoked = {self.secret_key} if revoked else set()

    def authenticate(self, authorization: str | None, fallback: str | None = None) -> Key:
        """Read the Authorization header (Bearer or Basic), or the ``key`` field of Stripe.js.

        Raises:
            ApiError: 401.
        """
        text = _credential(authorization) or fallback
        if not text:
            raise _unauthorised(
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, "
                "or we can help at https://support.stripe.com/."
            )
        key = self._keys.get(text) if text.startswith(PREFIXES) else None
        if key is None:
            raise _unauthorised(f"Invalid API Key provided: {mask(text)}")
        if text in self._revoked:
            raise _unauthorised(f"Expired API Key provided: {mask(text)}", code="api_key_expired")
        return key

    def _hex(self) -> str:
        return f"{self._random.getrandbits(96):024x}"


def mask(text: str) -> str:
    """A key as Stripe shows it in messages: prefix and last four characters."""
    head = "_".join(text.split("_")[:2]) + "_" if text.count("_") >= 2 else text[:3]
    return f"{head}{'*' * 12}{text[-4:]}"


def require(key: Key, *, permission: str, writes: bool, publishable: bool, account: str) -> None:
    """Check that the key may make the call.

    Args:
        key: The accepted key.
        permission: The resource's slug stem, e.g. ``customer``; empty: open to any secret key.
        writes: Whether the call needs write access.
        publishable: Whether a page may make the call.
        account: For the message.

    Raises:
        ApiError: 403 naming the missing slug, or ``secret_key_required``.
    """
    if key.kind is KeyKind.SECRET or (key.kind is KeyKind.PUBLISHABLE and publishable):
        return
    if key.kind is KeyKind.PUBLISHABLE:
        raise ApiError(
            403,
            "This API call cannot be made with a publishable API key. Please use a secret API "
            "key. You can find a list of your API keys at "
            "https://dashboard.stripe.com/account/apikeys.",
            code="secret_key_required",
            before_execution=True,
        )
    slug = f"rak_{permission}_{'write' if writes else 'read'}"
    if permission and not key.allows(slug):
        raise ApiError(
            403,
            f"The provided key '{mask(key.text)}' does not have the required permissions for this "
            f"endpoint on account '{account}'. Having the '{slug}' permission would allow this "
            "request to continue.",
            before_execution=True,
        )


def _credential(authorization: str | None) -> str:
    scheme, _, value = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _unauthorised(message: str, code: str | None = None) -> ApiError:
    return ApiError(
        401,
        message,
        code=code,
        headers={"WWW-Authenticate": 'Basic realm="Stripe"'},
        before_execution=True,
    )
