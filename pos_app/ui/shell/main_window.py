"""The one window: header, counter, and the pages that are rarely needed.

It is shown before most of the app is imported, so this module imports little of Qt and no view;
they follow when the window is furnished.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from pos_app.ui.states.spots import Sound
from pos_app.ui.typed_ahead import ENTER

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from pos_app.ui.shell.early_page import EarlyPage
    from pos_app.ui.states.light import Light
    from pos_app.ui.states.pane import PaneState, TimelineRow
    from pos_app.ui.states.sale import AmountState, CustomerStrip
    from pos_app.ui.states.search import SearchState
    from pos_app.ui.states.shell import Banner, HeaderState
    from pos_app.ui.states.spots import Spot
    from pos_app.ui.views.counter_page import CounterPage
    from pos_app.ui.views.look import Look

_START_SIZE = (1366, 768)
_SMALLEST = (1000, 580)
_TITLE_BAR = 40
_SECOND_BEEP_MS = 180
_CLOCK_MS = 1000


def fills_screen(room: QSize) -> bool:
    """Whether the window begins maximized, for at its usual size its lower end would not be seen.

    Args:
        room: what the desktop leaves to windows, in device-independent pixels.
    """
    width, height = _START_SIZE
    usable = room.width() >= _SMALLEST[0]
    return usable and (room.width() < width or room.height() < height + _TITLE_BAR)


class MainWindow(QMainWindow):
    """Implements ``CounterView``; a new language or theme builds new pages inside it.

    Attributes:
        may_close: returns a warning if the window should not be closed yet, its title first.
        sound_on: whether ``play`` is heard.
        when_closed: called once the window is closed.
        wants_restart: the window was closed to start again, e.g. with another account.
        as_before: in the same mode then, whatever the settings say.

    Signals:
        find_asked, charge, check, new_sale, back: keys and buttons of the whole window.
        settings_asked: the gear.
        page_left: one step back from a page beside the counter, by its name.
        counter_shown: back from another page.
        alert_pressed: a button of the alert, by its name.
    """

    find_asked = Signal()
    charge = Signal()
    check = Signal()
    new_sale = Signal()
    back = Signal()
    settings_asked = Signal()
    page_left = Signal(str)
    counter_shown = Signal()
    alert_pressed = Signal(str)

    def __init__(self) -> None:
        """Make an empty window; ``furnish`` fills it."""
        super().__init__()
        self.setObjectName("main_window")
        self.wants_restart = self.as_before = False
        self.may_close: Callable[[], str] = lambda: ""
        self.sound_on = True
        self.is_closed = False
        self.when_closed: list[Callable[[], None]] = []
        self._early: EarlyPage | None = None
        self._furnished = False
        self._builders: dict[str, Callable[[], QWidget]] = {}
        self._second = QTimer(self, interval=_CLOCK_MS)
        self._second.timeout.connect(self._show_time)
        self.resize(*_START_SIZE)
        self.setMinimumSize(*_SMALLEST)
        if fills_screen(self.screen().availableGeometry().size()):
            self.setWindowState(Qt.WindowState.WindowMaximized)

    # ------------------------------------------------------------------ life
    def show_early(self, page: EarlyPage) -> None:
        """Take keys before the counter is there."""
        self._early = page
        self.setCentralWidget(page)
        page.box.setFocus()

    def furnish(
        self, look: Look, element: QWidget, header: HeaderState, now: Callable[[], str]
    ) -> None:
        """Build all pages, once.

        Args:
            look: words, colours, icons.
            element: shows the Payment Element.
            header: mode, place and person.
            now: the time of day as text.
        """
        from pos_app.ui.shell.shortcuts import Shortcuts  # noqa: PLC0415

        self._element = element
        self._now = now
        self._furnished = True
        self._build(look, header)
        self._shortcuts = Shortcuts(
            self,
            {
                "F1": self._toggle_keys,
                "F2": self._find,
                "F5": self._when_counter(self.check.emit),
                "F8": self._when_counter(self.new_sale.emit),
                "F9": self._when_counter(self.charge.emit),
                "Ctrl+Return": self._when_counter(self.charge.emit),
                "Ctrl+Enter": self._when_counter(self.charge.emit),
                "Esc": self._escape,
            },
        )
        self._second.start()

    def take_up_typing(self) -> None:
        """Go on with what was typed before the counter was there."""
        early, self._early = self._early, None
        if early is None:
            return
        box = self.counter.search.box
        if typed := early.box.text():
            box.setText(typed)
            box.textEdited.emit(typed)
        if early.ahead.waits and not self.page_name:
            box.returnPressed.emit()
            for key in early.ahead.take():
                if key == ENTER:
                    box.returnPressed.emit()
                else:
                    box.textEdited.emit(typed + key)
        early.deleteLater()

    def rebuild(self, look: Look, header: HeaderState) -> None:
        """Build all pages in a new look; the Payment Element moves over and stays alive."""
        old, told = self.takeCentralWidget(), self._frame.fault
        self._build(look, header)
        self._frame.fault.go_on(told)
        if old is not None:
            old.hide()  # else Qt may still show it, as a window of its own
            old.deleteLater()

    def come_forward(self) -> None:
        """Show the window above all others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    async def closed(self) -> None:
        """Wait until the window is closed."""
        from asyncio import Event  # noqa: PLC0415

        over = Event()
        self.when_closed.append(over.set)
        if not self.is_closed:
            await over.wait()

    def restart(self, *, as_before: bool = False) -> None:
        """Close the window and ask to be started again."""
        self.wants_restart, self.as_before = True, as_before
        if not self.close():
            self.wants_restart = False

    def show_fault(self, title: str, detail: str = "") -> None:
        """Tell of broken input or output, e.g. a full disk; the counter goes on."""
        self._frame.fault.show_fault(title, detail)
        self.announce(title)

    def show_bug(self, detail: str) -> None:
        """Tell of a bug of ours, in the language of the screen.

        Args:
            detail: what an engineer needs, free of secrets.
        """
        texts = self._look.texts.shell
        self.show_fault(texts.fault_title, f"{texts.fault_hint}\n{detail}")

    def withdraw_fault(self, title: str) -> None:
        """Take a word back that is no longer true."""
        self._frame.fault.put_away(title)

    def show_stopped(self, reason: str) -> None:
        """Tell, in the language of the screen, that the app could not open what it works with.

        Args:
            reason: what is missing and what to do, as the adapter says it.
        """
        self.show_fault(self._look.texts.shell.stopped_title, reason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless there is a warning to be read first."""
        if warning := self.may_close():
            title, _, detail = warning.partition("\n")
            self._frame.fault.show_fault(title, detail, closing=True)
            event.ignore()
            return
        self._second.stop()
        event.accept()
        self.is_closed = True
        while self.when_closed:
            self.when_closed.pop()()

    # ------------------------------------------------------------------ pages
    def add_page(self, name: str, build: Callable[[], QWidget]) -> None:
        """Offer a page beside the counter; it is built when it is shown for the first time."""
        self._builders[name] = build

    def show_page(self, name: str) -> None:
        """Show a page that was added."""
        self._frame.show_page(name)

    def show_counter(self) -> None:
        """Go back to the counter."""
        self._frame.show_counter()
        self.counter_shown.emit()

    @property
    def page_name(self) -> str:
        """The page on top, empty for the counter."""
        return self._frame.page_name

    @property
    def counter(self) -> CounterPage:
        """The page below all others."""
        return self._frame.counter

    # ------------------------------------------------------------------ CounterView
    def show_search(self, state: SearchState) -> None:
        """Show the left pane."""
        self.counter.search.show_search(state)

    def show_customer(self, strip: CustomerStrip | None) -> None:
        """Show who pays."""
        self.counter.sale.show_customer(strip)

    def show_amount(self, state: AmountState) -> None:
        """Show the amount."""
        self.counter.sale.show_amount(state)

    def show_pane(self, state: PaneState) -> None:
        """Show the right pane."""
        self.counter.payment.show_pane(state)
        self._shortcuts.leave_escape(to_page=state.leave_escape)

    def when_painted(self, told: Callable[[], None]) -> None:
        """Call back once what the right pane shows now can be seen; it forgets who asked before."""
        self.counter.payment.when_painted(told)

    def show_timeline(self, rows: tuple[TimelineRow, ...]) -> None:
        """Show the facts."""
        self.counter.payment.show_timeline(rows)

    def show_connection(self, text: str, light: Light) -> None:
        """Show whether Stripe can be reached."""
        self._frame.header.show_connection(text, light)

    def show_hindrance(self, banner: Banner | None) -> None:
        """Show what keeps the register from charging, or take it back."""
        self._frame.hindrance.show_banner(banner)

    def show_alert(self, banner: Banner | None) -> None:
        """Show what somebody has to see to, or take it back."""
        self._frame.alert.show_banner(banner)

    def show_header(self, state: HeaderState) -> None:
        """Show mode, place and person."""
        self._frame.header.show_header(state)

    def focus(self, spot: Spot) -> None:
        """Put the keyboard somewhere."""
        self._frame.focus(spot)

    def announce(self, text: str) -> None:
        """Tell a screen reader."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def play(self, sound: Sound) -> None:
        """Two beeps for "paid", one for anything else."""
        if not self.sound_on:
            return
        QApplication.beep()
        if sound is Sound.PAID:
            QTimer.singleShot(_SECOND_BEEP_MS, self, QApplication.beep)

    # ------------------------------------------------------------------ building
    def _build(self, look: Look, header: HeaderState) -> None:
        from pos_app.ui.shell.frame import Frame  # noqa: PLC0415

        self._look = look
        self._frame = frame = Frame(look, self._element, header, self._builders)
        frame.hindrance.pressed.connect(lambda _name: self.restart(as_before=True))
        frame.alert.pressed.connect(self.alert_pressed)
        frame.header.find_asked.connect(self.find_asked)
        frame.header.settings.connect(self.settings_asked)
        if self._early is not None:
            self._early.hide()  # else Qt may still show it, as a window of its own
            self.takeCentralWidget()
            self._early.setParent(frame)  # holds what was typed until that is taken up
        self.setCentralWidget(frame)
        self.setWindowTitle(f"pos_app · {header.badge}")
        self._show_time()

    # ------------------------------------------------------------------ keys
    def _when_counter(self, act: Callable[[], None]) -> Callable[[], None]:
        """A key of the counter does nothing on another page or behind the key map."""

        def guarded() -> None:
            if self._frame.counter_has_keys:
                act()

        return guarded

    def _find(self) -> None:
        if self.page_name == "welcome":
            self.page_left.emit("welcome")  # whoever looks for a customer has begun
        self._when_counter(self.find_asked.emit)()

    def _toggle_keys(self) -> None:
        self._frame.toggle_keys()  # of the frame there is by then

    def _escape(self) -> None:
        if self._frame.keys.isVisible():
            self._frame.keys.close_map()
        elif self.page_name:
            self.page_left.emit(self.page_name)
        elif self.counter.search.box.text() or not self.counter.close_overlay():
            self.back.emit()

    def _show_time(self) -> None:
        self._frame.header.show_time(self._now())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the key map follow the size."""
        super().resizeEvent(event)
        if self._furnished and self._frame.keys.isVisible():
            self._frame.keys.open_map()
