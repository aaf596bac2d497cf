"""What the window is filled with: header, bars, and the pages, of which one is on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.ui.states.shell import HeaderState
from pos_app.ui.states.spots import Spot
from pos_app.ui.views.banner import BannerBar
from pos_app.ui.views.counter_page import CounterPage
from pos_app.ui.views.fault_bar import FaultBar
from pos_app.ui.views.header import Header
from pos_app.ui.views.key_map import KeyMap
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import column


class Frame(QWidget):
    """Built anew with each language and theme.

    Attributes:
        header: mode, place, person, connection, time.
        fault: what has gone wrong, put away by whoever has read it.
        hindrance: what keeps the register from charging.
        alert: what somebody has to see to.
        counter: the page below all others.
        keys: all keys on one card, over everything.
    """

    def __init__(
        self,
        look: Look,
        element: QWidget,
        header: HeaderState,
        builders: Mapping[str, Callable[[], QWidget]],
    ) -> None:
        """Build it.

        Args:
            look: words, colours, icons.
            element: shows the Payment Element.
            header: mode, place and person.
            builders: make the pages beside the counter, by name, when they are shown first.
        """
        super().__init__()
        self.setObjectName("centre")
        self._element = element
        self._builders = builders
        self._extra: dict[str, QWidget] = {}
        self.header = Header(look)
        self.header.show_header(header)
        self.fault = FaultBar(look)
        self.hindrance = BannerBar(look, "hindrance")
        self.alert = BannerBar(look, "alert")
        self._pages = QStackedWidget()
        self.counter = CounterPage(look, element, look.texts.shell.watermarks[header.mode])
        self._pages.addWidget(self.counter)
        layout = column(self, spacing=0)
        for bar in (self.header, self.fault, self.hindrance, self.alert):
            layout.addWidget(bar)
        layout.addWidget(self._pages, 1)
        self.keys = KeyMap(look, self)
        self.header.keys.connect(self.toggle_keys)
        self.counter.narrowed.connect(self._offer_search)
        self._pages.currentChanged.connect(self._offer_search)

    def show_page(self, name: str) -> None:
        """Put a page beside the counter on top."""
        if name not in self._extra:
            self._extra[name] = self._builders[name]()
            self._pages.addWidget(self._extra[name])
        self._pages.setCurrentWidget(self._extra[name])
        self._extra[name].setFocus()

    def show_counter(self) -> None:
        """Put the counter on top."""
        self._pages.setCurrentWidget(self.counter)

    @property
    def page_name(self) -> str:
        """The page on top, empty for the counter."""
        current = self._pages.currentWidget()
        return next((name for name, page in self._extra.items() if page is current), "")

    @property
    def counter_has_keys(self) -> bool:
        """Whether the counter is on top, and the key map not over it."""
        return not self.page_name and not self.keys.isVisible()

    def toggle_keys(self) -> None:
        """Show all keys, or put them away."""
        if self.keys.isVisible():
            self.keys.close_map()
        else:
            self.keys.open_map()

    def focus(self, spot: Spot) -> None:
        """Put the keyboard somewhere on the counter."""
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

    def _offer_search(self) -> None:
        """Where the search is an overlay, a button of the header opens it."""
        self.header.find_button.setVisible(self.counter.narrow and not self.page_name)
