"""What a sale must satisfy before Stripe is asked; every problem is a value."""

from __future__ import annotations

from pos_app.domain.money import AmountProblem, Money, charge_problem
from pos_app.domain.payment import SaleOrder
from pos_app.domain.references import ReferenceProblem, reference_problem
from pos_app.domain.settings import AmountPolicy

SaleProblem = AmountProblem | ReferenceProblem


def check_sale(order: SaleOrder, policy: AmountPolicy) -> tuple[SaleProblem, ...]:
    """List everything that forbids this sale; empty if it may be charged."""
    problems: list[SaleProblem] = []
    if (amount := charge_problem(order.money)) is not None:
        problems.append(amount)
    reference = reference_problem(order.reference, required=policy.reference_required)
    if reference is not None:
        problems.append(reference)
    return tuple(problems)


def needs_retype(money: Money, policy: AmountPolicy) -> bool:
    """Whether the amount is so large that the operator must type it again."""
    return 0 < policy.limit_in(money.code) <= money.minor
