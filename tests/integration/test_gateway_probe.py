"""A pair of keys is judged before it is stored, and nothing is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from pos_app.adapters.stripe_gateway.client import open_client
from pos_app.adapters.stripe_gateway.probe import (
    PROBES,
    PUBLISHABLE_KEY_PARAM,
    SECRET_KEY_PARAM,
    StripeProbe,
)
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.domain.secret import Secret
from pos_app.ports.gateway import AccountInfo
from pos_app.simulator.server import Simulator
from tests.contract.canned_stripe import CannedStripe, intent, listing, refuses, says
from tests.simulator.conftest import CheckedSimulator

OPERATOR = (
    "rak_customer_read", "rak_payment_intent_write", "rak_payment_method_read",
    "rak_customer_session_write", "rak_charge_read", "rak_dispute_read", "rak_event_read",
)  # fmt: skip


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[CheckedSimulator]:
    simulator = CheckedSimulator(customers=0)
    await simulator.start()
    yield simulator
    await simulator.stop()
    assert [breach for breach in simulator.contract.violations if " request" in breach] == []


@pytest_asyncio.fixture
async def probe(sim: CheckedSimulator) -> AsyncIterator[StripeProbe]:
    opened = StripeProbe(api_url=sim.api)
    yield opened
    await opened.close()


@pytest.mark.asyncio
async def test_a_full_key_tells_its_account(sim: CheckedSimulator, probe: StripeProbe) -> None:
    account = await probe.account(Secret(sim.secret_key))
    assert isinstance(account, Ok)
    assert account.value.id == sim.state.account_id
    assert account.value.name
    assert account.value.default_currency == "EUR"
    assert account.value.livemode is False


@pytest.mark.asyncio
async def test_a_key_that_may_not_read_the_account_still_tells_its_id() -> None:
    stripe = CannedStripe(
        [
            refuses(
                403,
                message="The provided key 'rk_test_****abcd' does not have the required "
                "permissions for this endpoint on account 'acct_1NuzflB0DBR1HOyc'. Having the "
                "'rak_accounts_kyc_basic_read' permission would allow this request to continue.",
            ),
            refuses(403, message="Not for you."),
        ]
    )
    await stripe.start()
    probe = StripeProbe(api_url=stripe.url)
    key = Secret("rk_test_training_0123456789abcdef")
    named, nameless = await probe.account(key), await probe.account(key)
    await probe.close()
    await stripe.stop()
    assert named == Ok(AccountInfo("acct_1NuzflB0DBR1HOyc", "", livemode=False))
    assert nameless == Ok(AccountInfo("", "", livemode=False))


@pytest.mark.asyncio
async def test_an_object_of_another_account_proves_that_the_keys_do_not_match() -> None:
    stripe = CannedStripe(
        [says(listing(intent())), refuses(404, code="resource_missing", param="intent")]
    )
    await stripe.start()
    probe = StripeProbe(api_url=stripe.url)
    outcome = await probe.same_account(
        Secret("rk_test_training_0123456789abcdef"), "pk_test_training_0123456789abcdef"
    )
    await probe.close()
    await stripe.stop()
    assert outcome == Ok(value=False)
    assert [asked.method for asked in stripe.asked] == ["GET", "GET"]


@pytest.mark.asyncio
async def test_the_permissions_we_ask_for_are_the_ones_we_probe(
    sim: CheckedSimulator, probe: StripeProbe
) -> None:
    reports = await probe.permissions(Secret(sim.keys.issue_restricted(*OPERATOR)))
    assert isinstance(reports, Ok)
    assert {report.name: report.granted for report in reports.value} == dict.fromkeys(PROBES, True)


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "slug"), list(zip(PROBES, OPERATOR, strict=True)))
async def test_each_missing_permission_is_reported_with_its_name(
    sim: CheckedSimulator, probe: StripeProbe, name: str, slug: str
) -> None:
    key = sim.keys.issue_restricted(*(other for other in OPERATOR if other != slug))
    reports = await probe.permissions(Secret(key))
    assert isinstance(reports, Ok)
    missing = [report for report in reports.value if report.granted is not True]
    assert [(report.name, report.granted) for report in missing] == [(name, False)]
    assert slug in missing[0].detail
    assert key not in missing[0].detail


@pytest.mark.asyncio
async def test_probing_permissions_leaves_nothing_behind(
    sim: CheckedSimulator, probe: StripeProbe
) -> None:
    key = Secret(sim.secret_key)
    await probe.permissions(key)
    await probe.account(key)
    client = open_client(key, api_url=sim.api)
    intents = await client.sdk.v1.payment_intents.list_async({})
    customers = await client.sdk.v1.customers.list_async({})
    events = await client.sdk.v1.events.list_async({})
    await client.close()
    assert [*intents.data, *customers.data, *events.data] == []


@pytest.mark.asyncio
async def test_two_keys_of_one_account_belong_together_and_nothing_is_charged(
    sim: CheckedSimulator, probe: StripeProbe
) -> None:
    key = Secret(sim.keys.issue_restricted(*OPERATOR))
    assert await probe.same_account(key, sim.publishable_key) == Ok(value=True)
    assert await probe.same_account(key, sim.publishable_key) == Ok(value=True)
    client = open_client(Secret(sim.secret_key), api_url=sim.api)
    intents = await client.sdk.v1.payment_intents.list_async({})
    await client.close()
    assert [(intent.status, intent.amount_received) for intent in intents.data] == [("canceled", 0)]


@pytest.mark.asyncio
async def test_keys_of_two_accounts_do_not_belong_together(
    sim: CheckedSimulator, probe: StripeProbe
) -> None:
    other = Simulator(customers=0, seed=7)
    outcome = await probe.same_account(Secret(sim.secret_key), other.publishable_key)
    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.param) == (RefusalKind.KEY_REJECTED, PUBLISHABLE_KEY_PARAM)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text", ["", "hello", "whsec_0123456789abcdef", "sk_test_training_0123456789abcdef"]
)
async def test_what_is_no_publishable_key_is_said_to_be_the_culprit(
    sim: CheckedSimulator, probe: StripeProbe, text: str
) -> None:
    outcome = await probe.same_account(Secret(sim.secret_key), text)
    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.param) == (RefusalKind.KEY_REJECTED, PUBLISHABLE_KEY_PARAM)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text", ["", "hello", "pk_test_training_0123456789abcdef", "sk_test_training_0123456789abcdef"]
)
async def test_what_is_no_working_secret_key_is_rejected_by_every_question(
    sim: CheckedSimulator, probe: StripeProbe, text: str
) -> None:
    key = Secret(text)
    for outcome in (
        await probe.account(key),
        await probe.permissions(key),
        await probe.same_account(key, sim.publishable_key),
    ):
        assert isinstance(outcome, Refused)
        assert (outcome.kind, outcome.param) == (RefusalKind.KEY_REJECTED, SECRET_KEY_PARAM)


@pytest.mark.asyncio
async def test_keys_of_two_modes_do_not_belong_together_and_nobody_is_asked() -> None:
    probe = StripeProbe()
    outcome = await probe.same_account(Secret("sk_live_0123456789"), "pk_test_0123456789")
    await probe.close()
    assert outcome == Ok(value=False)


@pytest.mark.asyncio
async def test_without_payment_intents_the_match_cannot_be_shown(
    sim: CheckedSimulator, probe: StripeProbe
) -> None:
    key = Secret(sim.keys.issue_restricted("rak_customer_read"))
    outcome = await probe.same_account(key, sim.publishable_key)
    assert isinstance(outcome, Refused)
    assert outcome.kind is RefusalKind.NOT_PERMITTED


@pytest.mark.asyncio
async def test_a_probe_without_a_clear_answer_is_reported_as_uncertain() -> None:
    unclear = [
        refuses(404, code="resource_missing"),
        refuses(400, code="parameter_unknown"),
        says("<html>down</html>", 502),
    ]
    stripe = CannedStripe(unclear)
    await stripe.start()
    probe = StripeProbe(api_url=stripe.url)
    reports = await probe.permissions(Secret("rk_test_training_0123456789abcdef"))
    await probe.close()
    await stripe.stop()
    assert isinstance(reports, Ok)
    granted = [report.granted for report in reports.value]
    assert (granted.count(True), granted.count(False)) == (1, 0)
    assert all(report.detail for report in reports.value if report.granted is None)


@pytest.mark.asyncio
async def test_without_a_connection_nothing_is_claimed(free_port: int) -> None:
    probe = StripeProbe(api_url=f"http://127.0.0.1:{free_port}")
    key = Secret("sk_test_training_0123456789abcdef")
    outcomes = (
        await probe.account(key),
        await probe.permissions(key),
        await probe.same_account(key, "pk_test_training_0123456789abcdef"),
    )
    await probe.close()
    for outcome in outcomes:
        assert isinstance(outcome, Unknown)
        assert outcome.cause is FailureCause.NETWORK
