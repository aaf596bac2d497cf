"""The page behind a charge's ``receipt_url``."""

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from aiohttp import web

from pos_app.simulator.money_rules import written
from pos_app.simulator.state import State

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>TRAINING receipt</title>
<style>body{{font:16px system-ui,sans-serif;max-width:28rem;margin:3rem auto;color:#1d2433}}
b{{color:#b45309}}td{{padding:.3rem 1rem .3rem 0}}</style></head>
<body><p><b>TRAINING - no money was moved</b></p><h1>Receipt</h1><table>{rows}</table></body></html>
"""


def mount(app: web.Application, sim: "Simulator") -> None:
    """Add the page."""
    app.router.add_get("/receipts/{charge}", partial(_show, sim.state))


async def _show(state: State, request: web.Request) -> web.Response:
    charge = state.charges.view(request.match_info["charge"])
    if charge is None:
        raise web.HTTPNotFound
    currency = charge["currency"]
    rows = {
        "Charge": charge["id"],
        "Description": charge["description"] or "",
        "Paid": written(charge["amount_captured"], currency),
        "Refunded": written(charge["amount_refunded"], currency),
    }
    cells = "".join(f"<tr><td>{k}</td><td>{escape(v)}</td></tr>" for k, v in rows.items())
    return web.Response(text=_PAGE.format(rows=cells), content_type="text/html")
