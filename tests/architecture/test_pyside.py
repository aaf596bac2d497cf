"""The installed pair of Python and PySide6 keeps count of None, True and False.

PySide6 6.12 on Python 3.11 loses one reference per call and aborts the process after some
thousand (docs/decisions/0006-pyside6-pins.md). From Python 3.12 on these objects are immortal.
"""

import sys

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

_CALLS = 100
_TOLERANCE = 50


class _Sender(QObject):
    sent = Signal(bool)
    named = Signal(str)


@pytest.mark.parametrize("shared", [None, True, False])
def test_calls_into_qt_keep_the_reference_count(qtbot: QtBot, shared: bool | None) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    timer = QTimer()
    sender = _Sender()
    heard: list[bool] = []
    sender.sent.connect(heard.append)
    before = sys.getrefcount(shared)
    for number in range(_CALLS):
        label.setText(str(number))
        label.setEnabled(True)
        timer.start(1000)
        sender.sent.emit(number < 0)
    heard.clear()
    assert before - sys.getrefcount(shared) < _TOLERANCE


def test_a_signal_reaches_its_slot(qtbot: QtBot) -> None:
    sender = _Sender()
    with qtbot.waitSignal(sender.named, timeout=1000) as caught:
        sender.named.emit("paid")
    assert caught.args == ["paid"]
