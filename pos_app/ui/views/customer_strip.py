"""Who pays: always visible during the sale, with two identifying facts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from pos_app.ui.states.sale import CustomerStrip
from pos_app.ui.views.elided import Elided
from pos_app.ui.views.look import Look
from pos_app.ui.views.parts import NoticeBox, button, column, frame, label
from pos_app.ui.views.rows import avatar

_NAME = 220
"""Pixels that a name keeps beside other facts."""


class CustomerStripView(QFrame):
    """The chosen customer, or the invitation to choose one.

    Signals:
        change: another customer was asked for.
    """

    change = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._compact = self._low = self._noticed = False
        self.setObjectName("customer_strip")
        self._notice = NoticeBox(look, "customer_notice")
        self._stack = QStackedLayout()
        layout = column(self)
        layout.addLayout(self._stack)
        # Only now: a stack without a parent shows its first page as a window of its own.
        self._nobody = self._invitation()
        self._stack.addWidget(self._nobody)
        self._stack.addWidget(self._chosen())
        layout.addWidget(self._notice)

    def show_customer(self, strip: CustomerStrip | None) -> None:
        """Show the customer, or that none is chosen."""
        self._stack.setCurrentIndex(0 if strip is None else 1)
        self._notice.show_notice(strip.notice if strip else None)
        self._noticed = strip is not None and strip.notice is not None
        if strip is None:
            return
        self._avatar.setText(strip.initials)
        self._title.show_text(strip.title)
        self._keep_the_name()
        wide, narrow = ("   ·   ".join(strip.facts), " · ".join(strip.facts))
        self._facts.show_text(wide, shorter=(narrow,))
        if strip.busy:
            self._methods.show_text(self._look.texts.sale.loading_customer)
        else:
            self._methods.show_text(strip.methods, shorter=strip.shorter_methods)
        self._show_methods()
        self.setAccessibleName(", ".join((strip.title, *strip.facts, strip.methods)))

    def show_compact(self, *, compact: bool, low: bool = False) -> None:
        """Need less room.

        Args:
            compact: leave out the saved methods, which the Payment Element shows anyway.
            low: name and facts share one line.
        """
        self._compact = compact
        self._show_methods()
        self._low = low
        self._keep_the_name()
        direction = QBoxLayout.Direction
        self._lines.setDirection(direction.LeftToRight if low else direction.TopToBottom)
        self._lines.setSpacing(12 if low else 2)
        upright = 2 if low else 10
        self._around.setContentsMargins(14, upright, 10, upright)
        # Else the strip is as high as the page that is not shown wants to be.
        free = low and self._stack.currentIndex() == 1
        vertical = QSizePolicy.Policy.Ignored if free else QSizePolicy.Policy.Preferred
        self._nobody.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)

    def hold_notice(self, *, held: bool) -> None:
        """Keep the notice back while another one needs its room; the sale itself asks again."""
        self._notice.setVisible(self._noticed and not held)

    def _keep_the_name(self) -> None:
        """On a line with the facts, the name is what is read."""
        wanted = min(self._title.sizeHint().width(), _NAME) if self._low else 0
        self._title.setMinimumWidth(wanted)

    @property
    def wants(self) -> tuple[object, ...]:
        """What its height depends on."""
        noticed = self._notice.sizeHint().height() if self._noticed else 0
        return (self._stack.currentIndex(), bool(self._methods.full_text), noticed)

    def _show_methods(self) -> None:
        self._methods.setVisible(bool(self._methods.full_text) and not self._compact)

    def _invitation(self) -> QWidget:
        texts = self._look.texts.sale
        box = frame("card")
        lines = column(box, margin=14, spacing=2)
        lines.addWidget(label(texts.choose_customer, "title"))
        lines.addWidget(label(texts.choose_hint, "muted", wrap=True))
        return box

    def _chosen(self) -> QWidget:
        box = frame("card")
        self._avatar = avatar("customer_avatar")
        self._title = Elided("title", "customer_title")
        self._facts = Elided("muted", "customer_facts")
        self._methods = Elided("small", "customer_methods")
        self._lines = lines = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        lines.setSpacing(2)
        for line in (self._title, self._facts, self._methods):
            lines.addWidget(line)
        texts = self._look.texts.sale
        self._around = layout = QHBoxLayout(box)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.setSpacing(12)
        layout.addWidget(self._avatar)
        layout.addLayout(lines, 1)
        layout.addWidget(
            button(texts.change_customer, "change_customer", self.change.emit, role="ghost")
        )
        return box
