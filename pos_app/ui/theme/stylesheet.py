"""The Qt style sheet, from the tokens. Widgets choose their look by the property ``role``."""

from __future__ import annotations

from pos_app.ui.states.common import Tone
from pos_app.ui.theme.tokens import (
    AMOUNT_SIZE,
    BASE_SIZE,
    BIG_TARGET,
    LARGE_AMOUNT_SIZE,
    LONG_AMOUNT_SIZE,
    RADIUS,
    RESULT_AMOUNT_SIZE,
    TARGET,
    Tokens,
)


def stylesheet(tokens: Tokens) -> str:
    """Return the whole application's style sheet."""
    parts = (
        _ground(tokens),
        _labels(tokens),
        _fields(tokens),
        _buttons(tokens),
        _rows(tokens),
        "".join(_tone(tokens, tone) for tone in Tone),
    )
    return "\n".join(parts)


def _ground(t: Tokens) -> str:
    return f"""
QWidget {{ color: {t.text}; font-size: {BASE_SIZE}px; }}
QMainWindow, QWidget[role="canvas"] {{ background: {t.canvas}; }}
QFrame[role="pane"] {{ background: {t.surface}; border: 1px solid {t.line};
    border-radius: {RADIUS + 2}px; }}
QFrame[role="pane"][tone="warn"] {{ background: {t.warn.wash}; border: 2px solid {t.warn.ink}; }}
QFrame[role="pane"][tone="warn"] QLabel[role="pill"] {{ background: {t.surface}; }}
QFrame[role="pane"][tone="warn"] QLabel[role="muted"],
QFrame[role="pane"][tone="warn"] QLabel[role="small"] {{ color: {t.text}; }}
QFrame[role="header"] {{ background: {t.surface}; border: none;
    border-bottom: 1px solid {t.line}; }}
QFrame[role="card"] {{ background: {t.sunken}; border: 1px solid {t.line};
    border-radius: {RADIUS}px; }}
QWidget[role="shade"] {{ background: rgba(8, 12, 18, 110); }}
QFrame[role="rule"] {{ background: {t.line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[role="overlay"] {{ background: {t.surface}; border: 1px solid {t.border};
    border-radius: {RADIUS + 2}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t.border}; border-radius: 3px; min-height: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: none; height: 0; width: 0; }}
QToolTip {{ background: {t.text}; color: {t.surface}; border: none; padding: 6px 8px; }}
"""


def _labels(t: Tokens) -> str:
    return f"""
QLabel {{ background: transparent; border: none; }}
QLabel[role="muted"] {{ color: {t.muted}; font-size: 14px; }}
QLabel[role="small"], QLabel[role="hint"] {{ color: {t.muted}; font-size: 13px; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="timelineWord"] {{ font-size: 13px; }}
QLabel[role="section"] {{ color: {t.muted}; font-size: 13px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: 20px; font-weight: 600; }}
QLabel[role="hero"] {{ font-size: 30px; font-weight: 700; }}
QLabel[role="headline"] {{ font-size: 22px; font-weight: 700; }}
QLabel[role="currency"] {{ color: {t.muted}; font-size: 24px; font-weight: 600; }}
QLabel[role="resultAmount"] {{ font-size: {RESULT_AMOUNT_SIZE}px; font-weight: 700; }}
QLabel[role="resultAmount"][small="true"] {{ font-size: 36px; }}
QLabel[role="key"] {{ color: {t.muted}; font-size: 13px; font-weight: 600;
    background: {t.sunken}; border: 1px solid {t.line}; border-radius: 6px; padding: 3px 8px; }}
QLabel[role="badge"] {{ font-size: 14px; font-weight: 700; padding: 5px 12px;
    border-radius: 8px; background: {t.sunken}; color: {t.text}; border: 1px solid {t.line}; }}
QLabel[role="badge"][mode="training"], QLabel[role="badge"][mode="test"] {{
    background: {t.training}; color: {t.on_training}; border: none; }}
QLabel[role="pill"] {{ font-size: 13px; font-weight: 600; padding: 2px 8px;
    border: 1px solid transparent; border-radius: 6px; }}
QLabel[role="avatar"] {{ background: {t.accent_wash}; color: {t.info.ink};
    font-weight: 700; font-size: 15px; border-radius: 20px; }}
"""


