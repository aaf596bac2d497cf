"""The manager's PIN: chosen once, kept as a hash, guessed at only slowly."""

import asyncio
import json

import pytest

from pos_app.adapters.secret_stores.memory_store import MemorySecretStore
from pos_app.domain.decisions import DecisionKind
from pos_app.domain.ids import OpId
from pos_app.domain.secret import Secret
from pos_app.ports.secret_store import SecretStoreUnavailableError
from pos_app.services.consents import Consent
from pos_app.services.manager_gate import (
    PIN_ENTRY,
    GateProblem,
    ManagerGate,
    PinProblem,
    Shut,
    pin_problem,
)
from tests.support.fake_clock import FakeClock

pytestmark = pytest.mark.asyncio
PIN = Secret("271828")
WRONG = Secret("314159")
CONSENT = Consent(DecisionKind.CHARGE_DESPITE_DOUBT, OpId("op-1"), "Anna", "card swallowed")


class LockedKeyring:
    def get(self, name):
        raise SecretStoreUnavailableError("the keyring is locked")

    def set(self, name, secret):
        raise SecretStoreUnavailableError("the keyring is locked")


def gate_on(secrets, clock=None):
    return ManagerGate(secrets=secrets, clock=clock or FakeClock())


async def chosen(clock=None):
    secrets = MemorySecretStore()
    gate = gate_on(secrets, clock)
    assert await gate.choose(PIN, PIN) is None
    return gate, secrets


async def test_the_first_use_chooses_the_pin_by_typing_it_twice() -> None:
    gate = gate_on(MemorySecretStore())
    assert await gate.has_pin() is False
    assert await gate.approve(PIN, CONSENT) == Shut(GateProblem.NO_PIN)
    assert await gate.choose(PIN, WRONG) is PinProblem.DIFFERENT
    assert await gate.choose(PIN, PIN) is None
    assert await gate.has_pin() is True
    assert await gate.choose(WRONG, WRONG) is PinProblem.ALREADY_SET
    assert await gate.approve(PIN, CONSENT) is None


@pytest.mark.parametrize(
    ("digits", "problem"),
    [
        ("12345", PinProblem.LENGTH),
        ("1" * 13, PinProblem.LENGTH),
        ("27182a", PinProblem.LENGTH),
        ("٢٧١٨٢٨", PinProblem.LENGTH),
        ("000000", PinProblem.TOO_SIMPLE),
        ("456789", PinProblem.TOO_SIMPLE),
        ("987654", PinProblem.TOO_SIMPLE),
        ("271828", None),
    ],
)
async def test_a_pin_that_anybody_would_try_first_is_refused(digits, problem) -> None:
    assert pin_problem(Secret(digits), Secret(digits)) is problem


async def test_the_keyring_holds_no_pin() -> None:
    _, secrets = await chosen()
    assert PIN.reveal() not in secrets.get(PIN_ENTRY).reveal()


async def test_two_computers_with_one_pin_hold_different_hashes() -> None:
    (_, one), (_, two) = await chosen(), await chosen()
    assert one.get(PIN_ENTRY) != two.get(PIN_ENTRY)


async def test_a_consent_is_given_by_the_right_pin_alone_and_used_once() -> None:
    gate, _ = await chosen()
    assert gate.take([CONSENT]) == frozenset()
    assert await gate.approve(WRONG, CONSENT) == Shut(GateProblem.WRONG, tries=4)
    assert gate.take([CONSENT]) == frozenset()
    assert await gate.approve(PIN, CONSENT) is None
    assert gate.take([CONSENT]) == {CONSENT}
    assert gate.take([CONSENT]) == frozenset()


async def test_a_consent_that_served_nothing_is_given_back() -> None:
    gate, _ = await chosen()
    await gate.approve(PIN, CONSENT)
    gate.give_back(gate.take([CONSENT]))
    assert gate.take([CONSENT]) == {CONSENT}


async def test_guessing_is_locked_for_a_growing_time_even_over_a_restart() -> None:
    clock = FakeClock()
    gate, secrets = await chosen(clock)
    for left in (4, 3, 2, 1):
        assert await gate.approve(WRONG, CONSENT) == Shut(GateProblem.WRONG, tries=left)
    assert await gate.approve(WRONG, CONSENT) == Shut(GateProblem.LOCKED, 30.0)
    assert (await gate.approve(PIN, CONSENT)).problem is GateProblem.LOCKED
    restarted = gate_on(secrets, clock)
    assert await restarted.approve(PIN, CONSENT) == Shut(GateProblem.LOCKED, 30.0)
    clock.skip(30)
    assert await restarted.approve(WRONG, CONSENT) == Shut(GateProblem.LOCKED, 60.0)
    clock.skip(60)
    for _ in range(10):
        shut = await restarted.approve(WRONG, CONSENT)
        clock.skip(shut.wait)
    assert shut == Shut(GateProblem.LOCKED, 3600.0)
    assert await restarted.approve(PIN, CONSENT) is None


