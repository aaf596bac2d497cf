"""The shop's own program is set up in the settings and told of the next sale, without a restart."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pos_app.domain.command_line import join_words
from pos_app.ui.views.tick_box import TickBox
from tests.e2e.driving.till import MARIA, Till

_APPENDS = "import sys; open(sys.argv[1], 'a', encoding='utf-8').write(sys.stdin.read() + '\\n')"
_ENDS_WITH_3 = "import sys; sys.exit(3)"


async def program_set_up_in_the_settings_hears_of_the_next_sale(till: Till) -> None:
    with tempfile.TemporaryDirectory() as folder:
        diary = Path(folder) / "my diary"
        _open(till)
        _fill_in(till, "diary", (sys.executable, "-c", _APPENDS, str(diary)))
        await till.driver.until_read("“diary” is told from now on.")
        till.driver.click("test_hook")
        await till.driver.until_read("“diary” has taken the test message.")
        _leave(till)
        await till.begin(MARIA, "2310")
        await till.charge()
        await till.until_paid()
        await till.driver.until("the sale in the diary", lambda: len(_read(diary)) == 2)
        ping, sold = _read(diary)
        assert (ping["kind"], sold["kind"]) == ("ping", "sale.succeeded")
        assert sold["amount"] == {"minor": 2310, "currency": "EUR"}
        assert (sold["operation"], sold["money_taken"]) == (till.sale.op, "yes")
        await _remove(till)


async def program_that_fails_is_named_with_its_reason_and_harms_no_sale(till: Till) -> None:
    _open(till)
    _fill_in(till, "broken", (sys.executable, "-c", _ENDS_WITH_3))
    await till.driver.until_read("“broken” is told from now on.")
    _leave(till)
    await till.begin(MARIA, "2320")
    await till.charge()
    await till.until_paid()
    _open(till)
    await till.driver.until_read("the program ended with code 3; will be tried again", "1 waits")
    await _remove(till)


def _open(till: Till) -> None:
    till.driver.click("settings_button")
    till.driver.click("hooks_settings")


def _leave(till: Till) -> None:
    """Past the settings, to the counter."""
    till.press(Qt.Key.Key_Escape)
    till.press(Qt.Key.Key_Escape)


def _fill_in(till: Till, name: str, command: tuple[str, ...]) -> None:
    till.driver.widget(QLineEdit, "hook_name").setText(name)
    till.driver.widget(QLineEdit, "hook_target").setText(join_words(command))
    till.driver.widget(TickBox, "hook_training").setChecked(True)
    till.driver.click("save_hook")


async def _remove(till: Till) -> None:
    if not till.running.window.page_name:
        _open(till)
    till.driver.click("remove_hook")
    till.driver.click("remove_hook")
    await till.driver.until_read("Nobody is told anything yet.")
    _leave(till)


def _read(diary: Path) -> list[dict[str, Any]]:
    lines = diary.read_text(encoding="utf-8").splitlines() if diary.exists() else []
    return [json.loads(line) for line in lines]