def _fields(t: Tokens) -> str:
    return f"""
QLineEdit, QComboBox {{ background: {t.raised}; border: 1px solid {t.border};
    border-radius: {RADIUS - 2}px; padding: 0 12px; min-height: {TARGET - 2}px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QComboBox:focus {{ border: 2px solid {t.accent}; padding: 0 11px;
    min-height: {TARGET - 4}px; }}
QLineEdit:disabled, QComboBox:disabled {{ background: {t.sunken}; color: {t.muted};
    border-color: {t.line}; }}
QLineEdit[role="amount"] {{ background: transparent; border: none; font-size: {AMOUNT_SIZE}px;
    font-weight: 700; padding: 0; min-height: 64px; color: {t.text}; }}
QLineEdit[role="amount"][large="true"] {{ font-size: {LARGE_AMOUNT_SIZE}px; min-height: 84px; }}
QLineEdit[role="amount"][small="true"] {{ font-size: 40px; min-height: 44px; }}
QLineEdit[role="amount"][long="true"] {{ font-size: {LONG_AMOUNT_SIZE}px; }}
QLineEdit[role="amount"][empty="true"] {{ color: {t.muted}; }}
QFrame[role="amountBox"] {{ background: {t.raised}; border: 1px solid {t.border};
    border-radius: {RADIUS}px; }}
QFrame[role="amountBox"][active="true"] {{ border: 2px solid {t.accent}; }}
QFrame[role="amountBox"][locked="true"] {{ background: {t.sunken}; border: 1px solid {t.line}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView::item {{ min-height: {TARGET - 4}px; padding: 0 10px; }}
QComboBox::drop-down {{ border: none; width: 30px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.border};
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; outline: none; }}
QCheckBox {{ spacing: 12px; min-height: {TARGET}px; background: transparent; }}
QCheckBox::indicator {{ width: 22px; height: 22px; border-radius: 6px;
    border: 2px solid {t.border}; background: {t.raised}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
QCheckBox::indicator:focus {{ border-color: {t.text}; }}
QCheckBox:disabled {{ color: {t.muted}; }}
QCheckBox::indicator:checked:disabled {{ background: {t.muted}; border-color: {t.muted}; }}
"""


