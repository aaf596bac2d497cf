"""A start shows the idle counter at once: nothing moves when the real one takes its place."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos_app.ui.shell.early_page import EarlyPage
from pos_app.ui.shell.outline import OutlineFile, take_outline
from tests.support.fake_clock import settle

KEY = "1.2.3 en light"


def colours(widget, *, without=()):
    """What is on the screen, apart from what lives."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    for place in without:
        for x in range(place.left(), place.right() + 1):
            for y in range(place.top(), place.bottom() + 1):
                image.setPixel(x, y, 0)
    return image


def place(inside, name):
    widget = inside.findChild(QWidget, name)
    return QRect(widget.mapTo(inside, widget.rect().topLeft()), widget.size())


@pytest.fixture
def kept(at_desk, tmp_path):
    """Run a scenario with the picture of a counter that was open."""

    def run(scenario, **about):
        file = OutlineFile(tmp_path / "counter.look", KEY)

        async def main(desk):
            await settle()
            desk.find("search", QLineEdit).setFocus()
            file.save(*take_outline(desk.window.centralWidget()))
            await scenario(desk, file)

        at_desk(main, **about)

    return run


def early_page(desk, file):
    page = EarlyPage(file.load())
    page.setParent(desk.window)
    page.resize(desk.window.centralWidget().size())
    page.show()
    page.box.setFocus()
    return page


@pytest.mark.parametrize(
    "about",
    [{}, {"language": "de", "size": (1600, 900)}, {"size": (1000, 600)}],
    ids=["usual", "german", "narrow"],
)
def test_the_early_window_looks_as_the_counter_will(kept, qapp, about):
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)

    async def scenario(desk, file):
        inside = desk.window.centralWidget()
        alive = [place(inside, name) for name in ("clock", "connection", "connection_dot")]
        counter = colours(inside, without=alive)
        early = early_page(desk, file)
        assert early.shows_counter
        assert colours(early, without=alive) == counter

    try:
        kept(scenario, **about)
    finally:
        qapp.setCursorFlashTime(flash)


def test_an_old_picture_claims_neither_a_time_nor_a_connection(kept):
    async def scenario(desk, file):
        inside = desk.window.centralWidget()
        shown = colours(early_page(desk, file))
        assert desk.find("connection", QLabel).text()
        for name in ("clock", "connection", "connection_dot"):
            where = place(inside, name)
            ground = shown.pixel(where.topLeft())
            row = {shown.pixel(x, where.center().y()) for x in range(where.left(), where.right())}
            assert row == {ground}

    kept(scenario)


def test_a_window_of_another_size_shows_no_picture_but_panes(kept):
    async def scenario(desk, file):
        page = early_page(desk, file)
        page.resize(1200, 700)
        assert not page.shows_counter
        assert page.box.isVisible()

    kept(scenario)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{key}",
        b"\xff\xfe\n\n\n\n",
        b"{key}\n1 1\n1 2 3\n\n....",
        b"{key}\n2 1\n1 2 3 4\nName\n....",
        b"{key}\n-1 -1\n1 2 3 4\nName\n....",
    ],
)
def test_a_file_that_is_no_picture_is_passed_over(qapp, tmp_path, content):
    file = OutlineFile(tmp_path / "counter.look", KEY)
    (tmp_path / "counter.look").write_bytes(content.replace(b"{key}", file.key.encode()))
    assert file.load() is None


def test_a_picture_of_other_settings_is_passed_over(kept, tmp_path):
    async def scenario(desk, file):
        assert file.load() is not None
        assert OutlineFile(tmp_path / "counter.look", f"{KEY} dark").load() is None

    kept(scenario)
