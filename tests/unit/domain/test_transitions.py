"""How a refetched PaymentIntent changes a sale: monotone and idempotent."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.ids import ChargeId, CustomerId, OpId, PaymentIntentId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.payment import (
    AttemptError,
    ChargeSnapshot,
    MethodSummary,
    MoneyTaken,
    Payment,
    PaymentIntentSnapshot,
    PaymentIntentStatus,
    PaymentState,
)
from pos_app.domain.timeline import FactKind, FactSource
from pos_app.domain.transitions import Fetched, SnapshotMismatchError, apply_snapshot
from tests.support.world import order

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
INTENT = PaymentIntentId("pi_1")
OPEN = PaymentIntentStatus.REQUIRES_PAYMENT_METHOD
DECLINED = AttemptError("card_declined", "insufficient_funds")
NEW = Payment(OpId("op-1"), order(), PaymentState.INTENDED, NOW, NOW)
CONFIRMING = replace(NEW, state=PaymentState.OPEN, intent=INTENT, confirming=True)


def charge(name: str = "ch_1", **changes) -> ChargeSnapshot:
    plain = ChargeSnapshot(
        id=ChargeId(name),
        paid=True,
        captured=True,
        amount=4850,
        amount_captured=4850,
        amount_refunded=0,
        created=NOW,
        method=MethodSummary("card", "visa", "4242"),
    )
    return replace(plain, **changes)


def seen(status: PaymentIntentStatus = OPEN, **changes) -> PaymentIntentSnapshot:
    plain = PaymentIntentSnapshot(
        id=INTENT,
        status=status,
        money=Money(4850, "EUR"),
        created=NOW,
        livemode=False,
        customer=CustomerId("cus_1"),
        operation=OpId("op-1"),
    )
    return replace(plain, **changes)


def paid(**changes) -> PaymentIntentSnapshot:
    changes = {"amount_received": 4850, "charge": charge(), **changes}
    return seen(PaymentIntentStatus.SUCCEEDED, **changes)


def follow(payment: Payment, *snapshots: PaymentIntentSnapshot, fetched=Fetched.DURING):
    steps = []
    for number, snapshot in enumerate(snapshots, 1):
        at = NOW + dt.timedelta(seconds=number)
        steps.append(apply_snapshot(payment, snapshot, at, FactSource.POLL, fetched))
        payment = steps[-1].payment
    return payment, [fact for step in steps for fact in step.facts], steps[-1].entries


def kinds(facts):
    return [fact.kind for fact in facts]


def test_created() -> None:
    payment, facts, entries = follow(NEW, seen())
    assert (payment.state, payment.intent) == (PaymentState.OPEN, INTENT)
    assert (kinds(facts), facts[0].detail, entries) == ([FactKind.CREATED], INTENT, ())


def test_paid_at_once() -> None:
    payment, facts, (row,) = follow(CONFIRMING, paid())
    assert payment.money_taken is MoneyTaken.YES
    assert not payment.confirming
    assert (payment.charge, payment.method.last4) == ("ch_1", "4242")
    assert (kinds(facts), facts[0].detail) == ([FactKind.SUCCEEDED], "ch_1")
    assert (row.kind, row.stripe_id, row.money) == (LedgerKind.SALE, "ch_1", Money(4850, "EUR"))


def test_paid_by_an_unreadable_charge_is_proven_by_the_payment_intent() -> None:
    _, facts, (row,) = follow(CONFIRMING, paid(charge=None))
    assert (row.stripe_id, facts[0].detail) == (INTENT, INTENT)


@pytest.mark.parametrize(
    ("status", "state", "fact", "taken"),
    [
        (
            PaymentIntentStatus.REQUIRES_ACTION,
            PaymentState.REQUIRES_ACTION,
            FactKind.REQUIRES_ACTION,
            MoneyTaken.NOT_KNOWN_YET,
        ),
        (
            PaymentIntentStatus.PROCESSING,
            PaymentState.PROCESSING,
            FactKind.PROCESSING,
            MoneyTaken.PENDING,
        ),
        (
            PaymentIntentStatus.REQUIRES_CAPTURE,
            PaymentState.REQUIRES_CAPTURE,
            FactKind.AUTHORISED,
            MoneyTaken.HELD,
        ),
        (PaymentIntentStatus.CANCELED, PaymentState.CANCELED, FactKind.CANCELED, MoneyTaken.NO),
    ],
)
def test_every_status_has_its_state_and_its_truth(status, state, fact, taken) -> None:
    payment, facts, entries = follow(CONFIRMING, seen(status))
    assert (payment.state, kinds(facts), entries) == (state, [fact], ())
    assert payment.money_taken is taken


def test_confirmation_required_is_open() -> None:
    payment, facts, _ = follow(CONFIRMING, seen(PaymentIntentStatus.REQUIRES_CONFIRMATION))
    assert (payment.state, facts) == (PaymentState.OPEN, [])


def test_a_decline_ends_the_confirmation() -> None:
    payment, facts, _ = follow(CONFIRMING, seen(error=DECLINED, charge=charge(paid=False)))
    assert payment.money_taken is MoneyTaken.NO
    assert (kinds(facts), facts[0].detail) == ([FactKind.DECLINED], "insufficient_funds")


def test_an_error_without_decline_code_is_named_by_its_code() -> None:
    _, facts, _ = follow(CONFIRMING, seen(error=AttemptError("expired_card")))
    assert facts[0].detail == "expired_card"


@pytest.mark.parametrize(
    ("fetched", "confirming"),
    [
        (Fetched.BEFORE, True),
        (Fetched.DURING, True),
        (Fetched.DECLINED, True),
        (Fetched.FAILED, False),
        (Fetched.AFTER, False),
    ],
)
def test_the_error_of_the_attempt_before_ends_nothing(fetched, confirming) -> None:
    before = replace(CONFIRMING, error=DECLINED, charge=ChargeId("ch_1"))
    same = seen(error=DECLINED, charge=charge())
    payment, facts, _ = follow(before, same, fetched=fetched)
    assert payment.confirming is confirming
    assert facts == []


@pytest.mark.parametrize(
    ("fetched", "confirming"),
    [
        (Fetched.BEFORE, True),
        (Fetched.DURING, False),
        (Fetched.DECLINED, False),
        (Fetched.FAILED, False),
        (Fetched.AFTER, False),
    ],
)
def test_a_new_error_ends_only_a_confirmation_that_could_cause_it(fetched, confirming) -> None:
    payment, facts, _ = follow(CONFIRMING, seen(error=DECLINED), fetched=fetched)
    assert payment.confirming is confirming
    assert kinds(facts) == [FactKind.DECLINED]


def test_the_same_error_with_another_charge_is_another_decline() -> None:
    before = replace(CONFIRMING, error=DECLINED, charge=ChargeId("ch_1"))
    payment, facts, _ = follow(before, seen(error=DECLINED, charge=charge("ch_2")))
    assert not payment.confirming
    assert kinds(facts) == [FactKind.DECLINED]


def test_a_bank_check_keeps_the_confirmation_running() -> None:
    action = seen(PaymentIntentStatus.REQUIRES_ACTION, next_action="use_stripe_sdk")
    payment, facts, _ = follow(CONFIRMING, action)
    assert payment.confirming
    assert facts[0].detail == "use_stripe_sdk"
    failed, facts, _ = follow(payment, seen(error=DECLINED))
    assert failed.money_taken is MoneyTaken.NO
    assert kinds(facts) == [FactKind.DECLINED]


def test_an_answer_resolves_the_unknown() -> None:
    unknown = replace(CONFIRMING, unknown_since=NOW)
    payment, facts, _ = follow(unknown, paid())
    assert payment.unknown_since is None
    assert kinds(facts) == [FactKind.RESOLVED, FactKind.SUCCEEDED]


def test_a_method_is_kept_when_a_later_look_does_not_show_it() -> None:
    payment, _, _ = follow(
        CONFIRMING, seen(charge=charge()), seen(charge=charge(method=MethodSummary()))
    )
    assert payment.method.last4 == "4242"
    payment, _, _ = follow(payment, seen())
    assert payment.charge == "ch_1"


def test_a_refund_made_elsewhere_is_seen() -> None:
    payment, facts, _ = follow(CONFIRMING, paid(), paid(charge=charge(amount_refunded=100)))
    assert payment.amount_refunded == 100
    assert kinds(facts) == [FactKind.SUCCEEDED]


@pytest.mark.parametrize(
    "foreign",
    [
        seen(id=PaymentIntentId("pi_2")),
        paid(operation=OpId("op-2")),
        paid(money=Money(4851, "EUR")),
        paid(money=Money(4850, "USD")),
        paid(customer=CustomerId("cus_2")),
    ],
)
def test_a_snapshot_of_another_sale_is_never_applied(foreign) -> None:
    with pytest.raises(SnapshotMismatchError):
        follow(CONFIRMING, foreign)


@pytest.mark.parametrize(
    "status", [PaymentIntentStatus.CANCELED, OPEN, PaymentIntentStatus.REQUIRES_CONFIRMATION]
)
def test_what_took_nothing_took_nothing_whatever_was_changed_before(status) -> None:
    changed = seen(money=Money(4851, "EUR"), status=status)
    assert follow(CONFIRMING, changed, fetched=Fetched.AFTER)[0].money_taken is MoneyTaken.NO


def test_a_refused_sale_stays_refused() -> None:
    refused = replace(NEW, state=PaymentState.REFUSED)
    assert follow(refused, paid())[0] == refused


_STATUSES = st.sampled_from(list(PaymentIntentStatus))
_ERRORS = st.sampled_from([None, DECLINED, AttemptError("expired_card")])
_CHARGES = st.sampled_from([None, charge("ch_1"), charge("ch_2", paid=False)])


@st.composite
def histories(draw) -> list[PaymentIntentSnapshot]:
    """What Stripe may show over time: anything, until a final status that stays."""
    history = []
    for status in draw(st.lists(_STATUSES, max_size=12)):
        if status is PaymentIntentStatus.SUCCEEDED:
            history.append(paid())
        else:
            error = draw(_ERRORS) if status is OPEN else None
            history.append(seen(status, error=error, charge=draw(_CHARGES)))
        if status in {PaymentIntentStatus.SUCCEEDED, PaymentIntentStatus.CANCELED}:
            break
    return history


@given(histories(), st.sampled_from(list(Fetched)), st.data())
def test_showing_it_twice_changes_nothing(history, fetched, data) -> None:
    """Looks that saw the same moment, repeated any number of times."""
    doubled = [s for s in history for _ in range(data.draw(st.integers(1, 3)))]
    once, facts_once, _ = follow(CONFIRMING, *history or [seen()], fetched=fetched)
    twice, facts_twice, _ = follow(CONFIRMING, *doubled or [seen()], fetched=fetched)
    assert replace(once, updated=NOW) == replace(twice, updated=NOW)
    assert kinds(facts_once) == kinds(facts_twice)


@given(histories(), histories(), st.sampled_from(list(Fetched)))
def test_a_final_state_is_never_left(history, late, fetched) -> None:
    """Old snapshots that arrive after the end, in any order."""
    ended, _, _ = follow(CONFIRMING, *history, paid(), fetched=fetched)
    if ended.state is PaymentState.CANCELED:
        return
    late = [s for s in late if s.status is not PaymentIntentStatus.SUCCEEDED]
    after, facts, entries = follow(ended, *late, paid(), fetched=fetched)
    assert after == ended
    assert facts == []
    assert [row.stripe_id for row in entries] == ["ch_1"]


@given(histories())
def test_money_is_never_called_not_taken_while_it_may_move(history) -> None:
    payment = CONFIRMING
    for snapshot in history:
        payment, _, _ = follow(payment, snapshot)
        if payment.state is PaymentState.REQUIRES_ACTION or payment.confirming:
            assert payment.money_taken is MoneyTaken.NOT_KNOWN_YET
        if payment.money_taken is MoneyTaken.YES:
            assert snapshot.status is PaymentIntentStatus.SUCCEEDED
