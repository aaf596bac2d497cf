"""The shop's own programs: a list of them, how they are doing, and a form."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.domain.hooks import OCCASIONS
from pos_app.domain.secret import Secret
from pos_app.ui.states.hooks import HookFields, HookRow, HooksState
from pos_app.ui.views.elided import Elided
from pos_app.ui.views.fields import copied_line, copy_button, cover, eye, line
from pos_app.ui.views.health_grid import HealthGrid
from pos_app.ui.views.look import Look
from pos_app.ui.views.page_frame import PageFrame
from pos_app.ui.views.parts import NoticeBox, button, column, hint, label, restyle, row
from pos_app.ui.views.rows import RowButton, fill_row
from pos_app.ui.views.tick_box import TickBox

_NAMES_WIDTH = 150


class HooksPage(PageFrame):
    """Left whom and how it goes, right the form of the one that is chosen.

    Signals:
        chosen: the name of one in the list.
        new: another one is to be added.
        save: the form, a ``HookFields``.
        remove, test, again, make_secret: asked for of the chosen one.
        copied: the secret was put into the clipboard.
    """

    chosen = Signal(str)
    new = Signal()
    save = Signal(object)
    remove = Signal()
    test = Signal()
    again = Signal()
    make_secret = Signal()
    copied = Signal()

    def __init__(self, look: Look) -> None:
        back = look.texts.shell.back_to_settings
        super().__init__(look, "hooks", look.texts.hooks.title, back)
        self._look = look
        self._rows: list[HookRowButton] = []
        self._top = label(look.texts.hooks.lead, wrap=True)
        self.content.addWidget(self._top)
        left, right = self.two_columns()
        self._build_list(left)
        self._build_health(left)
        self._build_form(right)
        self._notice = NoticeBox(look, "hooks_notice")
        self.foot.addWidget(self._notice)
        self._save = button("", "save_hook", self._pressed, role="primary")
        self._save.setMinimumWidth(200)
        self._remove = button("", "remove_hook", self.remove.emit, role="large")
        self.foot.addLayout(row(self._save, self._remove, 1))

    def show_hooks(self, state: HooksState) -> None:
        """Show everything but what is being typed."""
        self._show_rows(state.rows)
        self._none.setVisible(not state.rows)
        self._title.setText(state.title)
        self._save.setText(state.save)
        self._save.setAccessibleName(state.save)
        self._name.setReadOnly(not state.adding)
        self._name_part.setVisible(state.adding)
        for widget in (self._add, self._remove, self._health_part):
            widget.setVisible(not state.adding)
        self._remove.setText(state.remove)
        self._health.show_rows(state.health)
        self._troubled_title.setVisible(bool(state.troubled))
        self._troubled.show_rows(state.troubled)
        self._test.setEnabled(not state.busy)
        self._again.setVisible(state.can_try)
        self._make_secret.setVisible(bool(state.make_secret))
        self._make_secret.setText(state.make_secret)
        self._notice.show_notice(state.notice)

    def show_fields(self, fields: HookFields) -> None:
        """Fill in the form."""
        self._name.setText(fields.name)
        self._target.setText(fields.target)
        self._target.setCursorPosition(0)
        for value, box in self._events.items():
            box.setChecked(value in fields.events)
        self._training.setChecked(fields.training)
        self.reveal(self._top)
        if not fields.name:
            self._name.setFocus()

    def show_secret(self, secret: Secret | None) -> None:
        """Offer a secret, covered; or take it away."""
        self._secret.setText(secret.reveal() if secret else "")
        self._eye.setChecked(False)
        self._secret_part.setVisible(secret is not None)
        if secret is not None:
            self._copy.setFocus()
            self.reveal(self._secret_part)

    # ------------------------------------------------------------------ building
    def _build_list(self, side: QVBoxLayout) -> None:
        texts = self._look.texts.hooks
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._none = label(texts.none_yet, "muted", wrap=True, name="no_hooks")
        side.addWidget(self._none)
        side.addLayout(self._list)
        self._add = button(texts.add, "add_hook", self.new.emit)
        side.addLayout(row(self._add, 1))

    def _build_health(self, side: QVBoxLayout) -> None:
        texts = self._look.texts.hooks
        self._health_part = QWidget()
        part = column(self._health_part)
        part.addSpacing(12)
        part.addWidget(label(texts.health, "title"))
        self._health = HealthGrid(self._look, "hook_health", _NAMES_WIDTH)
        part.addWidget(self._health)
        self._test = button(texts.test, "test_hook", self.test.emit)
        self._again = button(texts.again, "try_hook_again", self.again.emit)
        self._make_secret = button("", "make_hook_secret", self.make_secret.emit)
        part.addSpacing(6)
        part.addLayout(row(self._test, self._again, 1))
        part.addLayout(row(self._make_secret, 1))
        part.addWidget(self._build_secret())
        self._troubled_title = label(texts.troubled, "section")
        part.addWidget(self._troubled_title)
        self._troubled = HealthGrid(self._look, "hook_trouble", _NAMES_WIDTH)
        part.addWidget(self._troubled)
        side.addWidget(self._health_part)
        side.addStretch(1)

    def _build_secret(self) -> QWidget:
        """Covered until somebody asks: it must not stand in a picture of the screen."""
        texts = self._look.texts.hooks
        self._secret = copied_line("hook_secret", texts.secret)
        cover(self._secret)
        self._eye = eye(self._look, self._secret, "show_hook_secret", texts.show_secret)
        self._copy = copy_button(self._secret, texts.copy, self.copied.emit)
        self._secret_part = QWidget()
        part = column(self._secret_part)
        part.addWidget(hint(texts.secret_once))
        part.addLayout(row(self._secret, self._eye, self._copy))
        return self._secret_part

    def _build_form(self, side: QVBoxLayout) -> None:
        texts = self._look.texts.hooks
        self._title = label(role="title", name="hook_title")
        side.addWidget(self._title)
        self._name_part = QWidget()
        part = column(self._name_part)
        self._name = line("hook_name", texts.name, self._pressed)
        part.addWidget(label(texts.name, "section"))
        part.addWidget(self._name)
        part.addWidget(hint(texts.name_hint))
        self._target = line("hook_target", texts.target, self._pressed)
        self._events = {
            kind.value: TickBox(self._look, f"hook_{kind.value}", texts.kinds[kind])
            for kind in OCCASIONS
        }
        self._training = TickBox(self._look, "hook_training", texts.training)
        for widget in (
            self._name_part,
            label(texts.target, "section"),
            self._target,
            hint(texts.target_hint),
            self._training,
            label(texts.events, "section"),
        ):
            side.addWidget(widget)
        boxes = QVBoxLayout()
        boxes.setSpacing(0)
        for box in self._events.values():
            boxes.addWidget(box)
        side.addLayout(boxes)
        side.addStretch(1)

    def _show_rows(self, rows: tuple[HookRow, ...]) -> None:
        while len(self._rows) < len(rows):
            made = HookRowButton(self._look, len(self._rows))
            made.chosen.connect(self.chosen)
            self._rows.append(made)
            self._list.addWidget(made)
        for number, made in enumerate(self._rows):
            made.setVisible(number < len(rows))
        for made, shown in zip(self._rows, rows, strict=False):
            made.show_row(shown)

    def _pressed(self) -> None:
        self.save.emit(
            HookFields(
                name=self._name.text(),
                target=self._target.text(),
                events=tuple(value for value, box in self._events.items() if box.isChecked()),
                training=self._training.isChecked(),
            )
        )


class HookRowButton(RowButton):
    """One hook: its name and how it goes, and where its messages go."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__(f"hook_row_{number}")
        self._icon = label()
        self._icon.setPixmap(look.icons.pixmap("plug", look.tokens.muted, 20))
        self._name = Elided("strong")
        self._word = label(role="small")
        self._target = Elided("small")
        fill_row(self, self._icon, ((self._name, self._word), (self._target, None)))

    def show_row(self, shown: HookRow) -> None:
        """Show a hook."""
        self._shown = shown.name
        self._name.show_text(shown.name)
        self._target.show_text(shown.target)
        self._word.setText(shown.word)
        restyle(self._word, tone=shown.tone.value)
        restyle(self, chosen=shown.chosen)
        self.setAccessibleName(", ".join(filter(None, (shown.name, shown.word, shown.target))))
