"""The page says at once that a program which was just set up is not there."""

from __future__ import annotations

import pytest

from pos_app.domain.hooks import Hook, HookFailure, HookFault
from pos_app.ui.states.common import Tone
from pos_app.ui.states.hooks import HookFields
from tests.support.fake_clock import settle
from tests.unit.presenters.test_hooks_desk import CRM, EVERY, STOCK, Room

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("hooks", [(), (STOCK,)], ids=["added", "changed"])
async def test_a_program_that_is_not_there_is_named_as_soon_as_it_is_kept(
    hooks: tuple[Hook, ...],
) -> None:
    room = Room(*hooks)
    room.obstacles["stock"] = HookFault(HookFailure.NOT_FOUND, "stok.sh")
    await room.open()
    room.desk.save(HookFields("stock", "/opt/stok.sh", EVERY, training=False))
    await settle()
    assert room.now.notice is not None
    assert room.now.notice.tone is Tone.WARN
    assert "“stock” is kept" in room.said
    assert "there is no such program (stok.sh)" in room.said


async def test_what_is_looked_at_meanwhile_is_not_called_missing() -> None:
    room = Room(CRM)
    room.obstacles["stock"] = HookFault(HookFailure.NOT_FOUND, "stok.sh")
    await room.open()
    room.desk.add()
    room.gate.clear()
    room.desk.save(HookFields("stock", "/opt/stok.sh", EVERY, training=False))
    await settle()
    room.desk.choose("crm")
    room.gate.set()
    await settle()
    assert room.said == ""
