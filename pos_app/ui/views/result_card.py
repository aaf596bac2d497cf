"""A state of the payment: what happened, was money taken, what next."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_app.domain.overriding import override
from pos_app.ui.states.common import Tone
from pos_app.ui.states.pane import Action, Card
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import clear, column, label, refresh, restyle, row, scrolling
from pos_app.ui.views.waiting import WaitingButton

_MOST_LINES: Final = 3
_MARGIN: Final = 16
_SMALL_MARGIN: Final = 8


class ResultCard(QFrame):
    """The whole right pane; success and "not known" fill a band with their colour.

    Signals:
        action: one of the card's buttons, an ``ActionId``.
    """

    action = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("result_card")
        self._band = _Band(look)
        self._money = _MoneyLine(look)
        self._happened = label(wrap=True, name="result_happened")
        self._next = label(role="strong", wrap=True, name="result_next")
        self._next_icon = label()
        self._progress = label(role="muted", wrap=True, name="result_progress")
        self._details = label(role="small", wrap=True, name="result_details")
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._shown: tuple[Action, ...] = ()
        self._actions = QVBoxLayout()
        self._actions.setSpacing(8)
        self._small = False
        self._layout = layout = column(self, spacing=10)
        layout.addWidget(self._words(), 1)
        layout.addWidget(self._progress)
        layout.addLayout(self._actions)

    def _words(self) -> QScrollArea:
        """A low window scrolls the words, never the way on, nor what F5 has come to."""
        inside = QWidget()
        self._lines = lines = column(inside, spacing=10)
        for widget in (self._band, self._money, self._happened):
            lines.addWidget(widget)
        next_line = row(self._next_icon, spacing=10)
        next_line.addWidget(self._next, 1)
        lines.addLayout(next_line)
        lines.addWidget(self._details)
        lines.addStretch(1)
        return scrolling(inside)

    def show_small(self, *, small: bool) -> None:
        """Make do with less room above the words."""
        self._small = small
        self._make_room()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Where the words do not fit below it, the amount is smaller."""
        self._band.show_small(small=self._small)
        below = (self._progress.heightForWidth(self.width()), self._actions.sizeHint().height())
        used = sum(height + self._layout.spacing() for height in below if height > 0)
        refresh(self._lines)
        wanted = self._lines.totalHeightForWidth(self.width())
        self._band.show_small(small=self._small or wanted > self.height() - used)

    def show_card(self, card: Card) -> None:
        """Show a state; the first primary action gets the focus if nothing else has it."""
        self._band.show_card(card)
        self._money.show_answer(card.money, card.tone)
        for widget, text in (
            (self._happened, card.happened),
            (self._next, card.next_step),
            (self._progress, card.progress),
            (self._details, "\n".join(card.details)),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
        self._next_icon.setVisible(bool(card.next_step))
        self._next_icon.setPixmap(self._look.icons.pixmap("arrow-right", self._look.tokens.text))
        self._show_actions(card.actions)
        self._make_room()

    @property
    def has_keyboard(self) -> bool:
        """Whether one of the actions has the keyboard."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def take_keyboard(self) -> None:
        """Give the keyboard to the first action."""
        item = self._actions.itemAt(0)
        first = item.widget() if item else None
        if isinstance(first, ActionButton):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_waiting(self, share: float | None) -> None:
        """Show that its buttons do not count yet, and how much of the wait is over."""
        for press in self.findChildren(ActionButton):
            press.show_waiting(share)

    def _show_actions(self, actions: tuple[Action, ...]) -> None:
        if actions == self._shown:
            return
        self._shown = actions
        had_keyboard = self.has_keyboard
        clear(self._actions)
        made = [ActionButton(action, self.action, self._look) for action in actions]
        self._place(made)
        if had_keyboard and made:
            made[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, made: list[ActionButton]) -> None:
        """One below the other; of more than fit a low window, two share a line."""
        pair = made[1:3] if len(made) > _MOST_LINES else []
        if sum(press.sizeHint().width() for press in pair) + self._actions.spacing() > self.width():
            pair = []
        for press in made:
            if press not in pair:
                self._actions.addWidget(press)
            elif press is pair[0]:
                self._actions.addLayout(row(*pair))
            press.show()  # what is not shown yet does not take the keyboard


class CompactCard(QFrame):
    """The same above the Payment Element, when the sale goes on there.

    Signals:
        action: one of the card's buttons, an ``ActionId``.
    """

    action = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("compact_card")
        self.setProperty("role", "result")
        self._icon = label()
        self._headline = label(role="strong", wrap=True, name="compact_headline")
        self._progress = label(role="muted", name="compact_progress")
        self._happened = label(role="muted", wrap=True, name="compact_happened")
        self._next = label(wrap=True, name="compact_next")
        self._money = _MoneyLine(look)
        self._brief = False
        self._shown: tuple[Action, ...] = ()
        self._actions = QHBoxLayout()
        layout = column(self, margin=12, spacing=6)
        head = row(self._icon, spacing=8)
        head.addWidget(self._headline, 1)
        head.addWidget(self._progress)
        layout.addLayout(head)
        for widget in (self._happened, self._money, self._next):
            layout.addWidget(widget)
        layout.addLayout(self._actions)
        self.hide()

    def show_card(self, card: Card | None) -> None:
        """Show a state, or nothing."""
        self.setVisible(card is not None)
        if card is None:
            return
        restyle(self, tone=card.tone.value, filled=card.filled)
        self._icon.setPixmap(self._look.toned(card.icon, card.tone, 22))
        for widget, text in (
            (self._headline, card.headline),
            (self._progress, card.progress),
            (self._happened, card.happened),
            (self._next, card.next_step),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
        self.show_brief(brief=self._brief)
        restyle(self._headline, tone=card.tone.value)
        self._money.show_answer(card.money, card.tone)
        if card.actions != self._shown:
            self._shown = card.actions
            clear(self._actions)
            for action in card.actions:
                self._actions.addWidget(ActionButton(action, self.action, self._look))

    def show_waiting(self, share: float | None) -> None:
        """Show that its buttons do not count yet, and how much of the wait is over."""
        for press in self.findChildren(ActionButton):
            press.show_waiting(share)

    def show_brief(self, *, brief: bool) -> None:
        """Leave out what happened where the page needs the room; what to do stays."""
        self._brief = brief
        self._happened.setVisible(bool(self._happened.text()) and not brief)


class _Band(QFrame):
    """Icon, headline, amount and customer; filled with the tone's colour on demand."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("result_band")
        self._icon = label()
        self._headline = label(role="headline", wrap=True, name="result_headline")
        self._amount = label(role="resultAmount", name="result_amount")
        self._customer = label(role="body", wrap=True, name="result_customer")
        self._lines = column(self, margin=_MARGIN, spacing=4)
        head = row(self._icon, spacing=12)
        head.addWidget(self._headline, 1)
        self._lines.addLayout(head)
        self._lines.addWidget(self._amount)
        self._lines.addWidget(self._customer)

    def show_small(self, *, small: bool) -> None:
        margin = _SMALL_MARGIN if small else _MARGIN
        self._lines.setContentsMargins(_MARGIN, margin, _MARGIN, margin)
        restyle(self._amount, small=small)

    def show_card(self, card: Card) -> None:
        tone = card.tone
        restyle(self, role="band" if card.filled else "result", tone=tone.value)
        colors = self._look.tokens.tone(tone)
        ink = colors.on_fill if card.filled else colors.ink
        self._icon.setPixmap(self._look.icons.pixmap(card.icon, ink, 32))
        for widget, text in (
            (self._headline, card.headline),
            (self._amount, card.amount),
            (self._customer, card.customer),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class _MoneyLine(QWidget):
    """The one question every state answers."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._question = label(look.texts.pane.money_question, "muted")
        self._answer = label(role="pill", name="money_answer")
        self._beside = row(self._question, spacing=10)
        self._beside.addWidget(self._answer, 1, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(self._beside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @override
    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of both: side by side they must not hold a narrower pane open."""
        widest = max(self._question.sizeHint().width(), self._answer.sizeHint().width())
        return QSize(widest, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The answer for two sales goes below the question where both do not fit beside it."""
        needed = self._question.sizeHint().width() + self._answer.sizeHint().width()
        fits = needed + self._beside.spacing() <= self.width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(across if fits else down)

    def show_answer(self, answer: str, tone: Tone) -> None:
        self.setVisible(bool(answer))
        self._answer.setText(answer)
        restyle(self._answer, tone=tone.value)
        # The pane around it may have changed its colour, which is not looked at again by itself.
        self._answer.style().unpolish(self._answer)
        self._answer.style().polish(self._answer)
        self._fit()


class ActionButton(WaitingButton):
    """A button for an action; its key is printed on it."""

    def __init__(self, action: Action, pressed: SignalInstance, look: Look) -> None:
        super().__init__(f"{action.label}   {action.key}" if action.key else action.label, look)
        self.setObjectName(f"action_{action.id.value}")
        self.setProperty("role", "primary" if action.primary else "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(True)
        self.setAccessibleName(action.label)
        self.clicked.connect(lambda _checked: pressed.emit(action.id))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            super().keyPressEvent(event)
