"""What the shop decides."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from pos_app.domain.modes import Mode
from pos_app.ui.states.shell import SettingsFields, SettingsState
from pos_app.ui.views.chooser import Chooser
from pos_app.ui.views.fields import line
from pos_app.ui.views.look import Look
from pos_app.ui.views.page_frame import PageFrame
from pos_app.ui.views.parts import NoticeBox, button, hint, label, labelled, row
from pos_app.ui.views.tick_box import TickBox


class SettingsPage(PageFrame):
    """Two columns of fields.

    Signals:
        save: the form, a ``SettingsFields``.
        connect_asked: the connect page was asked for.
        switch: another mode was asked for, a ``Mode``.
        webhooks_asked: the page about Stripe's deliveries was asked for; ``hooks_asked`` the one
            about the shop's own programs.
    """

    save = Signal(object)
    connect_asked = Signal()
    switch = Signal(object)
    webhooks_asked = Signal()
    hooks_asked = Signal()

    def __init__(self, look: Look, version: str) -> None:
        super().__init__(look, "settings", look.texts.settings.title)
        self._look = look
        self._to: Mode | None = None
        texts = look.texts.settings
        left, right = self.two_columns()
        self._build_left(left)
        self._build_right(right)
        self._notice = NoticeBox(look, "settings_notice")
        self.foot.addWidget(self._notice)
        self._save = button(texts.save, "save_settings", self._pressed, role="primary")
        self._save.setMinimumWidth(200)
        about = label(f"pos_app {version}", "small")
        self.foot.addLayout(row(self._save, 1, about))

    def show_settings(self, state: SettingsState) -> None:
        """Show the form."""
        fields = state.fields
        self._notice.show_notice(state.notice)
        self._save.setText(self._look.texts.settings.save)
        self._badge.setText(state.badge)
        self._to = state.switches[0] if state.switches else None
        for shown in (self._switch, self._switch_hint):
            shown.setVisible(state.switches is not None)
        if state.switches is not None:
            self._switch.setText(state.switches[1])
            self._switch.setAccessibleName(state.switches[1])
        self._currency.clear()
        self._currency.addItems(list(state.currencies))
        self._currency.setCurrentText(fields.currency)
        self._register.setText(fields.register)
        self._operator.setText(fields.operator)
        _choose(self._language, fields.language)
        _choose(self._theme, fields.theme)
        _choose(self._typing, fields.typing)
        self._sound.setChecked(fields.sound)
        self._receipts.setChecked(fields.receipts)
        self._soft_limit.setText(fields.soft_limit)
        self._repeat.setText(fields.repeat_minutes)
        self._quick.setText(fields.quick_amounts)
        self._required.setChecked(fields.reference_required)
        for value, box in self._filters.items():
            box.setChecked(value in fields.filters)
        self._save_methods.setChecked(fields.save_methods)
        self._remove.setChecked(fields.remove_methods)
        self._proxy.setText(fields.proxy)

    def _build_left(self, side: QVBoxLayout) -> None:
        texts = self._look.texts.settings
        self._build_mode(side)
        side.addSpacing(12)
        side.addWidget(label(texts.connections, "title"))
        self._build_ways(side)
        side.addSpacing(12)
        side.addWidget(label(texts.place, "title"))
        self._register = self._field(side, "set_register", texts.register)
        self._operator = self._field(side, "set_operator", texts.operator)
        side.addWidget(hint(texts.place_hint))
        side.addSpacing(12)
        side.addWidget(label(texts.look, "title"))
        self._language = self._chooser(side, "set_language", texts.language, texts.languages)
        self._theme = self._chooser(side, "set_theme", texts.theme, texts.themes)
        self._sound = self._tick(side, "set_sound", texts.sound)
        side.addSpacing(12)
        side.addWidget(label(texts.network, "title"))
        self._proxy = self._field(side, "set_proxy", texts.proxy)
        side.addWidget(hint(texts.proxy_hint))
        side.addStretch(1)

    def _build_ways(self, side: QVBoxLayout) -> None:
        """The pages beside this one."""
        texts = self._look.texts
        for words, name, icon, asked in (
            (texts.settings.connect, "connect_settings", "key-round", self.connect_asked),
            (texts.webhooks.button, "webhooks_settings", "radio", self.webhooks_asked),
            (texts.hooks.button, "hooks_settings", "plug", self.hooks_asked),
        ):
            press = button(words, name, asked.emit)
            side.addWidget(labelled(press, self._look.icon(icon, self._look.tokens.text)))

    def _build_mode(self, side: QVBoxLayout) -> None:
        texts = self._look.texts.settings
        side.addWidget(label(texts.mode, "title"))
        self._badge = label(name="set_mode", wrap=True)
        self._switch = button("", "switch_mode", self._switch_pressed)
        self._switch_hint = hint(texts.switch_hint)
        for widget in (self._badge, self._switch, self._switch_hint):
            side.addWidget(widget)

    def _switch_pressed(self) -> None:
        if self._to is not None:
            self.switch.emit(self._to)

    def _build_right(self, side: QVBoxLayout) -> None:
        texts = self._look.texts.settings
        side.addWidget(label(texts.amounts, "title"))
        self._currency = self._chooser(side, "set_currency", texts.currency, {})
        self._typing = self._chooser(side, "set_typing", texts.typing, texts.typing_styles)
        self._soft_limit = self._field(side, "set_soft_limit", texts.soft_limit)
        side.addWidget(hint(texts.soft_limit_hint))
        self._repeat = self._field(side, "set_repeat", texts.repeat)
        side.addWidget(hint(texts.repeat_hint))
        self._quick = self._field(side, "set_quick", texts.quick_amounts)
        side.addWidget(hint(texts.quick_amounts_hint))
        self._required = self._tick(side, "set_required", texts.reference_required)
        self._receipts = self._tick(side, "set_receipts", texts.receipts)
        side.addWidget(hint(texts.receipts_hint))
        side.addSpacing(12)
        side.addWidget(label(texts.methods, "title"))
        side.addWidget(label(texts.filters, "section"))
        self._filters = {
            value: self._tick(side, f"set_filter_{value}", name)
            for value, name in texts.filter_names.items()
        }
        side.addWidget(hint(texts.filter_hint))
        self._save_methods = self._tick(side, "set_save", texts.save_methods)
        self._remove = self._tick(side, "set_remove", texts.remove_methods)
        side.addWidget(hint(texts.remove_hint))
        side.addStretch(1)

    def _field(self, side: QVBoxLayout, name: str, title: str) -> QLineEdit:
        made = line(name, title, self._pressed)
        side.addWidget(label(title, "section", wrap=True))
        side.addWidget(made)
        return made

    def _tick(self, side: QVBoxLayout, name: str, words: str) -> TickBox:
        made = TickBox(self._look, name, words)
        side.addWidget(made)
        return made

    def _chooser(
        self, side: QVBoxLayout, name: str, title: str, items: Mapping[str, str]
    ) -> Chooser:
        made = Chooser(self._look, name, title)
        for value, words in items.items():
            made.addItem(words, value)
        side.addWidget(label(title, "section", wrap=True))
        side.addWidget(made)
        return made

    def _pressed(self) -> None:
        """Say that it is being done before it is: another language takes half a second."""
        self._save.setText(self._look.texts.settings.saving)
        self._save.repaint()
        self.save.emit(
            SettingsFields(
                register=self._register.text(),
                operator=self._operator.text(),
                language=self._language.currentData(),
                theme=self._theme.currentData(),
                sound=self._sound.isChecked(),
                receipts=self._receipts.isChecked(),
                currency=self._currency.currentText(),
                typing=self._typing.currentData(),
                soft_limit=self._soft_limit.text(),
                repeat_minutes=self._repeat.text(),
                quick_amounts=self._quick.text(),
                reference_required=self._required.isChecked(),
                filters=tuple(v for v, box in self._filters.items() if box.isChecked()),
                save_methods=self._save_methods.isChecked(),
                remove_methods=self._remove.isChecked(),
                proxy=self._proxy.text(),
            )
        )


def _choose(chooser: Chooser, value: str) -> None:
    chooser.setCurrentIndex(max(0, chooser.findData(value)))
