"""The training bank speaks the customer's language, amounts included."""

import pytest

from pos_app.simulator.page_texts import amount_text


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "said"),
    [
        (2222, "eur", "en", "EUR 22.22"),
        (2222, "eur", "de", "22,22\N{NO-BREAK SPACE}€"),
        (1234567, "eur", "en", "EUR 12,345.67"),
        (1234567, "eur", "de", "12.345,67\N{NO-BREAK SPACE}€"),
        (5000, "jpy", "de", "5.000\N{NO-BREAK SPACE}JPY"),
        (1500, "chf", "de", "15,00\N{NO-BREAK SPACE}CHF"),
    ],
)
def test_amounts_are_written_as_banks_of_the_country_do(amount, currency, lang, said):
    assert amount_text(amount, currency, lang) == said
