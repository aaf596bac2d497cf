"""A list that changes under the finger: what was pressed is what is picked, or nothing."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.support.fake_clock import settle


async def marias(desk):
    """Two that the register knows, and two that only Stripe knows: those come in later."""
    for number, name in ((11, "Maria Abel"), (12, "Maria Adler")):
        desk.stripe.add_customer(number, name, email=f"other{number}@example.com")
    desk.driver.press(Qt.Key.Key_F2)
    desk.driver.write("maria")
    await settle()
    return desk.window.counter.search


def shown(search):
    return [row.id for row in search._state.rows]


def test_who_comes_in_later_stands_below_those_on_the_screen(at_desk):
    async def scenario(desk):
        search = await marias(desk)
        before = shown(search)
        await desk.world.clock.advance(0.4)
        await settle()
        assert len(before) == 2
        assert shown(search)[:2] == before
        assert len(shown(search)) == 4

    at_desk(scenario)


def test_a_row_that_shows_somebody_else_by_now_picks_nobody(at_desk):
    async def scenario(desk):
        search = await marias(desk)
        picked = []
        search.picked.connect(picked.append)
        row = desk.find("customer_1", QPushButton)
        QTest.mousePress(row, Qt.MouseButton.LeftButton)
        search.show_search(replace(search._state, rows=search._state.rows[::-1]))
        QTest.mouseRelease(row, Qt.MouseButton.LeftButton)
        assert picked == []
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        assert len(picked) == 1

    at_desk(scenario)
