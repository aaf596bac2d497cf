"""What a browser loads from the simulator: the stand-in script, its frames, the bank's pages.

Origins matter here, since they are what an embedding app must get right: script and frames come
from ``http://127.0.0.1:P``, the bank's pages from ``http://localhost:P``, and the page that embeds
them all from the shop's own https origin.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import partial
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from pos_app.simulator.bundle import Bundle, Page, bundle, fill
from pos_app.simulator.page_texts import amount_text, texts
from pos_app.simulator.state import Challenge

if TYPE_CHECKING:
    from pos_app.simulator.server import Simulator

_FOREVER = "public, max-age=31536000, immutable"
_EMBEDDERS = "https: http://127.0.0.1:* http://localhost:*"


def mount(app: web.Application, sim: "Simulator") -> None:
    """Add the addresses that a browser opens."""
    files = bundle()
    script = partial(_script, files)
    for path in ("/js/{train}/stripe.js", "/js/{train}/", "/v3/"):
        app.router.add_get(path, script)
    frame = partial(_page, files.frame, _frame_policy(files.frame))
    app.router.add_get("/elements/frame", frame)
    app.router.add_get("/elements/challenge", partial(_page, files.modal, _modal_policy(files)))
    for kind in ("acs", "bank", "3ds"):
        app.router.add_get(f"/{kind}/{{id}}", partial(_bank_page, sim, files, kind))
    app.router.add_post("/acs/{id}", partial(_acs_answer, sim))
    for kind in ("bank", "3ds"):
        app.router.add_post(f"/{kind}/{{id}}", partial(_bank_answer, sim))


async def _script(files: Bundle, _request: web.Request) -> web.Response:
    return web.Response(
        text=files.script,
        content_type="text/javascript",
        charset="utf-8",
        headers={
            "Cache-Control": "public, max-age=60",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _page(page: Page, policy: str, _request: web.Request) -> web.Response:
    return _html(page.html, policy, {"Cache-Control": _FOREVER})


def _html(text: str, policy: str, more: Mapping[str, str]) -> web.Response:
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        **more,
    }
    return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers)


def _policy(script: str, *more: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = (
        "default-src 'none'",
        f"script-src 'sha256-{digest}'",
        "style-src 'unsafe-inline'",
        "connect-src 'self'",
        "base-uri 'none'",
        *more,
    )
    return "; ".join(rules)


def _frame_policy(page: Page) -> str:
    return _policy(page.script, "font-src https: data:", f"frame-ancestors {_EMBEDDERS}")


def _modal_policy(files: Bundle) -> str:
    return _policy(
        files.modal.script, "frame-src http://localhost:*", f"frame-ancestors {_EMBEDDERS}"
    )


async def _bank_page(
    sim: "Simulator", files: Bundle, kind: str, request: web.Request
) -> web.Response:
    """The bank's question: inside the modal (``acs``), or as a page of its own.

    ``bank`` is a redirect method's page, ``3ds`` that of a server without a page of its own.
    """
    challenge = _challenge(sim, request.match_info["id"])
    if request.url.host != "localhost":  # a bank is another origin than the API
        raise web.HTTPFound(request.url.with_host("localhost"))
    words = texts(request.query.get("locale") or _preferred(request))
    in_modal = kind == "acs"
    popup = f'<button class="plain" type="button" data-popup>{words["popup"]}</button>'
    script = files.acs_script if in_modal else ""
    page = fill(
        files.bank_html,
        {
            **{key: escape(text) for key, text in words.items()},
            "heading": words["question" if in_modal else "redirected"],
            "amount": escape(_amount(challenge, words["lang"])),
            "method": escape(challenge.method or words["this_method"]),
            "action": f"/{kind}/{challenge.id}",
            "shape": "" if in_modal else "page",
            # A browser refuses autofocus in a frame; there the script waits for the focus.
            "focus": "" if in_modal else "autofocus",
            "theme": "night" if request.query.get("night") == "1" else "",
            "extra": popup if in_modal else "",
            "style": files.bank_style,
            "script": script,
        },
    )
    return _html(page, _policy(script), {"Cache-Control": "no-store"})


def _preferred(request: web.Request) -> str:
    return request.headers.get("Accept-Language", "en")


def _challenge(sim: "Simulator", challenge_id: str) -> Challenge:
    challenge = sim.state.challenges.get(challenge_id)
    if challenge is None:
        raise web.HTTPGone(
            text="This question by the training bank was answered already.",
            headers={"Cache-Control": "no-store"},  # browsers would keep a 410
        )
    return challenge


def _amount(challenge: Challenge, lang: str) -> str:
    if challenge.amount is None or challenge.currency is None:
        return "-"
    return amount_text(challenge.amount, challenge.currency, lang)


async def _answer(sim: "Simulator", request: web.Request) -> tuple[Challenge, bool]:
    challenge = _challenge(sim, request.match_info["id"])
    form = await request.post()
    if form.get("outcome") not in {"complete", "fail"}:
        raise web.HTTPBadRequest(text="The outcome must be complete or fail.")
    approved = form["outcome"] == "complete"
    challenge.finish(approved)
    return challenge, approved


async def _acs_answer(sim: "Simulator", request: web.Request) -> web.Response:
    """The modal's answer; the script reads what became of it from the intent."""
    await _answer(sim, request)
    return web.json_response({"answered": True})


async def _bank_answer(sim: "Simulator", request: web.Request) -> web.Response:
    """Go back to the shop, with the documented query (a hint, never the truth)."""
    challenge, approved = await _answer(sim, request)
    location = return_address(sim, challenge, approved=approved)
    return web.Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})


def return_address(sim: "Simulator", challenge: Challenge, *, approved: bool) -> str:
    """``return_url`` with the intent, its client secret and ``redirect_status`` added.

    Source: https://docs.stripe.com/payments/accept-a-payment (query parameters of return_url).
    """
    is_setup = challenge.intent.startswith("seti_")
    home = sim.state.setup_intents if is_setup else sim.state.payment_intents
    intent = sim.state.find(home, challenge.intent)
    kind = "setup_intent" if is_setup else "payment_intent"
    status = "failed"
    if approved:
        status = "pending" if intent["status"] == "processing" else "succeeded"
    parts = urlsplit(challenge.return_url or "")
    query = [
        *parse_qsl(parts.query, keep_blank_values=True),
        (kind, intent["id"]),
        (f"{kind}_client_secret", intent["client_secret"]),
        ("redirect_status", status),
    ]
    return urlunsplit(parts._replace(query=urlencode(query)))
