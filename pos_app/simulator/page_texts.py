"""The words of the training bank, in English and German."""

from typing import Final

from pos_app.simulator.money_rules import decimals

_ENGLISH: Final = {
    "lang": "en",
    "title": "Training bank",
    "bank": "Training Bank",
    "question": "Is this you?",
    "redirected": "Approve this payment",
    "amount_label": "Amount",
    "method_label": "Method",
    "this_method": "your account",
    "complete": "Complete",
    "fail": "Fail",
    "popup": "Open in a window of its own",
    "footer": "Training only. No bank is involved and no money moves.",
}
_GERMAN: Final = {
    "lang": "de",
    "title": "Übungsbank",
    "bank": "Übungsbank",
    "question": "Sind Sie das?",
    "redirected": "Diese Zahlung freigeben",
    "amount_label": "Betrag",
    "method_label": "Methode",
    "this_method": "Ihr Konto",
    "complete": "Bestätigen",
    "fail": "Ablehnen",
    "popup": "In eigenem Fenster öffnen",
    "footer": "Nur zur Übung. Keine Bank ist beteiligt, kein Geld bewegt sich.",
}

_GERMAN_MARKS: Final = str.maketrans(",.", ".,")
_SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£"}


def texts(locale: str) -> dict[str, str]:
    """The words for a locale such as ``de`` or ``de-AT``; English for any other."""
    return dict(_GERMAN if locale.lower().startswith("de") else _ENGLISH)


def amount_text(amount: int, currency: str, lang: str) -> str:
    """An amount in minor units as a bank writes it: ``EUR 1,234.50``, in German ``1.234,50 €``."""
    places, code = decimals(currency), currency.upper()
    figures = f"{amount / 10**places:,.{places}f}"
    if lang != "de":
        return f"{code} {figures}"
    return f"{figures.translate(_GERMAN_MARKS)}\N{NO-BREAK SPACE}{_SIGNS.get(code, code)}"
