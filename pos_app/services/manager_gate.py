"""A manager's PIN: what an operator alone must not decide."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets as chance
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from pos_app.domain.secret import Secret
from pos_app.ports.clock import Clock
from pos_app.ports.secret_store import SecretStore, SecretStoreUnavailableError
from pos_app.services.consents import Consent

PIN_ENTRY: Final = "manager_pin"
SHORTEST: Final = 6
LONGEST: Final = 12
FREE_TRIES: Final = 5
FIRST_LOCK: Final = 30.0
LONGEST_LOCK: Final = 3600.0
"""Seconds; the lock doubles with every wrong PIN after the fifth."""
_SCRYPT: Final = {"n": 2**14, "r": 8, "p": 1}
_RUNS: Final = ("01234567890123456789", "98765432109876543210")


class PinProblem(StrEnum):
    """Why a PIN cannot be chosen."""

    LENGTH = "length"
    """Six to twelve digits."""
    TOO_SIMPLE = "too_simple"
    """One digit repeated, or digits that count up or down."""
    DIFFERENT = "different"
    """The second typing was another one."""
    ALREADY_SET = "already_set"


class GateProblem(StrEnum):
    """Why the gate stays shut."""

    NO_PIN = "no_pin"
    """None was chosen yet: see ``choose``."""
    WRONG = "wrong"
    LOCKED = "locked"
    """Too many wrong ones: see ``wait``."""
    UNAVAILABLE = "unavailable"
    """The keyring cannot be used: see ``detail``."""
    SPOILT = "spoilt"
    """What the keyring holds is no PIN: its entry has to be deleted, then a new one is chosen."""


@dataclass(frozen=True, slots=True)
class Shut:
    """Not approved.

    Attributes:
        wait: seconds until another PIN is looked at.
        tries: how many wrong ones are left before it locks.
        detail: what the keyring says of itself.
    """

    problem: GateProblem
    wait: float = 0.0
    tries: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the keyring holds: never the PIN itself, also not the count of wrong ones in a file."""

    salt: str
    hash: str
    wrong: int = 0


class _SpoiltError(ValueError):
    """The keyring's entry was not written by this app, or not by this version."""


Work = Callable[..., Awaitable[Any]]


