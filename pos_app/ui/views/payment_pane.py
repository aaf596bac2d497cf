"""The right pane: Payment Element or result, and the timeline, always in the same place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QWidget,
)

from pos_app.domain.overriding import override
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import Card, PaneKind, PaneState, TimelineRow
from pos_app.ui.views.charge_button import ChargeButtonView
from pos_app.ui.views.look import Look
from pos_app.ui.views.pane_stack import PaneStack
from pos_app.ui.views.parts import column, frame, label, restyle
from pos_app.ui.views.result_card import CompactCard, ResultCard
from pos_app.ui.views.skeleton import Skeleton
from pos_app.ui.views.timeline_view import TimelineView
from pos_app.ui.views.waiting import Wait

_TIMELINE_HEIGHT = 176
_SHORT_TIMELINE = 128
_HIGH_WINDOW = 820
_LOW_WINDOW = 680
_LOWEST_WINDOW = 560


class PaymentPane(QWidget):
    """A column of its own at the right.

    Signals:
        charge: the charge button.
        action: a card's button, an ``ActionId``.
    """

    charge = Signal()
    action = Signal(object)

    def __init__(self, look: Look, element: QWidget) -> None:
        super().__init__()
        self._look = look
        self._low = self._high = self._roomy = False
        self._painted: Callable[[], None] | None = None
        self._wait = Wait(self)
        self._wait.share.connect(self._show_waiting)
        self.setObjectName("payment_pane")
        self._idle = self._build_idle()
        self._sale = self._build_sale(element)
        self._result = self._build_result()
        self._stack = PaneStack(look, self._sale)
        self._stack.add(self._idle)
        self._stack.add(self._result)
        self._stack.show_page(self._idle)
        self._box = frame("pane", "payment_box")
        column(self._box, margin=14).addWidget(self._stack)
        self.timeline = TimelineView(look)
        self.timeline.setFixedHeight(_TIMELINE_HEIGHT)
        layout = column(self)
        layout.addWidget(self._box, 1)
        layout.addWidget(self.timeline)

    def show_pane(self, state: PaneState) -> None:
        """Show a page; the Element itself stays alive below the others."""
        self._tint(state.card)
        if state.kind is not PaneKind.RESULT and self._card.has_keyboard:
            self.setFocus()  # else Qt gives the keyboard to whatever comes next
        match state.kind:
            case PaneKind.IDLE:
                self._stack.show_page(self._idle)
            case PaneKind.LOADING | PaneKind.ELEMENT:
                self._stack.show_page(self._sale)
            case PaneKind.RESULT:
                self._show_result(state.card)
        sale = state.kind in {PaneKind.LOADING, PaneKind.ELEMENT}
        self._cover(state.kind is PaneKind.LOADING, state.slow)
        self._compact.show_card(state.card if sale else None)
        self._roomy = state.roomy
        self._fit()
        self._charge.setVisible(state.charge is not None)
        if state.charge is not None:
            self._charge.show_charge(state.charge)
        self._wait.show_calm(state.calm)
        self._show_waiting(self._wait.now)  # a button may just have been made

    def when_painted(self, told: Callable[[], None]) -> None:
        """Call back once what is on show now can be seen: not before this page itself can be."""
        self._painted = told
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._painted is not None:
            told, self._painted = self._painted, None
            QTimer.singleShot(0, self, told)  # what lies on it is painted after it

    def show_timeline(self, rows: tuple[TimelineRow, ...]) -> None:
        """Show the facts."""
        self.timeline.show_timeline(rows)

    def fit_height(self, height: int) -> None:
        """In lower windows the timeline gives room, in the lowest all of it, to the Element."""
        self._low = height < _LOW_WINDOW
        self._high = height >= _HIGH_WINDOW
        self._card.show_small(small=height < _LOWEST_WINDOW)
        roomy = max(_TIMELINE_HEIGHT, height // 4)
        self.timeline.setFixedHeight(roomy if self._high else _SHORT_TIMELINE)
        self._fit()

    def _fit(self) -> None:
        self.timeline.setVisible(not (self._low or self._roomy))
        self._compact.show_brief(brief=self._roomy and not self._high)

    def focus_result(self) -> None:
        """Give the keyboard to the first action of the result."""
        self._card.take_keyboard()

    def _show_waiting(self, share: float | None) -> None:
        """All buttons wait together."""
        for part in (self._card, self._compact, self._charge):
            part.show_waiting(share)

    def _show_result(self, card: Card | None) -> None:
        new = not self._result.isVisible()
        idle = new and self.isVisible() and self._keyboard_idle()
        self._stack.show_page(self._result)
        if card is not None:
            self._card.show_card(card)
            if idle:
                self._card.take_keyboard()

    def _keyboard_idle(self) -> bool:
        """Whether nobody types anywhere but in the page; what Qt has chosen for one does not count.

        A page that dies loses the keyboard to whatever button comes next.
        """
        held = QApplication.focusWidget()
        types = isinstance(held, QLineEdit | QComboBox)
        return held is None or not types or self._sale.isAncestorOf(held)

    def _tint(self, card: Card | None) -> None:
        """All of the pane warns while nobody knows whether money was taken."""
        warns = card is not None and card.filled and card.tone is Tone.WARN
        tokens = self._look.tokens
        if warns != (self._box.property("tone") == Tone.WARN.value):
            restyle(self._box, tone=Tone.WARN.value if warns else "")
            # What lies on it has another colour there, which Qt does not look at again by itself.
            for words in self._box.findChildren(QLabel):
                words.style().unpolish(words)
                words.style().polish(words)
        self._stack.tint(tokens.warn.wash if warns else tokens.surface)

    def _cover(self, loading: bool, slow: str) -> None:  # noqa: FBT001 - private
        self._skeleton.show_words(slow)
        self._skeleton.setVisible(loading)
        if loading:
            self._skeleton.raise_()

    def _build_idle(self) -> QWidget:
        texts = self._look.texts.pane
        page = QWidget()
        layout = column(page, spacing=10)
        icon = label()
        icon.setPixmap(self._look.icons.pixmap("credit-card", self._look.tokens.border, 48))
        title = label(texts.idle_title, "title")
        hint = label(texts.idle_hint, "muted", wrap=True)
        layout.addStretch(1)
        for widget in (icon, title, hint):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(widget)
        layout.addSpacing(18)
        layout.addLayout(self._key_hints())
        layout.addStretch(1)
        return page

    def _key_hints(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(3, 3)
        for place, (keys, meaning) in enumerate(self._look.texts.pane.hints):
            grid.addWidget(label(keys, "key"), place, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label(meaning, "muted"), place, 2)
        return grid

    def _build_sale(self, element: QWidget) -> QWidget:
        page = QWidget()
        self._compact = CompactCard(self._look)
        self._compact.action.connect(self.action)
        self._skeleton = Skeleton(self._look)
        # Covered, not hidden: a hidden page gets no frames, and the Element may never become ready.
        host = QWidget()
        host.setObjectName("element_host")
        layers = QStackedLayout(host)
        layers.setStackingMode(QStackedLayout.StackingMode.StackAll)
        layers.addWidget(element)
        layers.addWidget(self._skeleton)
        self._charge = ChargeButtonView(self._look)
        self._charge.charge.connect(self.charge)
        layout = column(page, spacing=10)
        layout.addWidget(self._compact)
        layout.addWidget(host, 1)
        layout.addWidget(self._charge)
        return page

    def _build_result(self) -> QWidget:
        self._card = ResultCard(self._look)
        self._card.action.connect(self.action)
        return self._card
