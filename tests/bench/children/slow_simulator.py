"""The simulator, answering late: MILLISECONDS api|everything CUSTOMERS."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiohttp import web

from pos_app.simulator.server import Simulator
from tests.bench.children.speaking import hear, say


class SlowSimulator(Simulator):
    """Holds back every request, scripts and frames included."""

    delay_ms = 0

    def _application(self) -> web.Application:
        app = super()._application()
        app.middlewares.insert(0, self._late)
        return app

    @web.middleware
    async def _late(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.delay_ms and not request.path.startswith("/_sim"):
            await asyncio.sleep(self.delay_ms / 1000)
        response: web.StreamResponse = await handler(request)
        return response


async def _serve(delay_ms: int, scope: str, customers: int) -> None:
    sim = SlowSimulator(customers=customers, latency_ms=delay_ms if scope == "api" else 0)
    if scope == "everything":
        sim.delay_ms = delay_ms
    await sim.start()
    say(**sim.announcement())
    await asyncio.to_thread(hear)
    await sim.stop()


asyncio.run(_serve(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