class ManagerGate:
    """Hands out consents against the PIN; each of them is good for one sale.

    Args:
        secrets: keeps salt, scrypt hash and the count of wrong ones, so that a restart of the app
            opens no lock.
        clock: how long it stays locked: as time runs, because anybody may set the time of day.
        work: runs a blocking call elsewhere; a keyring may ask the user, and hashing takes time.
    """

    def __init__(
        self, *, secrets: SecretStore, clock: Clock, work: Work = asyncio.to_thread
    ) -> None:
        self._secrets = secrets
        self._clock = clock
        self._work = work
        self._alone = asyncio.Lock()
        self._given: set[Consent] = set()
        self._counted = 0
        self._counted_at = 0.0

    async def has_pin(self) -> bool | Shut:
        """Whether a PIN was chosen on this computer."""
        try:
            return await self._work(self._read) is not None
        except (SecretStoreUnavailableError, _SpoiltError) as error:
            return _shut(error)

    async def choose(self, pin: Secret, again: Secret) -> PinProblem | Shut | None:
        """Choose the first PIN; ``None`` if it is in force now."""
        if problem := pin_problem(pin, again):
            return problem
        async with self._alone:
            try:
                if await self._work(self._read) is not None:
                    return PinProblem.ALREADY_SET
                await self._work(self._write_new, pin)
            except (SecretStoreUnavailableError, _SpoiltError) as error:
                return _shut(error)
        return None

    async def approve(self, pin: Secret, consent: Consent) -> Shut | None:
        """Approve one decision; ``None`` if the PIN is right, and the consent may be used once."""
        async with self._alone:
            try:
                shut: Shut | None = await self._work(self._check, pin)
            except (SecretStoreUnavailableError, _SpoiltError) as error:
                return _shut(error)
        if shut is None:
            self._given.add(consent)
        return shut

    def take(self, consents: Iterable[Consent]) -> frozenset[Consent]:
        """Take those that a manager gave and nobody has used; nobody else gets them meanwhile."""
        taken = self._given.intersection(consents)
        self._given -= taken
        return frozenset(taken)

    def give_back(self, taken: Iterable[Consent]) -> None:
        """What they were taken for has not come about."""
        self._given.update(taken)

    # ------------------------------------------------------------------ in a thread
    def _check(self, pin: Secret) -> Shut | None:
        entry = self._read()
        if entry is None:
            return Shut(GateProblem.NO_PIN)
        if (wait := self._wait(entry)) > 0:
            return Shut(GateProblem.LOCKED, wait)
        if hmac.compare_digest(_hash(pin, entry.salt), entry.hash):
            if entry.wrong:
                self._write(replace(entry, wrong=0))
            return None
        return self._wrong(replace(entry, wrong=entry.wrong + 1))

    def _wrong(self, entry: _Entry) -> Shut:
        self._write(entry)
        if (wait := self._wait(entry)) > 0:
            return Shut(GateProblem.LOCKED, wait)
        return Shut(GateProblem.WRONG, tries=FREE_TRIES - entry.wrong)

    def _wait(self, entry: _Entry) -> float:
        """Seconds of the lock that are left, from when this app first saw so many wrong ones.

        What an earlier run has waited does not count: only the time of day could tell.
        """
        now = self._clock.monotonic()
        if entry.wrong != self._counted:
            self._counted, self._counted_at = entry.wrong, now
        return max(0.0, _lock(entry.wrong) - (now - self._counted_at))

    def _write_new(self, pin: Secret) -> None:
        salt = base64.b64encode(chance.token_bytes(16)).decode()
        self._write(_Entry(salt, _hash(pin, salt)))

    def _read(self) -> _Entry | None:
        kept = self._secrets.get(PIN_ENTRY)
        return None if kept is None else _entry(kept)

    def _write(self, entry: _Entry) -> None:
        self._secrets.set(PIN_ENTRY, Secret(json.dumps(asdict(entry))))


def pin_problem(pin: Secret, again: Secret) -> PinProblem | None:
    """Why a PIN cannot be chosen, or ``None``."""
    digits = pin.reveal()
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        return PinProblem.LENGTH
    if len(set(digits)) == 1 or any(digits in run for run in _RUNS):
        return PinProblem.TOO_SIMPLE
    return None if digits == again.reveal() else PinProblem.DIFFERENT


def _lock(wrong: int) -> float:
    """Seconds for which nobody may try after so many wrong ones."""
    further = wrong - FREE_TRIES
    return 0.0 if further < 0 else min(FIRST_LOCK * 2 ** min(further, 20), LONGEST_LOCK)


def _entry(kept: Secret) -> _Entry:
    """Read the keyring's entry; every field is looked at, because a guess would open the gate."""
    try:
        fields = json.loads(kept.reveal())
        fields.pop("locked_until", None)  # an earlier version's, by the time of day
        entry = _Entry(**fields)
        for text in (entry.salt, entry.hash):
            base64.b64decode(text, validate=True)
    except (ValueError, TypeError, AttributeError):
        raise _SpoiltError from None  # what it says may be half a hash
    if type(entry.wrong) is not int or entry.wrong < 0:
        raise _SpoiltError
    return entry


def _shut(error: SecretStoreUnavailableError | _SpoiltError) -> Shut:
    if isinstance(error, _SpoiltError):
        return Shut(GateProblem.SPOILT)
    return Shut(GateProblem.UNAVAILABLE, detail=str(error))


def _hash(pin: Secret, salt: str) -> str:
    made = hashlib.scrypt(pin.reveal().encode(), salt=base64.b64decode(salt), **_SCRYPT)
    return base64.b64encode(made).decode()
