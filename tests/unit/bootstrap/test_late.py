"""A port that comes late keeps its callers waiting, and loses none of them."""

import asyncio

import pytest

from pos_app.bootstrap.late import Late


class Doubler:
    async def double(self, number: int, *, plus: int = 0) -> int:
        return number * 2 + plus

    async def fail(self) -> None:
        raise LookupError("as the real one does")


@pytest.mark.asyncio
async def test_calls_wait_and_then_all_go_through() -> None:
    late: Late[Doubler] = Late()
    port = late.port()
    calls = [asyncio.ensure_future(port.double(n, plus=1)) for n in range(3)]  # noqa: TID251
    await asyncio.sleep(0)
    assert not any(call.done() for call in calls)
    late.give(Doubler())
    assert await asyncio.gather(*calls) == [1, 3, 5]
    assert await port.double(5) == 10


@pytest.mark.asyncio
async def test_a_caller_who_gives_up_does_not_harm_the_others() -> None:
    late: Late[Doubler] = Late()
    port = late.port()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(port.double(1), 0.01)
    late.give(Doubler())
    assert await port.double(1) == 2


@pytest.mark.asyncio
async def test_errors_and_parts_of_the_real_thing_come_through() -> None:
    late: Late[dict[str, Doubler]] = Late()
    part = late.port(lambda whole: whole["part"])
    late.give({"part": Doubler()})
    assert await part.double(2) == 4
    with pytest.raises(LookupError, match="as the real one does"):
        await part.fail()


@pytest.mark.asyncio
async def test_what_may_last_is_answered_meanwhile_by_those_that_can() -> None:
    late: Late[Doubler] = Late()
    patient, answering = late.port(), late.port(delayed=0)
    calls = [asyncio.ensure_future(port.double(4)) for port in (patient, answering)]  # noqa: TID251
    late.delay()
    assert await calls[1] == 0
    assert not calls[0].done()
    late.give(Doubler())
    assert await calls[0] == 8
    assert await answering.double(4) == 8
