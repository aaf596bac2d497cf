"""Finds out what a pair of keys is good for, before it is stored."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import stripe

from pos_app.adapters.stripe_gateway import key_match
from pos_app.adapters.stripe_gateway.calls import Calls
from pos_app.adapters.stripe_gateway.client import OpenClient, open_client
from pos_app.adapters.stripe_gateway.fields import Fields
from pos_app.adapters.stripe_gateway.scrub import scrub
from pos_app.domain.modes import KeyKind, KeyProblem, read_key
from pos_app.domain.outcomes import (
    FailureCause,
    Ok,
    Outcome,
    RefusalKind,
    Refused,
    Unknown,
)
from pos_app.domain.secret import Secret
from pos_app.ports.gateway import AccountInfo, PermissionReport

SECRET_KEY_PARAM: Final = "secret_key"  # noqa: S105 - a name, not a secret
PUBLISHABLE_KEY_PARAM: Final = "publishable_key"
"""``Refused.param`` says which of the two keys Stripe rejected."""

_TIMEOUT_SECONDS: Final = 15.0
_RETRIES: Final = 1
_NOBODY: Final = "PosAppPermissionProbe"
"""Ids made of this belong to no object, so that a permitted call ends in ``resource_missing``."""
_ACCOUNT_ID: Final = re.compile(r"\bacct_\w+")

Call = Callable[[stripe.StripeClient], Awaitable[stripe.StripeObject]]

PROBES: Final[dict[str, Call]] = {
    "customers_read": lambda sdk: sdk.v1.customers.retrieve_async(f"cus_{_NOBODY}"),
    "payment_intents_write": lambda sdk: sdk.v1.payment_intents.cancel_async(f"pi_{_NOBODY}"),
    "payment_methods_read": lambda sdk: sdk.v1.payment_methods.retrieve_async(f"pm_{_NOBODY}"),
    "customer_sessions_write": lambda sdk: sdk.v1.customer_sessions.create_async(
        {
            "customer": f"cus_{_NOBODY}",
            "components": {"payment_element": {"enabled": True}},
        }
    ),
    "charges_read": lambda sdk: sdk.v1.charges.retrieve_async(f"ch_{_NOBODY}"),
    "disputes_read": lambda sdk: sdk.v1.disputes.retrieve_async(f"du_{_NOBODY}"),
    "events_read": lambda sdk: sdk.v1.events.retrieve_async(f"evt_{_NOBODY}"),
}
"""What the app needs of a restricted key, each with a call that cannot have an effect.

