"""Published test accounts for bank debits: SEPA (IBAN) and ACH (US account numbers).

Source: https://docs.stripe.com/testing#sepa-direct-debit and #ach-direct-debit . A debit goes to
`processing` at once; the outcome follows after a delay on the simulator's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pos_app.simulator.declines import Decline, bank_failure

BankMethod = Literal["sepa_debit", "us_bank_account"]

SOON = 30
"""Seconds until the outcome of an undelayed test account; real banks take days."""
DELAYED = 180
"""Seconds until the outcome of the accounts that Stripe delays by three minutes."""
ROUTING_NUMBER = "110000000"


@dataclass(frozen=True, slots=True)
class BankRule:
    """How one test bank account behaves.

    Attributes:
        method: the payment method's type.
        number: IBAN, or the US account number.
        tokens: the `pm_*` names that stand for it.
        settles_after: seconds from confirmation to the outcome; None stays `processing` for ever.
        failure: the outcome; None means the money arrives.
        refused_at_once: the confirmation itself fails.
        disputed: the payment succeeds, then the account holder disputes it.
    """

    method: BankMethod
    number: str
    tokens: tuple[str, ...] = ()
    settles_after: int | None = SOON
    failure: Decline | None = None
    refused_at_once: Decline | None = None
    disputed: bool = False

    @property
    def last4(self) -> str:
        """The last four characters of the account."""
        return self.number[-4:]

    @property
    def country(self) -> str:
        """Two-letter country of the bank."""
        return self.number[:2] if self.method == "sepa_debit" else "US"

    @property
    def bank_code(self) -> str | None:
        """The bank's number inside the IBAN; None for US accounts."""
        return self.number[4:12] if self.method == "sepa_debit" else None


_SEPA_FAILED = bank_failure(
    "payment_intent_payment_attempt_failed", "The customer's bank could not process the debit."
)
_SEPA_NO_FUNDS = bank_failure(
    "payment_intent_payment_attempt_failed", "The customer's account has insufficient funds."
)
_SEPA_WEEKLY_LIMIT = bank_failure(
    "charge_exceeds_weekly_limit",
    "The payment exceeds your account's weekly volume limit for SEPA Direct Debit.",
)
_SEPA_SOURCE_LIMIT = bank_failure(
    "charge_exceeds_source_limit",
    "The payment exceeds the limit for a single SEPA Direct Debit transaction.",
)


_SEPA: tuple[BankRule, ...] = (
    BankRule("sepa_debit", "DE89370400440532013000", ("pm_success_de",)),
    BankRule(
        "sepa_debit", "DE08370400440532013003", ("pm_successDelayed_de",), settles_after=DELAYED
    ),
    BankRule("sepa_debit", "DE62370400440532013001", ("pm_failed_de",), failure=_SEPA_FAILED),
    BankRule(
        "sepa_debit",
        "DE78370400440532013004",
        ("pm_failedDelayed_de",),
        failure=_SEPA_FAILED,
        settles_after=DELAYED,
    ),
    BankRule("sepa_debit", "DE35370400440532013002", ("pm_disputed_de",), disputed=True),
    BankRule(
        "sepa_debit",
        "DE65370400440000343434",
        ("pm_exceedsWeeklyVolumeLimit_de",),
        refused_at_once=_SEPA_WEEKLY_LIMIT,
    ),
    BankRule(
        "sepa_debit",
        "DE27370400440000121212",
        ("pm_exceedsTransactionLimit_de",),
        refused_at_once=_SEPA_SOURCE_LIMIT,
    ),
    BankRule(
        "sepa_debit", "DE65370400440002222227", ("pm_insufficientFunds_de",), failure=_SEPA_NO_FUNDS
    ),
    BankRule("sepa_debit", "AT611904300234573201", ("pm_success_at",)),
    BankRule("sepa_debit", "BE62510007547061", ("pm_success_be",)),
    BankRule("sepa_debit", "ES0700120345030000067890", ("pm_success_es",)),
    BankRule("sepa_debit", "FR1420041010050500013M02606", ("pm_success_fr",)),
    BankRule("sepa_debit", "IT40S0542811101000000123456", ("pm_success_it",)),
    BankRule("sepa_debit", "NL39RABO0300065264", ("pm_success_nl",)),
    BankRule("sepa_debit", "GB82WEST12345698765432", ("pm_success_gb",)),
    BankRule("sepa_debit", "CH9300762011623852957", ("pm_success_ch",)),
)


_ACH: tuple[BankRule, ...] = (
    BankRule("us_bank_account", "000123456789", ("pm_usBankAccount_success", "pm_usBankAccount")),
    BankRule(
        "us_bank_account",
        "000111111113",
        ("pm_usBankAccount_accountClosed",),
        failure=bank_failure("account_closed", "The customer's bank account has been closed."),
    ),
    BankRule(
        "us_bank_account",
        "000111111116",
        ("pm_usBankAccount_noAccount",),
        failure=bank_failure("no_account", "The customer's bank account could not be located."),
    ),
    BankRule(
        "us_bank_account",
        "000222222227",
        ("pm_usBankAccount_insufficientFunds",),
        failure=bank_failure(
            "insufficient_funds", "The customer's account has insufficient funds."
        ),
    ),
    BankRule(
        "us_bank_account",
        "000333333335",
        ("pm_usBankAccount_debitNotAuthorized",),
        failure=bank_failure(
            "debit_not_authorized", "The customer has notified their bank: not authorized."
        ),
    ),
    BankRule("us_bank_account", "000555555559", ("pm_usBankAccount_dispute",), disputed=True),
    BankRule(
        "us_bank_account", "000000000009", ("pm_usBankAccount_processing",), settles_after=None
    ),
)

BANK_ACCOUNTS: tuple[BankRule, ...] = (*_SEPA, *_ACH)

_BY_NUMBER = {(rule.method, rule.number): rule for rule in BANK_ACCOUNTS}
_BY_TOKEN = {token: rule for rule in BANK_ACCOUNTS for token in rule.tokens}


def bank_rule_for_token(token: str) -> BankRule | None:
    """The rule behind a `pm_*` name, None for an unknown one."""
    return _BY_TOKEN.get(token)


def bank_rule_for_iban(iban: str) -> BankRule | None:
    """The rule of a published test IBAN (blanks allowed), None for any other."""
    return _BY_NUMBER.get(("sepa_debit", iban.replace(" ", "").upper()))


def bank_rule_for_account(account_number: str) -> BankRule | None:
    """The rule of a published US test account, None for any other."""
    return _BY_NUMBER.get(("us_bank_account", account_number))


def iban_valid(iban: str) -> bool:
    """Whether the check digits are right (ISO 13616, modulo 97)."""
    text = iban.replace(" ", "").upper()
    if not (text.isascii() and text.isalnum() and 15 <= len(text) <= 34):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
