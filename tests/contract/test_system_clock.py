"""Time has a zone, and ids do not collide."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from pos_app.adapters.system_clock import SystemClock, SystemIds


def test_now_is_aware_and_utc() -> None:
    assert SystemClock().now().utcoffset() == dt.timedelta(0)


@pytest.mark.asyncio
async def test_monotonic_time_moves_on_while_we_wait() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    await clock.sleep(0.02)
    assert clock.monotonic() - before >= 0.019


def test_operations_are_unique_and_fit_stripes_limits() -> None:
    ids = SystemIds()
    made = {ids.operation() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"op_[0-9a-f]{32}", op) for op in made)


def test_an_action_has_one_key_for_ever() -> None:
    ids = SystemIds()
    op, other = ids.operation(), ids.operation()
    assert ids.key(op, "create_payment") == SystemIds().key(op, "create_payment")
    keys = {ids.key(o, a) for o in (op, other) for a in ("create_payment", "cancel_payment")}
    assert len(keys) == 4
    assert max(map(len, keys)) <= 255