Stripe checks the key's permission before it looks the object up: 403 means missing, 404
``resource_missing`` means granted (https://docs.stripe.com/keys/restricted-api-keys).
"""


class StripeProbe:
    """``AccountProbe`` at Stripe, or at the simulator for training keys."""

    def __init__(self, api_url: str | None = None, proxy: str = "") -> None:
        """Prepare; sends nothing.

        Args:
            api_url: the simulator's address for training keys; ``None`` is Stripe itself.
            proxy: ``http://host:port``; empty means the system's.
        """
        self._api_url = api_url
        self._proxy = proxy
        self._clients: dict[Secret, OpenClient] = {}

    async def account(self, secret_key: Secret) -> Outcome[AccountInfo]:
        """Whose key it is (https://docs.stripe.com/api/accounts/retrieve).

        A restricted key may usually not read the account; Stripe's refusal then still names the
        account's id, which is all that is needed to see whether two keys belong together.

        Raises:
            ForbiddenPairingError: this key must never meet this host.
        """
        client = self._client(secret_key, SECRET_KEY_PARAM)
        if isinstance(client, Refused):
            return client

        outcome = await _calls(client).ask(
            client.sdk.v1.accounts.retrieve_current_async,
            partial(_account, livemode=client.livemode),
        )
        match outcome:
            case Refused(kind=RefusalKind.NOT_PERMITTED):
                named = _ACCOUNT_ID.search(outcome.message)
                return Ok(AccountInfo(named.group() if named else "", "", client.livemode))
            case Refused():
                return _blame(outcome, SECRET_KEY_PARAM)
            case _:
                return outcome

    async def same_account(self, secret_key: Secret, publishable_key: str) -> Outcome[bool]:
        """Whether both keys belong to one account and mode; see ``key_match`` for how.

        ``Refused.param`` names the key Stripe rejected.

        Raises:
            ForbiddenPairingError: a key must never meet this host.
        """
        private = self._client(secret_key, SECRET_KEY_PARAM)
        if isinstance(private, Refused):
            return private
        public = self._client(Secret(publishable_key), PUBLISHABLE_KEY_PARAM)
        if isinstance(public, Refused):
            return public
        if private.key.mode is not public.key.mode:
            return Ok(value=False)
        newest = await key_match.witness(private, _calls(private))
        match newest:
            case Ok(witness):
                seen = await key_match.visible(public, _calls(public), witness)
                return _blame(seen, PUBLISHABLE_KEY_PARAM) if isinstance(seen, Refused) else seen
            case Refused():
                return _blame(newest, SECRET_KEY_PARAM)
            case Unknown():
                return newest

    async def permissions(self, secret_key: Secret) -> Outcome[tuple[PermissionReport, ...]]:
        """Probe every permission the app needs; moves no money and leaves nothing behind.

        Raises:
            ForbiddenPairingError: this key must never meet this host.
        """
        client = self._client(secret_key, SECRET_KEY_PARAM)
        if isinstance(client, Refused):
            return client
        calls = _calls(client)
        answers = await asyncio.gather(
            *(calls.ask(partial(probe, client.sdk), _answered) for probe in PROBES.values())
        )
        for answer in answers:
            if isinstance(answer, Refused) and answer.kind is RefusalKind.KEY_REJECTED:
                return _blame(answer, SECRET_KEY_PARAM)
        first = answers[0]
        if isinstance(first, Unknown) and all(isinstance(answer, Unknown) for answer in answers):
            return first
        return Ok(tuple(map(_report, PROBES, answers)))

    async def close(self) -> None:
        """Release connections."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    def _client(self, key: Secret, param: str) -> OpenClient | Refused:
        info = read_key(key.reveal())
        wanted = KeyKind.PUBLISHABLE if param == PUBLISHABLE_KEY_PARAM else None
        if isinstance(info, KeyProblem):
            return Refused(RefusalKind.KEY_REJECTED, code=info, param=param)
        if (info.kind is KeyKind.PUBLISHABLE) is not (wanted is KeyKind.PUBLISHABLE):
            return Refused(RefusalKind.KEY_REJECTED, code=f"is_{info.kind}_key", param=param)
        if key not in self._clients:
            self._clients[key] = open_client(
                key,
                api_url=self._api_url,
                proxy=self._proxy,
                timeout=_TIMEOUT_SECONDS,
                max_network_retries=_RETRIES,
            )
        return self._clients[key]


def _account(seen: Fields, *, livemode: bool) -> AccountInfo:
    nothing = Fields({})
    profile = seen.part("business_profile") or nothing
    dashboard = (seen.part("settings") or nothing).part("dashboard") or nothing
    return AccountInfo(
        id=seen.need_text("id"),
        name=dashboard.text("display_name") or profile.text("name"),
        livemode=livemode,
        country=seen.text("country"),
        default_currency=seen.text("default_currency").upper(),
    )


def _answered(_: Fields) -> bool:
    return True


def _calls(client: OpenClient) -> Calls:
    return Calls(livemode=client.livemode)


def _blame(refused: Refused, param: str) -> Refused:
    if refused.kind is not RefusalKind.KEY_REJECTED:
        return refused
    return Refused(
        refused.kind, refused.code, message=refused.message, param=param,
        request_id=refused.request_id,
    )  # fmt: skip


def _report(name: str, answer: Outcome[bool]) -> PermissionReport:
    match answer:
        case Ok() | Refused(kind=RefusalKind.NOT_FOUND):
            return PermissionReport(name, granted=True)
        case Refused(kind=RefusalKind.NOT_PERMITTED):
            return PermissionReport(name, granted=False, detail=scrub(answer.message))
        case Refused():
            return PermissionReport(name, granted=None, detail=answer.message or answer.kind)
        case Unknown():
            return PermissionReport(name, granted=None, detail=_why(answer.cause))


def _why(cause: FailureCause) -> str:
    return f"no certain answer: {cause}"
