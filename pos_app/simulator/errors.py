"""Stripe's error envelope.

Source: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes.
"""

from typing import Any

Obj = dict[str, Any]

DOC_URL = "https://stripe.com/docs/error-codes/"
LOG_URL = "https://dashboard.stripe.com/test/logs/"


class ApiError(Exception):
    """An answer other than 2xx.

    Attributes:
        status: HTTP status.
        error: The members of the envelope's ``error`` object; None values are left out on the wire.
        headers: Extra response headers.
        before_execution: True when nothing has run, so that an idempotency key stays unused.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type_: str = "invalid_request_error",
        headers: dict[str, str] | None = None,
        before_execution: bool = False,
        **members: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: Obj = {"message": message, "type": type_, **members}
        self.headers = headers or {}
        self.before_execution = before_execution

    def envelope(self, request_id: str) -> Obj:
        """The JSON body, with links to the documentation and the request log."""
        error = {key: value for key, value in self.error.items() if value is not None}
        code = error.get("code")
        if code:
            error.setdefault("doc_url", DOC_URL + str(code).replace("_", "-"))
        error["request_log_url"] = f"{LOG_URL}{request_id}?t=1"
        return {"error": dict(sorted(error.items()))}


def invalid(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    """A refused request: HTTP 400."""
    return ApiError(400, message, code=code, param=param)


def no_such(kind: str, object_id: str, *, param: str = "id") -> ApiError:
    """An object that does not exist: 404 for the addressed one, 400 for a referenced one."""
    status = 404 if param in {"id", "intent"} else 400
    return ApiError(status, f"No such {kind}: '{object_id}'", code="resource_missing", param=param)
