"""Which signal calls which presenter method."""

from __future__ import annotations

from pos_app.ui.presenters.counter import Counter
from pos_app.ui.shell.main_window import MainWindow


def connect_counter(window: MainWindow, counter: Counter) -> None:
    """Connect the window's present pages; call it again after they were rebuilt."""
    page, typing = window.counter, counter.typing
    page.search.typed.connect(counter.search.typed)
    page.search.moved.connect(counter.search.move)
    page.search.entered.connect(counter.search.enter)
    page.search.picked.connect(counter.search.pick)
    page.search.recent_picked.connect(counter.search.review)
    page.sale.key.connect(typing.key)
    page.sale.erased.connect(typing.erase)
    page.sale.cleared.connect(typing.clear)
    page.sale.pasted.connect(typing.paste)
    page.sale.quick.connect(typing.quick)
    page.sale.currency.connect(typing.currency)
    page.sale.reference.connect(typing.reference)
    page.sale.receipt.connect(counter.receipt)
    page.sale.proceed.connect(counter.proceed)
    page.sale.change_customer.connect(counter.find)
    page.payment.charge.connect(counter.charge)
    page.payment.action.connect(counter.act)


def connect_keys(window: MainWindow, counter: Counter) -> None:
    """Connect the keys of the whole window; once."""
    window.find_asked.connect(counter.find)
    window.charge.connect(counter.charge)
    window.check.connect(counter.check)
    window.new_sale.connect(counter.new_sale)
    window.back.connect(counter.back)
    window.counter_shown.connect(counter.refocus)
