"""The centre pane: customer, amount, reference, and the way to the payment methods."""

from __future__ import annotations

from enum import IntEnum
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
)

from pos_app.domain.overriding import override
from pos_app.ui.states.sale import AmountState, CustomerStrip, QuickAmount
from pos_app.ui.views.amount_field import AmountField
from pos_app.ui.views.chooser import Chooser
from pos_app.ui.views.customer_strip import CustomerStripView
from pos_app.ui.views.keypad import Keypad
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import NoticeBox, button, column, frame, label, refresh, restyle, row
from pos_app.ui.views.proceed_button import ProceedButton
from pos_app.ui.views.receipt_box import ReceiptBox
from pos_app.ui.views.watermark import Watermark

_MOST_QUICK = 6
_SMALLEST = QSize(300, 300)
_WIDEST = 760
_LARGE = 800
"""Pixels of a pane that keeps large keys whatever is known of its customer."""
_MARGIN = 16
_NARROW_MARGIN = 10
_CLOSE = 3


class _Crowding(IntEnum):
    """What gives its place, one after the other, so that no key of the keypad is cut off."""

    ROOMY = 0
    """A large screen: larger keys and a larger amount, further apart."""
    NONE = 1
    RECEIPT_ASIDE = 2
    """The receipt stands beside the reference and leaves its address to the customer's strip."""
    NO_QUICK = 3
    NO_TITLES = 4
    SIDE_BY_SIDE = 5
    """Reference, receipt and button share a line, the saved methods go."""
    SMALL = 6
    """Everything that is pressed is somewhat lower than usual."""
    ONE_LINE = 7
    """Name and facts of the customer share a line."""
    CLOSE = 8
    """Nearly no room between the parts."""
    ONE_NOTICE = 9
    """What there is to say of the customer waits until what was typed wrong is put right."""


