"""Money, times and methods for people, in the language of the screen."""

from __future__ import annotations

import datetime as dt

from pos_app.domain.currencies import currency
from pos_app.domain.customer import SavedMethod
from pos_app.domain.money import Money
from pos_app.domain.payment import MethodSummary
from pos_app.ui.texts import Texts

_MARKS = {"en": (",", "."), "de": (".", ",")}
_MINUS = "\N{MINUS SIGN}"


class Formatting:
    """How one language writes figures."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._group, self.decimal = _MARKS[texts.language]

    def number(self, money: Money) -> str:
        """Figures without the currency: ``1,200.00`` or ``1.200,00``."""
        major, _, fraction = money.decimal_text().partition(".")
        sign, digits = (_MINUS, major[1:]) if major.startswith("-") else ("", major)
        grouped = f"{int(digits):,}".replace(",", self._group)
        return sign + grouped + (self.decimal + fraction if fraction else "")

    def money(self, money: Money) -> str:
        """Currency code and figures: ``EUR 48.50``.

        What was given back has its minus before both, as both languages write a leading currency
        (https://cldr.unicode.org, pattern ``-¤ #,##0.00``).
        """
        figures = self.number(money)
        sign = _MINUS if figures.startswith(_MINUS) else ""
        return f"{sign}{money.code} {figures.removeprefix(_MINUS)}"

    def short(self, money: Money) -> str:
        """Without decimals where they are zero, for quick amounts: ``EUR 20``."""
        rules = currency(money.code)
        text = self.money(money)
        zeros = self.decimal + "0" * rules.shown_decimals
        return text.removesuffix(zeros) if rules.shown_decimals else text

    def ungrouped(self, text: str) -> str:
        """Take out this language's thousands marks where they stand right: ``1.200,00``."""
        major, mark, fraction = text.strip().partition(self.decimal)
        groups = major.split(self._group)
        well_grouped = 1 <= len(groups[0]) <= 3 and all(len(part) == 3 for part in groups[1:])
        if len(groups) > 1 and well_grouped and all(part.isdigit() for part in groups):
            return "".join(groups) + mark + fraction
        return text

    def zero(self, code: str) -> str:
        """What an empty amount looks like."""
        return self.number(Money(0, code))

    def clock(self, at: dt.datetime) -> str:
        """Hours and minutes of this place."""
        return at.astimezone().strftime("%H:%M")

    def moment(self, at: dt.datetime) -> str:
        """Day, hours and minutes of this place: ``27 Nov 09:30``, ``27.11. 09:30`` in German."""
        return f"{self.day(at)} {self.clock(at)}"

    def clock_with_seconds(self, at: dt.datetime) -> str:
        """Hours, minutes and seconds of this place."""
        return at.astimezone().strftime("%H:%M:%S")

    def day(self, at: dt.datetime) -> str:
        """Day and month of this place: ``27 Nov`` is ``27.11.`` in German."""
        here = at.astimezone()
        return here.strftime("%d.%m.") if self._texts.language == "de" else here.strftime("%d %b")

    def method_type(self, kind: str) -> str:
        """A method type's name: ``SEPA debit``; Stripe's own word for types we do not know."""
        known = self._texts.sale.method_types
        return known.get(kind) or kind.replace("_", " ").capitalize()

    def method(self, kind: str, brand: str, last4: str) -> str:
        """A method as on the charge button: ``Visa 4242``, ``SEPA debit 3000``."""
        brands = self._texts.sale.brands
        name = brands.get(brand, brand.capitalize()) if kind == "card" and brand else ""
        return " ".join(filter(None, (name or self.method_type(kind), last4)))

    def saved(self, method: SavedMethod) -> str:
        """A saved method's name."""
        return self.method(method.type, method.brand, method.last4)

    def saved_briefly(self, method: SavedMethod) -> str:
        """The same where there is little room: ``SEPA 3000``."""
        short = self._texts.sale.short_names.get(method.brand or method.type, "")
        return f"{short} {method.last4}".strip() if short else self.saved(method)

    def charged(self, method: MethodSummary) -> str:
        """The method of a charge, or empty."""
        return self.method(method.type, method.brand, method.last4) if method.type else ""


def initials(title: str) -> str:
    """Up to two letters for an avatar: ``MW`` for Martin Weber."""
    words = [word for word in title.replace("@", " ").split() if word[0].isalnum()]
    return "".join(
        word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
    ).upper()
