"""The one window: header, counter, and the pages that are rarely needed.

It is shown before most of the app is imported, so this module imports little of Qt and no view;
they follow when the window is furnished.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from pos_app.ui.states.spots import Sound, Spot
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
        page_left: back from a page beside the counter, by its name.
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
        self._extra: dict[str, QWidget] = {}
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
        old, told = self.takeCentralWidget(), self._fault
        self._build(look, header)
        self._fault.go_on(told)
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
        self._fault.show_fault(title, detail)
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
        self._fault.put_away(title)

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
            self._fault.show_fault(title, detail, closing=True)
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
        if name not in self._extra:
            self._extra[name] = self._builders[name]()
            self._pages.addWidget(self._extra[name])
        self._pages.setCurrentWidget(self._extra[name])
        self._extra[name].setFocus()

    def show_counter(self) -> None:
        """Go back to the counter."""
        self._pages.setCurrentWidget(self.counter)
        self.counter_shown.emit()

    @property
    def page_name(self) -> str:
        """The page on top, empty for the counter."""
        current = self._pages.currentWidget()
        return next((name for name, page in self._extra.items() if page is current), "")

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

    def show_timeline(self, rows: tuple[TimelineRow, ...]) -> None:
        """Show the facts."""
        self.counter.payment.show_timeline(rows)

    def show_connection(self, text: str, light: Light) -> None:
        """Show whether Stripe can be reached."""
        self._header.show_connection(text, light)

    def show_hindrance(self, banner: Banner | None) -> None:
        """Show what keeps the register from charging, or take it back."""
        self._hindrance.show_banner(banner)

    def show_alert(self, banner: Banner | None) -> None:
        """Show what somebody has to see to, or take it back."""
        self._alert.show_banner(banner)

    def show_header(self, state: HeaderState) -> None:
        """Show mode, place and person."""
        self._header.show_header(state)

    def focus(self, spot: Spot) -> None:
        """Put the keyboard somewhere."""
        if spot is Spot.SEARCH:
            self.counter.show_search()
            return
        self.counter.close_overlay()
        match spot:
            case Spot.AMOUNT:
                self.counter.sale.amount.setFocus()
            case Spot.REFERENCE:
                self.counter.sale.reference_box.setFocus()
            case Spot.ELEMENT:
                focus_element = getattr(self._element, "focus_element", self._element.setFocus)
                focus_element()
            case Spot.RESULT:
                self.counter.payment.focus_result()

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
        from pos_app.ui.views.banner import BannerBar  # noqa: PLC0415
        from pos_app.ui.views.counter_page import CounterPage  # noqa: PLC0415
        from pos_app.ui.views.fault_bar import FaultBar  # noqa: PLC0415
        from pos_app.ui.views.header import Header  # noqa: PLC0415
        from pos_app.ui.views.key_map import KeyMap  # noqa: PLC0415
        from pos_app.ui.views.parts import column  # noqa: PLC0415

        self._look = look
        self._extra = {}
        centre = QWidget()
        centre.setObjectName("centre")
        self._header = Header(look)
        self._header.show_header(header)
        self._fault = FaultBar(look)
        self._hindrance = BannerBar(look, "hindrance")
        self._hindrance.pressed.connect(lambda _name: self.restart(as_before=True))
        self._alert = BannerBar(look, "alert")
        self._alert.pressed.connect(self.alert_pressed)
        self._pages = QStackedWidget()
        self.counter = CounterPage(look, self._element, look.texts.shell.watermarks[header.mode])
        self._pages.addWidget(self.counter)
        layout = column(centre, spacing=0)
        for bar in (self._header, self._fault, self._hindrance, self._alert):
            layout.addWidget(bar)
        layout.addWidget(self._pages, 1)
        if self._early is not None:
            self._early.hide()  # else Qt may still show it, as a window of its own
            self.takeCentralWidget()
            self._early.setParent(centre)  # holds what was typed until that is taken up
        self.setCentralWidget(centre)
        self._keys = KeyMap(look, centre)
        self._header.find_asked.connect(self.find_asked)
        self.counter.narrowed.connect(self._offer_search)
        self._pages.currentChanged.connect(self._offer_search)
        self._header.keys.connect(self._toggle_keys)
        self._header.settings.connect(self.settings_asked)
        self.setWindowTitle(f"pos_app · {header.badge}")
        self._show_time()

    # ------------------------------------------------------------------ keys
    def _when_counter(self, act: Callable[[], None]) -> Callable[[], None]:
        """A key of the counter does nothing on another page or behind the key map."""

        def guarded() -> None:
            if not self.page_name and not self._keys.isVisible():
                act()

        return guarded

    def _offer_search(self) -> None:
        """Where the search is an overlay, a button of the header opens it."""
        self._header.find_button.setVisible(self.counter.narrow and not self.page_name)

    def _find(self) -> None:
        if self.page_name == "welcome":
            self.page_left.emit("welcome")  # whoever looks for a customer has begun
        self._when_counter(self.find_asked.emit)()

    def _toggle_keys(self) -> None:
        if self._keys.isVisible():
            self._keys.close_map()
        else:
            self._keys.open_map()

    def _escape(self) -> None:
        if self._keys.isVisible():
            self._keys.close_map()
        elif self.page_name:
            self.page_left.emit(self.page_name)
        elif self.counter.search.box.text() or not self.counter.close_overlay():
            self.back.emit()

    def _show_time(self) -> None:
        self._header.show_time(self._now())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the key map follow the size."""
        super().resizeEvent(event)
        if self._furnished and self._keys.isVisible():
            self._keys.open_map()