class SalePane(QFrame):
    """Takes what is left between the two side panes.

    Signals:
        key, erased, cleared, pasted: what was typed into the amount.
        quick: a quick amount, in minor units.
        currency: another currency was chosen.
        reference: the reference's text changed.
        receipt: the receipt was ticked, or unticked.
        proceed: Enter or the button.
        change_customer: another customer was asked for.
    """

    key = Signal(str)
    erased = Signal()
    cleared = Signal()
    pasted = Signal(str)
    quick = Signal(object)
    currency = Signal(str)
    reference = Signal(str)
    receipt = Signal(bool)
    proceed = Signal()
    change_customer = Signal()

    def __init__(self, look: Look, watermark: str) -> None:
        super().__init__()
        self._look = look
        self._quick_minor: list[int] = []
        self._low = False
        self._fitted: tuple[object, ...] = ()
        self.setObjectName("sale_pane")
        self.setProperty("role", "pane")
        self._customer = CustomerStripView(look)
        self._customer.change.connect(self.change_customer)
        self._layout = layout = column(self, margin=16, spacing=10)
        layout.addWidget(self._customer)
        layout.addWidget(self._build_amount())
        self._amount_notice = NoticeBox(look, "amount_notice")
        layout.addWidget(self._amount_notice)
        layout.addLayout(self._build_quick())
        self._keypad = Keypad(look)
        self._keypad.key.connect(self.key)
        self._keypad.erased.connect(self.erased)
        layout.addWidget(self._keypad, 1000)
        self._bottom = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._bottom.setSpacing(10)
        self._note = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._note.setSpacing(10)
        self._note.addWidget(self._build_reference(), 1)
        self._receipt = ReceiptBox(look)
        self._receipt.clicked.connect(self.receipt)
        self._receipt.entered.connect(self.proceed)
        self._note.addWidget(self._receipt, 0, Qt.AlignmentFlag.AlignBottom)
        self._bottom.addLayout(self._note, 1)
        self._bottom.addWidget(self._build_proceed(), 1)
        layout.addWidget(self._reference_notice)
        layout.addLayout(self._bottom)
        layout.addStretch(1)
        for part in (self._customer, self._box):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        if watermark:
            Watermark(self, watermark, look.tokens.training)

    def show_customer(self, strip: CustomerStrip | None) -> None:
        """Show who pays."""
        self._customer.show_customer(strip)
        self._make_room()

    def show_amount(self, state: AmountState) -> None:
        """Show amount, notices and what Enter would do."""
        self._title.setText(state.title)
        if state.locked and self.amount.hasFocus():
            self.setFocus()  # else Qt gives the keyboard to an earlier sale
        self.amount.show_amount(
            state.amount, state.spoken, empty=state.empty, left_over=state.left_over
        )
        self.amount.setEnabled(not state.locked)
        restyle(self._box, locked=state.locked)
        self._show_currencies(state)
        self._amount_notice.show_notice(state.notice)
        self._show_reference(state)
        self._receipt.show_offer(state.receipt)
        self._show_quick(state)
        self._keypad.setEnabled(not state.locked)
        self._keypad.show_separator(state.separator)
        self.proceed_button.setEnabled(state.ready)
        restyle(self.proceed_button, role="secondary" if state.locked else "primary")
        self.proceed_button.show_words(state.proceed, state.proceed_key)
        key_role = "key" if state.locked else "onPrimaryKey"
        restyle(self.proceed_button.key, role=key_role, off=not state.ready)
        self._make_room()

    @override
    def minimumSizeHint(self) -> QSize:
        # What is shown follows the size; it must not ask for another one.
        return _SMALLEST

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _build_amount(self) -> QFrame:
        texts = self._look.texts.sale
        self._box = frame("amountBox", "amount_box")
        self._title = label(texts.amount, "section", name="amount_title")
        self.amount = AmountField("amount")
        self.amount.setAccessibleName(texts.amount)
        self.amount.key.connect(self.key)
        self.amount.erased.connect(self.erased)
        self.amount.cleared.connect(self.cleared)
        self.amount.pasted.connect(self.pasted)
        self.amount.entered.connect(self.proceed)
        self.amount.focused.connect(self._mark_active)
        self._currency = Chooser(self._look, "currency", texts.currency)
        self._currency.setFixedWidth(104)
        self._currency.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._currency.textActivated.connect(self.currency)
        inner = column(self._box, margin=10, spacing=0)
        inner.addWidget(self._title)
        inner.addLayout(row(self._currency, self.amount))
        return self._box

    def _mark_active(self, active: bool) -> None:  # noqa: FBT001 - a slot
        restyle(self._box, active=active)

    def _build_quick(self) -> QHBoxLayout:
        self._quick: list[QPushButton] = []
        for number in range(_MOST_QUICK):
            chip = button("", f"quick_{number}", partial(self._quick_pressed, number), role="chip")
            chip.hide()
            self._quick.append(chip)
        return row(*self._quick)

    def _build_reference(self) -> QFrame:
        texts = self._look.texts.sale
        self._reference_label = label(role="section")
        self.reference_box = QLineEdit()
        self.reference_box.setObjectName("reference")
        self.reference_box.setPlaceholderText(texts.reference_placeholder)
        self.reference_box.setMaxLength(250)
        self.reference_box.textEdited.connect(self.reference)
        self.reference_box.returnPressed.connect(self.proceed)
        self._reference_notice = NoticeBox(self._look, "reference_notice")
        holder = QFrame()
        lines = column(holder, spacing=4)
        for widget in (self._reference_label, self.reference_box):
            lines.addWidget(widget)
        return holder

    def _build_proceed(self) -> QPushButton:
        self.proceed_button = ProceedButton()
        self.proceed_button.clicked.connect(lambda _checked: self.proceed.emit())
        return self.proceed_button

    def _show_currencies(self, state: AmountState) -> None:
        shown = [self._currency.itemText(i) for i in range(self._currency.count())]
        if tuple(shown) != state.currencies:
            self._currency.clear()
            self._currency.addItems(list(state.currencies))
        self._currency.setCurrentText(state.currency)
        self._currency.setEnabled(not state.locked)

    def _show_quick(self, state: AmountState) -> None:
        offered: tuple[QuickAmount, ...] = state.quick[:_MOST_QUICK]
        self._quick_minor = [quick.minor for quick in offered]
        for number, chip in enumerate(self._quick):
            chip.setEnabled(not state.locked)
            if number < len(offered):
                chip.setText(offered[number].label)
                chip.setAccessibleName(offered[number].label)

    def _make_room(self) -> None:
        """Give up no more than has to be, whatever notices there are and however low the window."""
        notices = (self._amount_notice, self._reference_notice)
        shown = tuple(notice.sizeHint().height() for notice in notices if not notice.isHidden())
        parts = (self._customer.wants, len(self._quick_minor), self._receipt.isHidden())
        present = (self.size(), shown, *parts)
        if present == self._fitted:
            return
        self._fitted = present
        for crowding in _Crowding:
            if crowding is _Crowding.ROOMY and self.height() < _LARGE:
                continue  # what comes in while somebody types must not make the keys smaller
            self._crowd(crowding)
            refresh(self._layout)  # else some of it answers as it was before
            if self._needed() <= self.height():
                return

    def _needed(self) -> int:
        """The height at which nothing is cut off; what wraps needs what its lines need."""
        width, margins = self.width(), self._layout.contentsMargins()
        inner = width - margins.left() - margins.right()
        items = [self._layout.itemAt(place) for place in range(self._layout.count())]
        shown = [item for item in items if item is not None and not item.isEmpty()]
        heights = [
            item.heightForWidth(inner) if item.hasHeightForWidth() else item.minimumSize().height()
            for item in shown
        ]
        between = self._layout.spacing() * max(len(shown) - 1, 0)
        return sum(heights) + between + margins.top() + margins.bottom()

    def _crowd(self, crowding: _Crowding) -> None:
        for number, chip in enumerate(self._quick):
            offered = number < len(self._quick_minor)
            chip.setVisible(offered and crowding < _Crowding.NO_QUICK)
        for title in (self._title, self._reference_label):
            title.setVisible(crowding < _Crowding.NO_TITLES)
        self._low = crowding >= _Crowding.SIDE_BY_SIDE
        self._customer.show_compact(compact=self._low, low=crowding >= _Crowding.ONE_LINE)
        typed_wrong = not (self._amount_notice.isHidden() and self._reference_notice.isHidden())
        self._customer.hold_notice(held=typed_wrong and crowding >= _Crowding.ONE_NOTICE)
        aside = crowding >= _Crowding.RECEIPT_ASIDE
        self._receipt.show_short(short=aside)
        direction = QBoxLayout.Direction
        self._note.setDirection(direction.LeftToRight if aside else direction.TopToBottom)
        self._bottom.setDirection(direction.LeftToRight if self._low else direction.TopToBottom)
        roomy, small = crowding is _Crowding.ROOMY, crowding >= _Crowding.SMALL
        close = crowding >= _Crowding.CLOSE
        margin = _NARROW_MARGIN if self._low else _MARGIN
        sides = max(margin, (self.width() - _WIDEST) // 2)
        ends = _CLOSE if close else margin
        self._layout.setContentsMargins(sides, ends, sides, ends)
        self._layout.setSpacing(16 if roomy else _CLOSE if close else 8 if self._low else 10)
        self._keypad.show_size(large=roomy, small=small)
        for widget in (self.amount, self.proceed_button):
            restyle(widget, small=small, large=roomy)

    def _show_reference(self, state: AmountState) -> None:
        self._reference_label.setText(state.reference_label)
        self.reference_box.setAccessibleName(state.reference_label)
        if self.reference_box.text() != state.reference:
            self.reference_box.setText(state.reference)
        self.reference_box.setEnabled(not state.locked)
        self._reference_notice.show_notice(state.reference_notice)

    def _quick_pressed(self, number: int) -> None:
        self.quick.emit(self._quick_minor[number])
