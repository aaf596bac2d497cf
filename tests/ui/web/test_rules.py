"""Where the page may go, in each mode: decided without Qt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.modes import Mode
from pos_app.ui.web.page import scrub
from pos_app.ui.web.rules import PageRules, Verdict, host_of, redirect_status

ORIGIN = "https://pay.shop.example"
RETURN_URL = f"{ORIGIN}/return?op=7"
LIVE = PageRules(Mode.LIVE, ORIGIN, "https://js.stripe.com")
TRAINING = PageRules(Mode.TRAINING, ORIGIN, "http://127.0.0.1:4711")

BANKS = {LIVE: "https://bank.example/3ds", TRAINING: "http://localhost:4711/bank/1"}
NEVER = (
    "file:///etc/passwd",
    "http://bank.example/",
    "http://127.0.0.1:80/",
    "https://127.0.0.1/",
    "ftp://bank.example/",
    "javascript:alert(1)",
    "chrome://settings",
    "mailto:a@b.example",
    "https://user:word@bank.example/",
    "https://[broken",
    "",
)


def judge(
    rules: PageRules, url: str, *, main_frame: bool = True, confirming: bool = True
) -> Verdict:
    return rules.judge(url, main_frame=main_frame, confirming=confirming, return_url=RETURN_URL)


@pytest.mark.parametrize("rules", BANKS)
def test_whole_page_leaves_for_a_bank_only_while_a_confirmation_runs(rules: PageRules) -> None:
    assert judge(rules, BANKS[rules]) is Verdict.ALLOW
    assert judge(rules, BANKS[rules], confirming=False) is Verdict.REFUSE
    assert judge(rules, BANKS[rules], main_frame=False, confirming=False) is Verdict.ALLOW


@pytest.mark.parametrize("rules", BANKS)
def test_return_url_is_read_and_never_loaded(rules: PageRules) -> None:
    url = f"{ORIGIN}/return?payment_intent=pi_1&redirect_status=succeeded"
    assert judge(rules, url) is Verdict.RETURN
    assert judge(rules, url, confirming=False) is Verdict.REFUSE
    assert judge(rules, f"{ORIGIN}/elsewhere") is Verdict.REFUSE
    assert judge(rules, "https://pay.shop.example.evil.example/return") is not Verdict.RETURN


@pytest.mark.parametrize("rules", BANKS)
@pytest.mark.parametrize("url", NEVER)
@pytest.mark.parametrize("main_frame", [True, False])
def test_some_addresses_are_never_opened(rules: PageRules, url: str, main_frame: bool) -> None:
    assert judge(rules, url, main_frame=main_frame) is Verdict.REFUSE


def test_worlds_do_not_mix() -> None:
    assert judge(LIVE, BANKS[TRAINING]) is Verdict.REFUSE
    assert judge(TRAINING, BANKS[LIVE]) is Verdict.REFUSE


@given(st.text(), st.booleans(), st.booleans())
def test_any_text_gets_a_verdict_and_no_plain_http_passes_in_live_mode(
    url: str,
    main_frame: bool,
    confirming: bool,
) -> None:
    judge(LIVE, url, main_frame=main_frame, confirming=confirming)
    for scheme in ("http", "file", "javascript"):
        address = f"{scheme}://{url}"
        assert judge(LIVE, address, main_frame=main_frame, confirming=confirming) is Verdict.REFUSE


def fetch(rules: PageRules, url: str, initiator: str, *, whole_page: bool = False) -> bool:
    return rules.may_fetch(url, initiator=initiator, whole_page=whole_page)


def test_our_page_fetches_from_stripe_alone_and_a_bank_from_where_it_likes() -> None:
    assert fetch(LIVE, "https://js.stripe.com/endive/stripe.js", f"{ORIGIN}/")
    assert fetch(LIVE, "https://api.stripe.com/v1/x", ORIGIN)
    assert not fetch(LIVE, "https://evil.example/x.js", ORIGIN)
    assert not fetch(LIVE, "https://evilstripe.com/x.js", ORIGIN)
    assert fetch(LIVE, "https://cdn.bank.example/x.js", "https://bank.example")
    assert fetch(LIVE, "https://bank.example/", ORIGIN, whole_page=True)
    assert not fetch(LIVE, "http://bank.example/", "https://bank.example")


def test_training_reaches_the_simulator_alone() -> None:
    assert fetch(TRAINING, "http://127.0.0.1:4711/js/endive/stripe.js", ORIGIN)
    assert not fetch(TRAINING, "http://127.0.0.1:4712/x", ORIGIN)
    assert not fetch(TRAINING, "https://js.stripe.com/endive/stripe.js", ORIGIN)
    assert not fetch(TRAINING, "https://bank.example/", "", whole_page=True)


def test_redirect_status_is_one_of_stripes_words_or_nothing() -> None:
    assert redirect_status(f"{ORIGIN}/return?redirect_status=failed&x=1") == "failed"
    assert redirect_status(f"{ORIGIN}/return?redirect_status=<b>paid</b>") == ""
    assert redirect_status(f"{ORIGIN}/return") == ""


def test_host_is_told_for_a_person() -> None:
    assert host_of("https://3ds.bank.example:444/x?y") == "3ds.bank.example"
    assert host_of("https://[broken") == ""


@pytest.mark.parametrize(
    "line",
    [
        "Loading https://api.stripe.com/v1/x?client_secret=pi_1_secret_abc&key=pk_live_123 failed",
        "secret is pi_3Nx_secret_A1b2C3",
        "key " + "sk_live_" + "0123456789abc leaked",
        "card 4242 4242 4242 4242 typed",
        "hook whsec_0123456789",
    ],
)
def test_console_lines_are_scrubbed_before_they_are_logged(line: str) -> None:
    clean = scrub(line)
    for secret in ("_secret_a", "_secret_A", "live_0", "live_1", "4242", "whsec_0"):
        assert secret not in clean
    assert "***" in clean or "[card]" in clean