async def locked(clock):
    gate, secrets = await chosen(clock)
    for _ in range(5):
        await gate.approve(WRONG, CONSENT)
    return gate, secrets


@pytest.mark.parametrize("hours", [2, -2])
async def test_a_clock_that_was_set_neither_lifts_the_lock_nor_prolongs_it(hours) -> None:
    clock = FakeClock()
    gate, _ = await locked(clock)
    clock.set(hours * 3600)
    clock.skip(10)
    assert await gate.approve(PIN, CONSENT) == Shut(GateProblem.LOCKED, 20.0)
    clock.skip(20)
    assert await gate.approve(PIN, CONSENT) is None


async def test_a_clock_set_forward_before_a_restart_lifts_no_lock() -> None:
    clock = FakeClock()
    _, secrets = await locked(clock)
    clock.set(24 * 3600)
    restarted = gate_on(secrets, clock)
    assert await restarted.approve(PIN, CONSENT) == Shut(GateProblem.LOCKED, 30.0)
    clock.skip(29)
    assert await restarted.approve(PIN, CONSENT) == Shut(GateProblem.LOCKED, 1.0)
    clock.skip(1)
    assert await restarted.approve(PIN, CONSENT) is None


async def test_a_wrong_pin_in_one_window_locks_the_other_as_well() -> None:
    clock = FakeClock()
    one, secrets = await locked(clock)
    other = gate_on(secrets, clock)
    await other.approve(WRONG, CONSENT)
    clock.skip(30)
    assert await other.approve(WRONG, CONSENT) == Shut(GateProblem.LOCKED, 60.0)
    assert await one.approve(PIN, CONSENT) == Shut(GateProblem.LOCKED, 60.0)


async def test_an_entry_that_tells_when_its_lock_ends_as_earlier_ones_did_is_read() -> None:
    clock = FakeClock()
    gate, secrets = await chosen(clock)
    kept = json.loads(secrets.get(PIN_ENTRY).reveal())
    was = {**kept, "wrong": 5, "locked_until": "2026-11-20T09:00:30+00:00"}
    secrets.set(PIN_ENTRY, Secret(json.dumps(was)))
    assert await gate.approve(PIN, CONSENT) == Shut(GateProblem.LOCKED, 30.0)
    clock.skip(30)
    assert await gate.approve(PIN, CONSENT) is None


async def test_the_right_pin_forgives_what_was_mistyped_before() -> None:
    gate, _ = await chosen()
    for _ in range(3):
        for left in (4, 3, 2, 1):
            assert (await gate.approve(WRONG, CONSENT)).tries == left
        assert await gate.approve(PIN, CONSENT) is None


async def test_guesses_side_by_side_are_counted_one_by_one() -> None:
    gate, _ = await chosen()
    shut = await asyncio.gather(*(gate.approve(WRONG, CONSENT) for _ in range(6)))
    assert [one.problem for one in shut].count(GateProblem.WRONG) == 4
    assert (await gate.approve(PIN, CONSENT)).problem is GateProblem.LOCKED


def entry(**changes):
    made = {"salt": "c2FsdA==", "hash": "aGFzaA==", "wrong": 0}
    return json.dumps({**made, **changes})


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "not json",
        "[]",
        "{}",
        '"text"',
        entry(more=1),
        entry(salt="***"),
        entry(salt=7),
        entry(hash=None),
        entry(hash="ä"),
        entry(wrong="5"),
        entry(wrong=True),
        entry(wrong=-9),
    ],
)
async def test_a_spoilt_entry_lets_nobody_in_and_says_so(spoilt) -> None:
    secrets = MemorySecretStore()
    secrets.set(PIN_ENTRY, Secret(spoilt))
    gate = gate_on(secrets)
    shut = Shut(GateProblem.SPOILT)
    assert await gate.has_pin() == shut
    assert await gate.choose(PIN, PIN) == shut
    assert await gate.approve(PIN, CONSENT) == shut
    assert gate.take([CONSENT]) == frozenset()
    assert secrets.get(PIN_ENTRY).reveal() == spoilt


async def test_without_a_keyring_the_gate_stays_shut_and_says_why() -> None:
    gate = gate_on(LockedKeyring())
    shut = Shut(GateProblem.UNAVAILABLE, detail="the keyring is locked")
    assert await gate.has_pin() == shut
    assert await gate.choose(PIN, PIN) == shut
    assert await gate.approve(PIN, CONSENT) == shut
