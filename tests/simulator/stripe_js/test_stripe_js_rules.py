"""The rules of card numbers, dates and IBANs, run in Node without a page."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.simulator.bank_rules import iban_valid
from pos_app.simulator.bundle import FRAME_FILES, MODAL_FILES, SCRIPT_FILES
from pos_app.simulator.card_table import CARDS

HOME = Path(__file__).resolve().parents[3] / "resources" / "simulator"
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(NODE is None, reason="Node.js is not installed"),
]


def run(expression: str) -> Any:
    """The value of an expression beside the rules."""
    assert NODE is not None
    source = (HOME / "frame" / "rules.js").read_text(encoding="utf-8")
    code = f"{source}\nconsole.log(JSON.stringify({expression}));"
    done = subprocess.run(
        [NODE, "-"], input=code, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return json.loads(done.stdout)


def each(function: str, values: list[Any]) -> list[Any]:
    """The function's answers to many values, by one run of Node."""
    answers: list[Any] = run(f"{json.dumps(values)}.map((value) => {function})")
    return answers


@pytest.mark.parametrize("name", sorted({*SCRIPT_FILES, *FRAME_FILES, *MODAL_FILES}))
def test_every_file_is_valid_on_its_own(name: str) -> None:
    assert NODE is not None
    command = [NODE, "--check", str(HOME / name)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_published_test_card_can_be_typed() -> None:
    numbers = [number for number in (card.number for card in CARDS) if number is not None]
    assert len(numbers) > 20
    wrong = [
        number
        for number, problem in zip(numbers, each("numberProblem(value)", numbers), strict=True)
        if problem is not None and number != "4242424242424241"
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "shown", "brand", "problem"),
    [
        ("4242424242424242", "4242 4242 4242 4242", "visa", None),
        ("42424242424242429", "4242 4242 4242 4242", "visa", None),
        ("4242424242424241", "4242 4242 4242 4241", "visa", "invalid_number"),
        ("4242", "4242", "visa", "incomplete_number"),
        ("5555555555554444", "5555 5555 5555 4444", "mastercard", None),
        ("2223003122003222", "2223 0031 2200 3222", "mastercard", None),
        ("378282246310005", "3782 822463 10005", "amex", None),
        ("36227206271667", "3622 720627 1667", "diners", None),
        ("3566002020360505", "3566 0020 2036 0505", "jcb", None),
        ("6011111111111117", "6011 1111 1111 1117", "discover", None),
        ("6200000000000005", "6200 0000 0000 0005", "unionpay", None),
        ("9", "9", "unknown", "incomplete_number"),
    ],
)
def test_numbers(typed: str, shown: str, brand: str, problem: str | None) -> None:
    answer = run(
        f"((text) => [text, brandOf(digitsOf(text)).brand, numberProblem(text)])"
        f"(formatNumber({json.dumps(typed)}))"
    )
    assert answer == [shown, brand, problem]


@pytest.mark.parametrize(
    ("typed", "shown", "problem"),
    [
        ("1", "1", "incomplete_expiry"),
        ("4", "04 / ", "incomplete_expiry"),
        ("1/", "01 / ", "incomplete_expiry"),
        ("1230", "12 / 30", None),
        ("1130", "11 / 30", None),
        ("1326", "13 / 26", "invalid_expiry_month"),
        ("0025", "00 / 25", "invalid_expiry_month"),
        ("1225", "12 / 25", "invalid_expiry_year_past"),
        ("1026", "10 / 26", "invalid_expiry_month_past"),
        ("1126", "11 / 26", None),
        ("1299", "12 / 99", "invalid_expiry_year"),
    ],
)
def test_expiry_dates_in_november_2026(typed: str, shown: str, problem: str | None) -> None:
    answer = run(
        "((text) => [text, expiryProblem(text, new Date(2026, 10, 22))])"
        f"(formatExpiry({json.dumps(typed)}))"
    )
    assert answer == [shown, problem]


def test_deleting_over_the_slash_of_a_date_takes_its_digit_along() -> None:
    assert run("formatExpiry('12 /', '12 / ')") == "1"
    assert run("formatExpiry('12 / 3', '12 / 30')") == "12 / 3"


@pytest.mark.parametrize(
    ("value", "brand", "problem"),
    [
        ("123", "visa", None),
        ("12", "visa", "incomplete_cvc"),
        ("123", "amex", "incomplete_cvc"),
        ("1234", "amex", None),
        ("1234", "visa", "incomplete_cvc"),
        ("123", "unknown", None),
    ],
)
def test_security_codes(value: str, brand: str, problem: str | None) -> None:
    assert run(f"cvcProblem('{value}', '{brand}')") == problem


@pytest.mark.parametrize(
    ("iban", "problem"),
    [
        ("DE89 3704 0044 0532 0130 00", None),
        ("at61 1904 3002 3457 3201", None),
        ("DE89370400440532013001", "invalid_iban"),
        ("DE8937040044", "incomplete_iban"),
        ("D", "incomplete_iban"),
        ("XX89370400440532013000", "invalid_iban_country_code"),
    ],
)
def test_ibans(iban: str, problem: str | None) -> None:
    assert run(f"ibanProblem({json.dumps(iban)})") == problem


@settings(max_examples=5, deadline=None)
@given(st.lists(st.from_regex(r"DE[0-9]{20}", fullmatch=True), min_size=50, max_size=200))
def test_script_and_server_agree_on_ibans(ibans: list[str]) -> None:
    # One in ninety-seven is right by chance: correct the check digits of every second one.
    corrected = [
        _with_check_digits(iban) if place % 2 else iban for place, iban in enumerate(ibans)
    ]
    answers = each("ibanProblem(value)", corrected)
    assert [answer is None for answer in answers] == [iban_valid(iban) for iban in corrected]


def _with_check_digits(iban: str) -> str:
    number = int(iban[4:] + "131400")
    return f"DE{98 - number % 97:02d}{iban[4:]}"


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(alphabet="0123456789 -", max_size=30), min_size=100, max_size=300))
def test_formatting_a_number_twice_changes_nothing(texts: list[str]) -> None:
    once = each("formatNumber(value)", texts)
    assert each("formatNumber(value)", once) == once


@pytest.mark.parametrize(
    ("routing", "problem"),
    [("110000000", None), ("110000001", "invalid_routing"), ("1100", "incomplete_routing")],
)
def test_routing_numbers(routing: str, problem: str | None) -> None:
    assert run(f"routingProblem('{routing}')") == problem
