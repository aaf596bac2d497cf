"""Whatever the wire does, the till learns whether something happened, did not, or may have."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from pos_app.adapters.stripe_gateway.gateway import StripeGateway
from pos_app.domain.ids import (
    CustomerId,
    IdempotencyKey,
    OperatorId,
    OpId,
    PaymentIntentId,
    RegisterId,
)
from pos_app.domain.modes import Mode
from pos_app.domain.money import Money
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.domain.payment import SaleOrder
from pos_app.domain.secret import Secret
from pos_app.domain.settings import CheckoutPolicy
from tests.contract.canned_stripe import (
    TRAINING_KEY,
    CannedStripe,
    Pauses,
    Reply,
    drops_mid_body,
    hangs,
    intent,
    listing,
    person,
    refuses,
    resets,
    says,
)

ORDER = SaleOrder(
    customer=CustomerId("cus_1"), customer_title="Mia Weber", money=Money(4850, "EUR"),
    reference="Table 4", register=RegisterId("R1"), operator=OperatorId("Kim"),
)  # fmt: skip
OP, KEY = OpId("op_1"), IdempotencyKey("op_1-create_payment")
SINCE = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
TIMEOUT = 0.3

Till = Callable[..., Awaitable[tuple[StripeGateway, CannedStripe]]]


@pytest_asyncio.fixture
async def pauses() -> Pauses:
    return Pauses()


@pytest_asyncio.fixture
async def till(pauses: Pauses) -> AsyncIterator[Till]:
    async with contextlib.AsyncExitStack() as stack:

        async def start(
            *replies: Reply, patience: float = 5.0
        ) -> tuple[StripeGateway, CannedStripe]:
            stripe = CannedStripe(list(replies))
            await stripe.start()
            stack.push_async_callback(stripe.stop)
            gateway = StripeGateway(
                Secret(TRAINING_KEY),
                mode=Mode.TRAINING,
                api_url=stripe.url,
                timeout=patience,
                pause=pauses,
            )
            stack.push_async_callback(gateway.close)
            return gateway, stripe

        yield start


@pytest.mark.asyncio
@pytest.mark.parametrize("broken", [resets, drops_mid_body, refuses(500, type="api_error")])
async def test_a_short_break_is_repeated_with_the_same_key(till: Till, broken: Reply) -> None:
    gateway, stripe = await till(broken, broken, says(intent()))
    outcome = await gateway.payments.create(OP, ORDER, KEY)
    assert isinstance(outcome, Ok)
    assert outcome.value.client_secret.reveal() == "pi_1_secret_abc"
    assert [asked.key for asked in stripe.asked] == [KEY] * 3
    assert len({tuple(asked.form.items()) for asked in stripe.asked}) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("broken", "cause"),
    [
        (resets, FailureCause.NETWORK),
        (drops_mid_body, FailureCause.NETWORK),
        (refuses(500, type="api_error"), FailureCause.STRIPE_DOWN),
        (refuses(503, type="api_error"), FailureCause.STRIPE_DOWN),
        (says("<html>Bad gateway</html>", 502), FailureCause.STRIPE_DOWN),
        (says("<html>Please log in to the hotel</html>", 200), FailureCause.STRIPE_DOWN),
        (says("<html>Blocked by policy</html>", 403), FailureCause.STRIPE_DOWN),
        (says({"error": "blocked"}, 403), FailureCause.STRIPE_DOWN),
        (says({"message": "not found"}, 404), FailureCause.STRIPE_DOWN),
        (says([], 200), FailureCause.STRIPE_DOWN),
        (says({"status": "ok"}, 200), FailureCause.STRIPE_DOWN),
        (says({"error": {"type": "api_error", "code": 5}}, 400), FailureCause.STRIPE_DOWN),
        (says({"error": {"type": "teapot", "message": "no"}}, 400), FailureCause.STRIPE_DOWN),
        (refuses(418), FailureCause.STRIPE_DOWN),
        (says("", 407), FailureCause.PROXY),
        (refuses(409, code="idempotency_key_in_use"), FailureCause.CONFLICT),
        (refuses(409, type="idempotency_error"), FailureCause.CONFLICT),
        (refuses(429, code="lock_timeout"), FailureCause.CONFLICT),
        (refuses(429, code="rate_limit"), FailureCause.RATE_LIMITED),
    ],
)  # fmt: skip
async def test_without_a_certain_answer_nothing_is_claimed(
    till: Till, broken: Reply, cause: FailureCause
) -> None:
    gateway, _ = await till(broken)
    outcome = await gateway.payments.create(OP, ORDER, KEY)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is cause


@pytest.mark.asyncio
async def test_silence_ends_after_the_time_limit(till: Till) -> None:
    gateway, stripe = await till(hangs, patience=TIMEOUT)
    outcome = await gateway.payments.create(OP, ORDER, KEY)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is FailureCause.TIMEOUT
    assert [asked.key for asked in stripe.asked] == [KEY] * 3


@pytest.mark.asyncio
async def test_nobody_listening_is_a_network_failure(free_port: int, pauses: Pauses) -> None:
    gateway = StripeGateway(
        Secret(TRAINING_KEY),
        mode=Mode.TRAINING,
        api_url=f"http://127.0.0.1:{free_port}",
        pause=pauses,
    )
    outcome = await gateway.payments.retrieve(PaymentIntentId("pi_1"))
    await gateway.close()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is FailureCause.NETWORK


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refuses(400, code="amount_too_small", param="amount"), RefusalKind.INVALID),
        (refuses(400, code="resource_missing", param="customer"), RefusalKind.NOT_FOUND),
        (refuses(404, code="resource_missing"), RefusalKind.NOT_FOUND),
        (refuses(400, code="payment_intent_unexpected_state"), RefusalKind.WRONG_STATE),
        (refuses(400, code="livemode_mismatch"), RefusalKind.WRONG_MODE),
        (refuses(400, type="idempotency_error"), RefusalKind.KEY_REUSED),
        (refuses(401), RefusalKind.KEY_REJECTED),
        (refuses(401, code="api_key_expired"), RefusalKind.KEY_REJECTED),
        (refuses(403), RefusalKind.NOT_PERMITTED),
        (says(intent(livemode=True)), RefusalKind.WRONG_MODE),
    ],
)
async def test_a_refusal_by_stripe_is_final_and_asked_once(
    till: Till, answer: Reply, kind: RefusalKind
) -> None:
    gateway, stripe = await till(answer)
    outcome = await gateway.payments.create(OP, ORDER, KEY)
    assert isinstance(outcome, Refused)
    assert outcome.kind is kind
    assert len(stripe.asked) == 1


@pytest.mark.asyncio
async def test_a_decline_keeps_what_the_operator_needs(till: Till) -> None:
    gateway, _ = await till(
        refuses(
            402,
            type="card_error",
            code="card_declined",
            decline_code="insufficient_funds",
            message="Your card has insufficient funds.",
        )
    )
    assert await gateway.payments.create(OP, ORDER, KEY) == Refused(
        RefusalKind.DECLINED,
        code="card_declined",
        decline_code="insufficient_funds",
        message="Your card has insufficient funds.",
        request_id="req_canned",
    )


@pytest.mark.asyncio
async def test_a_rate_limit_is_waited_out_longer_each_time(till: Till, pauses: Pauses) -> None:
    limited = refuses(429, code="rate_limit")
    gateway, stripe = await till(limited, limited, says(intent()))
    assert isinstance(await gateway.payments.create(OP, ORDER, KEY), Ok)
    assert [asked.key for asked in stripe.asked] == [KEY] * 3
    first, second = pauses
    assert 0.3 < first < 0.7
    assert 1.0 < second < 2.0


@pytest.mark.asyncio
async def test_a_cancelled_call_leaves_the_gateway_usable(till: Till) -> None:
    gateway, stripe = await till(hangs, says(intent()))
    call = asyncio.get_running_loop().create_task(gateway.payments.create(OP, ORDER, KEY))
    await stripe.arrived.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert isinstance(await gateway.payments.create(OP, ORDER, KEY), Ok)
    assert [asked.key for asked in stripe.asked] == [KEY] * 2


@pytest.mark.asyncio
async def test_a_key_never_follows_a_redirect(till: Till) -> None:
    elsewhere = CannedStripe([says(intent())])
    await elsewhere.start()
    gateway, _ = await till(says({}, 302, {"Location": f"{elsewhere.url}/v1/payment_intents"}))
    outcome = await gateway.payments.create(OP, ORDER, KEY)
    await elsewhere.stop()
    assert isinstance(outcome, Unknown)
    assert elsewhere.asked == []


@pytest.mark.asyncio
async def test_after_closing_every_call_is_unknown(till: Till) -> None:
    gateway, stripe = await till(says(intent()))
    await gateway.close()
    outcome = await gateway.payments.retrieve(PaymentIntentId("pi_1"))
    assert isinstance(outcome, Unknown)
    assert stripe.asked == []


@pytest.mark.asyncio
async def test_the_request_says_what_the_order_says_and_nothing_about_us(till: Till) -> None:
    gateway, stripe = await till(says(intent()))
    await gateway.payments.create(OP, ORDER, KEY)
    (asked,) = stripe.asked
    assert dict(asked.form) == {
        "amount": "4850",
        "currency": "eur",
        "customer": "cus_1",
        "automatic_payment_methods[enabled]": "true",
        "automatic_payment_methods[allow_redirects]": "always",
        "description": "Table 4",
        "metadata[pos_operation]": "op_1",
        "metadata[pos_register]": "R1",
        "metadata[pos_operator]": "Kim",
        "metadata[pos_reference]": "Table 4",
    }
    assert asked.headers["Stripe-Version"].endswith(".endive")
    await gateway.payments.retrieve(PaymentIntentId("pi_1"))
    assert not any("telemetry" in str(a.headers).lower() for a in stripe.asked)


@pytest.mark.asyncio
async def test_the_session_offers_what_the_shop_allows(till: Till) -> None:
    session = {
        "object": "customer_session", "client_secret": "cuss_secret_x",
        "expires_at": 1_790_001_800, "livemode": False,
    }  # fmt: skip
    gateway, stripe = await till(says(session))
    await gateway.checkout.open_session(CustomerId("cus_1"), CheckoutPolicy())
    await gateway.checkout.open_session(CustomerId("cus_1"), CheckoutPolicy(save=True, remove=True))
    root = "components[payment_element][features]"
    shut, open_ = (asked.form for asked in stripe.asked)
    assert shut[f"{root}[payment_method_redisplay]"] == "enabled"
    assert shut[f"{root}[payment_method_redisplay_limit]"] == "10"
    assert shut[f"{root}[payment_method_save]"] == "disabled"
    assert shut[f"{root}[payment_method_remove]"] == "disabled"
    assert f"{root}[payment_method_save_usage]" not in shut
    assert open_[f"{root}[payment_method_save]"] == "enabled"
    assert open_[f"{root}[payment_method_save_usage]"] == "on_session"
    assert open_[f"{root}[payment_method_remove]"] == "enabled"


@pytest.mark.asyncio
async def test_find_reads_every_page_and_keeps_only_our_own(till: Till) -> None:
    other = intent(id="pi_0", metadata={"pos_operation": "op_2"}, currency="xts")
    gateway, stripe = await till(
        says(listing(other, has_more=True)),
        says(listing(intent())),
    )
    outcome = await gateway.payments.find(OP, CustomerId("cus_1"), SINCE)
    assert isinstance(outcome, Ok)
    assert [snapshot.id for snapshot in outcome.value] == ["pi_1"]
    assert stripe.asked[1].form["starting_after"] == "pi_0"


@pytest.mark.asyncio
async def test_find_does_not_say_none_when_a_page_is_missing(till: Till) -> None:
    gateway, _ = await till(says(listing(intent(), has_more=True)), resets)
    outcome = await gateway.payments.find(OP, CustomerId("cus_1"), SINCE)
    assert isinstance(outcome, Unknown)


@pytest.mark.asyncio
async def test_search_asks_for_what_was_typed(till: Till) -> None:
    gateway, stripe = await till(says(listing(person())))
    outcome = await gateway.customers.search("Mia Weber", 500)
    assert isinstance(outcome, Ok)
    assert [customer.id for customer in outcome.value] == ["cus_1"]
    assert dict(stripe.asked[0].form) == {
        "query": 'name~"Mia" AND name~"Weber"',
        "limit": "100",
    }


@pytest.mark.asyncio
async def test_two_letters_are_not_sent_to_stripe(till: Till) -> None:
    gateway, stripe = await till(says(listing(person())))
    assert await gateway.customers.search("mi", 20) == Ok(())
    assert stripe.asked == []


@pytest.mark.asyncio
async def test_a_customer_of_the_other_mode_in_a_list_is_refused(till: Till) -> None:
    gateway, _ = await till(says(listing(person(), person("cus_2", livemode=True))))
    outcome = await gateway.customers.newest(10)
    assert isinstance(outcome, Refused)
    assert outcome.kind is RefusalKind.WRONG_MODE
