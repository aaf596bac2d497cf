"""The same counter in German and in the dark: every word, number and colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from PySide6.QtCore import Qt

from pos_app.domain.payment import MoneyTaken
from pos_app.ui.texts import Situation, texts_for
from tests.e2e.driving.plays import ENGLISH
from tests.e2e.driving.till import AYSE, JOERG, MARIA, Till

SETTINGS = replace(ENGLISH, language="de", theme="dark")

_LANGUAGE = "document.body.innerText.trim() ? document.documentElement.lang : ''"
_DARK = """(() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number);
  return r + g + b < 200;
})()"""


async def german_sale_in_the_dark(till: Till) -> None:
    _no_english(till)
    await till.pick(MARIA)
    _no_english(till)
    await till.show_methods("4850")
    button = till.driver.named("charge")
    await till.driver.until("a charge button", button.isEnabled)
    _no_english(till)
    assert "48,50" in button.accessibleName()
    assert await till.page.ask(_DARK) is True
    languages = await till.page.ask_all(_LANGUAGE)
    assert {*languages} - {""} == {"de"}, languages
    await till.charge()
    await till.until_paid()
    _no_english(till)


async def german_decline(till: Till) -> None:
    await till.begin(AYSE, "2500")
    await till.charge()
    await till.until_declined()
    _no_english(till)


async def german_bank(till: Till) -> None:
    await till.begin(JOERG, "1999")
    await till.charge()
    await till.until_situation(Situation.NEEDS_CUSTOMER, MoneyTaken.NOT_KNOWN_YET)
    _no_english(till)
    await till.page.until("location.pathname.startsWith('/acs')")
    languages = await till.page.ask_all(_LANGUAGE)
    assert {*languages} - {""} == {"de"}, languages
    await till.page.click("[data-outcome=complete]")
    await till.until_paid()


async def german_settings_keys_and_welcome_of_stripe(till: Till) -> None:
    till.press(Qt.Key.Key_F1)
    _no_english(till)
    till.press(Qt.Key.Key_Escape)
    till.running.window.settings_asked.emit()
    await till.driver.until_read(till.words.settings.title)
    _no_english(till)
    till.driver.click("connect_settings")
    await till.driver.until_read(till.words.connect.title)
    _no_english(till)
    till.press(Qt.Key.Key_Escape)


def _no_english(till: Till) -> None:
    """No text of the English catalogue stands on the screen where German has another one."""
    english, german = dict(_texts(texts_for("en"))), dict(_texts(texts_for("de")))
    spoken = set(german.values())
    foreign = {
        text for place, text in english.items() if text != german[place] and text not in spoken
    }
    settings = till.running.services.settings.current
    names = {settings.register, settings.operator}
    seen = {line.strip() for line in till.driver.words().splitlines()} - names
    assert not seen & foreign, seen & foreign


def _texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue with its place, templates left out."""
    if isinstance(value, str):
        if value and "{" not in value:
            yield place, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _texts(member, f"{place}[{key}]")
    elif isinstance(value, tuple):
        for number, member in enumerate(value):
            yield from _texts(member, f"{place}[{number}]")
