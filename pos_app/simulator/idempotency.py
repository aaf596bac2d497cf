"""Idempotency keys: the first answer is kept and replayed, also when it was a 500.

Source: https://docs.stripe.com/api/idempotent_requests.
"""

from dataclasses import dataclass

from pos_app.simulator.errors import ApiError

KEPT_SECONDS = 24 * 3600
MAX_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out: status and JSON body text."""

    status: int
    body: str
    request_id: str


@dataclass(slots=True)
class _Entry:
    path: str
    fingerprint: str
    since: int
    answer: Answer | None = None


class IdempotencyCache:
    """Answers by key, for 24 simulated hours."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def begin(self, key: str, path: str, fingerprint: str, now: int) -> Answer | None:
        """Claim a key for a request about to run.

        Args:
            key: The Idempotency-Key header.
            path: The call's path.
            fingerprint: Stands for its parameters.
            now: Simulated Unix seconds.

        Returns:
            The answer to replay, or None if the request is to be executed now.

        Raises:
            ApiError: If the key was used for something else (400), or its first request still
                runs (409).
        """
        if len(key) > MAX_LENGTH:
            raise _refused(400, f"Idempotency keys must be at most {MAX_LENGTH} characters long.")
        entry = self._entries.get(key)
        if entry is None or (entry.answer and entry.since + KEPT_SECONDS < now):
            self._entries[key] = _Entry(path, fingerprint, now)
            return None
        if entry.path != path:
            raise _refused(
                400,
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{path}' vs '{entry.path}'). Try using a key other than '{key}' "
                "if you meant to execute a different request.",
            )
        if entry.fingerprint != fingerprint:
            raise _refused(
                400,
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request.",
            )
        if entry.answer is None:
            raise _refused(
                409,
                "There is currently another in-progress request using this Idempotent Key (that "
                "probably means you submitted twice, and the other request is still going "
                f"through): {key}. Please try again later.",
                code="idempotency_key_in_use",
            )
        return entry.answer

    def finish(self, key: str, answer: Answer) -> None:
        """Keep the answer for replays."""
        if key in self._entries:
            self._entries[key].answer = answer

    def release(self, key: str) -> None:
        """Nothing was executed: the key is free again."""
        self._entries.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()


def _refused(status: int, message: str, code: str | None = None) -> ApiError:
    return ApiError(status, message, type_="idempotency_error", code=code, before_execution=True)
