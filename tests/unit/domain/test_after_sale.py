"""Refunds and disputes of a paid sale: booked once, in any order, in the sale's currency."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.after_sale import after_sale
from pos_app.domain.aftermath import DisputeMovement, DisputeSnapshot, RefundSnapshot
from pos_app.domain.ids import ChargeId, DisputeId, OpId, PaymentIntentId, RefundId
from pos_app.domain.ledger import LedgerKind
from pos_app.domain.money import Money
from pos_app.domain.payment import Payment, PaymentState
from pos_app.domain.timeline import FactKind, FactSource
from tests.support.world import order

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
INTENT, CHARGE = PaymentIntentId("pi_1"), ChargeId("ch_1")
PAID = Payment(
    OpId("op-1"), order(), PaymentState.SUCCEEDED, NOW, NOW, intent=INTENT, charge=CHARGE,
    amount_received=4850,
)  # fmt: skip
STATUSES = ["pending", "requires_action", "succeeded", "failed", "canceled"]


def refund(name="re_1", minor=1000, status="succeeded", **changes) -> RefundSnapshot:
    plain = RefundSnapshot(RefundId(name), INTENT, CHARGE, Money(minor, "EUR"), status, NOW)
    return replace(plain, **changes)


def moved(name: str, minor: int, code: str = "EUR") -> DisputeMovement:
    return DisputeMovement(name, Money(minor, code), NOW)


def dispute(status="needs_response", *movements: DisputeMovement) -> DisputeSnapshot:
    return DisputeSnapshot(
        DisputeId("du_1"), INTENT, CHARGE, Money(4850, "EUR"), status, movements=movements
    )


def look(payment=PAID, refunds=(), disputes=(), known=()):
    return after_sale(payment, refunds, disputes, known, NOW, FactSource.WEBHOOK)


def rows(step):
    return [(row.kind, row.stripe_id, row.money.minor) for row in step.entries]


def told(step):
    return [(fact.kind, fact.detail) for fact in step.facts]


def test_a_refund_is_money_given_back() -> None:
    step = look(refunds=[refund()])
    assert rows(step) == [(LedgerKind.REFUND, "re_1", -1000)]
    assert told(step) == [(FactKind.REFUNDED, "re_1")]
    assert step.payment.amount_refunded == 1000


def test_what_was_told_is_not_told_again() -> None:
    first = look(refunds=[refund()], disputes=[dispute("lost")])
    again = look(first.payment, [refund()], [dispute("lost")], first.facts)
    assert (again.facts, again.payment) == ((), first.payment)


def test_a_refund_that_failed_came_back() -> None:
    step = look(refunds=[refund(status="failed")])
    assert rows(step) == [
        (LedgerKind.REFUND, "re_1", -1000),
        (LedgerKind.REFUND_FAILED, "re_1", 1000),
    ]
    assert told(step) == [(FactKind.REFUNDED, "re_1"), (FactKind.REFUND_FAILED, "re_1")]
    assert step.payment.amount_refunded == 0


@pytest.mark.parametrize("status", ["pending", "requires_action"])
def test_a_refund_under_way_is_booked_like_a_finished_one(status: str) -> None:
    assert rows(look(refunds=[refund(status=status)])) == rows(look(refunds=[refund()]))


def test_a_released_hold_was_never_money() -> None:
    released = refund(reason="expired_uncaptured_charge")
    assert look(refunds=[released]) == look()


def test_a_sale_that_is_not_paid_has_no_aftermath() -> None:
    held = replace(PAID, state=PaymentState.REQUIRES_CAPTURE)
    step = look(held, [refund()], [dispute("lost", moved("txn_1", -4850))])
    assert (step.payment, step.facts, step.entries) == (held, (), ())


def test_an_inquiry_moves_nothing() -> None:
    step = look(disputes=[dispute("warning_needs_response")])
    assert rows(step) == []
    assert told(step) == [(FactKind.DISPUTE_OPENED, "du_1")]


def test_a_dispute_takes_the_money_and_a_won_one_gives_it_back() -> None:
    won = dispute("won", moved("txn_1", -4850), moved("txn_2", 4850))
    step = look(disputes=[won])
    assert rows(step) == [
        (LedgerKind.DISPUTE, "txn_1", -4850),
        (LedgerKind.DISPUTE_RETURNED, "txn_2", 4850),
    ]
    assert told(step) == [(FactKind.DISPUTE_OPENED, "du_1"), (FactKind.DISPUTE_CLOSED, "du_1 won")]


def test_a_part_that_was_withdrawn_is_booked_as_the_part() -> None:
    part = dispute("needs_response", moved("txn_1", -2000))
    assert rows(look(disputes=[part])) == [(LedgerKind.DISPUTE, "txn_1", -2000)]


def test_a_withdrawal_in_another_currency_is_booked_in_the_sales_own() -> None:
    converted = dispute("won", moved("txn_1", -5290, "USD"), moved("txn_2", 5300, "USD"))
    step = look(disputes=[converted])
    assert [row.money for row in step.entries] == [Money(-4850, "EUR"), Money(4850, "EUR")]


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6))
def test_the_way_a_refund_came_does_not_show_in_the_books(statuses: list[str]) -> None:
    """Seen at every step, or at its end only: the same rows, each once, and the same rest."""
    payment, facts, booked = PAID, (), {}
    for status in statuses:
        step = look(payment, [refund(status=status)], known=facts)
        payment, facts = step.payment, (*facts, *step.facts)
        if status == statuses[-1]:
            booked = {key: row for row in step.entries if (key := (row.kind, row.stripe_id))}
    at_once = look(refunds=[refund(status=statuses[-1])])
    assert booked == {(row.kind, row.stripe_id): row for row in at_once.entries}
    assert payment.amount_refunded == at_once.payment.amount_refunded
    assert len(told(at_once)) == len(set(told(at_once)))
    assert len(facts) == len({(fact.kind, fact.detail) for fact in facts})