def _buttons(t: Tokens) -> str:
    return f"""
QPushButton {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: {RADIUS}px;
    padding: 0 16px; min-height: {TARGET - 2}px; font-weight: 600; outline: none; }}
QPushButton:hover {{ background: {t.sunken}; }}
QPushButton:pressed {{ background: {t.line}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 15px;
    min-height: {TARGET - 4}px; }}
QPushButton:disabled {{ background: {t.disabled}; color: {t.on_disabled};
    border-color: {t.disabled}; }}
QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent};
    border: 2px solid {t.accent}; min-height: {BIG_TARGET - 4}px; font-size: 18px; }}
QPushButton[role="primary"][small="true"] {{ min-height: {TARGET - 4}px; }}
QPushButton[role="primary"]:hover {{ background: {t.accent_hover};
    border-color: {t.accent_hover}; }}
QPushButton[role="primary"]:pressed {{ background: {t.accent_pressed}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[role="primary"]:disabled {{ background: {t.disabled}; color: {t.on_disabled};
    border-color: {t.disabled}; }}
QLabel[role="onPrimary"] {{ color: {t.on_accent}; font-size: 19px; font-weight: 700; }}
QLabel[role="onPrimarySmall"] {{ color: {t.on_accent}; font-size: 14px; font-weight: 500; }}
QLabel[role="onPrimaryKey"] {{ color: {t.on_accent}; font-size: 13px; font-weight: 600;
    border: 1px solid {t.on_accent}; border-radius: 6px; padding: 2px 7px; }}
QLabel[off="true"] {{ color: {t.on_disabled}; border-color: {t.on_disabled}; }}
QPushButton[role="large"] {{ min-height: {BIG_TARGET - 2}px; }}
QPushButton[role="large"]:focus {{ min-height: {BIG_TARGET - 4}px; }}
QPushButton[role="ghost"] {{ background: transparent; border: 1px solid transparent;
    color: {t.text}; padding: 0 12px; }}
QPushButton[role="ghost"]:hover {{ background: {t.sunken}; }}
QPushButton[role="ghost"]:focus {{ border: 2px solid {t.accent}; padding: 0 11px; }}
QPushButton[role="ghost"]:disabled {{ color: {t.on_disabled}; }}
QPushButton[role="digit"] {{ background: {t.sunken}; border: 1px solid {t.line};
    font-size: 26px; font-weight: 600; min-height: 34px; padding: 0; }}
QPushButton[role="digit"]:hover {{ background: {t.accent_wash}; }}
QPushButton[role="digit"]:pressed {{ background: {t.line}; }}
QPushButton[role="digit"]:disabled {{ background: {t.sunken}; color: {t.on_disabled}; }}
QPushButton[role="chip"] {{ background: {t.accent_wash}; color: {t.info.ink};
    border: 1px solid {t.accent_wash}; padding: 0 10px; }}
QPushButton[role="chip"]:hover {{ border-color: {t.accent}; }}
QPushButton[role="chip"]:focus {{ border: 2px solid {t.accent}; padding: 0 9px; }}
QPushButton[role="chip"]:disabled {{ background: {t.sunken}; color: {t.on_disabled};
    border-color: {t.sunken}; }}
QPushButton[waiting="true"], QPushButton[role="primary"][waiting="true"] {{
    background: {t.disabled}; color: {t.on_disabled}; border-color: {t.disabled}; }}
QPushButton[waiting="true"]:focus, QPushButton[role="primary"][waiting="true"]:focus {{
    border-color: {t.muted}; }}
"""


def _rows(t: Tokens) -> str:
    return f"""
QPushButton[role="row"] {{ background: transparent; border: 1px solid transparent;
    border-radius: {RADIUS}px; padding: 0; text-align: left; min-height: 58px; }}
QPushButton[role="row"][tall="true"] {{ min-height: 76px; }}
QPushButton[role="row"]:hover {{ background: {t.sunken}; }}
QPushButton[role="row"]:focus {{ border: 2px solid {t.accent}; padding: 0; }}
QPushButton[role="row"][chosen="true"] {{ background: {t.accent_wash};
    border: 2px solid {t.accent}; min-height: 56px; }}
QPushButton[role="row"][tall="true"][chosen="true"] {{ min-height: 74px; }}
"""


def _tone(t: Tokens, tone: Tone) -> str:
    colors = t.tone(tone)
    return f"""
QFrame[role="notice"][tone="{tone}"] {{ background: {colors.wash}; border: none;
    border-left: 4px solid {colors.ink};
    border-top-right-radius: 6px; border-bottom-right-radius: 6px; }}
QFrame[role="notice"][tone="{tone}"] QLabel {{ color: {colors.ink}; font-size: 14px; }}
QFrame[role="result"][tone="{tone}"] {{ background: {t.raised};
    border: 2px solid {colors.ink}; border-radius: {RADIUS}px; }}
QFrame[role="result"][tone="{tone}"] QLabel[role="headline"] {{ color: {colors.ink}; }}
QFrame[role="result"][tone="{tone}"][filled="true"] {{ background: {colors.wash};
    border: 2px solid {colors.fill}; }}
QFrame[role="band"][tone="{tone}"] {{ background: {colors.fill}; border: none;
    border-radius: {RADIUS}px; }}
QFrame[role="band"][tone="{tone}"] QLabel {{ color: {colors.on_fill}; }}
QLabel[tone="{tone}"] {{ color: {colors.ink}; }}
QLabel[role="pill"][tone="{tone}"] {{ background: {colors.wash}; color: {colors.ink}; }}
"""
