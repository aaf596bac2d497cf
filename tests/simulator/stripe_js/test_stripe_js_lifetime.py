"""Many payments on one page: quick to mount, and nothing is left behind."""

import statistics

import pytest

from tests.simulator.stripe_js.checkout_page import CheckoutPage
from tests.simulator.stripe_js.conftest import Shop

pytestmark = pytest.mark.webengine

MARIA = "cus_MariaWeber01"
_HEAP = "performance.memory.usedJSHeapSize"


def mount_and_destroy(page: CheckoutPage, shop: Shop) -> float:
    """Milliseconds from ``stripe.elements()`` to ready."""
    page.mount(shop.checkout(MARIA))
    elapsed: float = page.run("window.log.find((entry) => entry.name === 'ready').at")
    page.run("element.destroy()")
    return elapsed


def test_a_prewarmed_page_is_ready_quickly(page: CheckoutPage, shop: Shop) -> None:
    mount_and_destroy(page, shop)
    elapsed = [mount_and_destroy(page, shop) for _ in range(8)]
    # Typically 30 ms; the bound leaves room for a busy machine.
    assert statistics.median(elapsed) < 250


@pytest.mark.slow
def test_two_hundred_payments_do_not_grow_the_page(page: CheckoutPage, shop: Shop) -> None:
    def heap() -> int:
        page.run("(window.gc && window.gc(), true)")
        size: int = page.run(_HEAP)
        return size

    for _ in range(40):
        mount_and_destroy(page, shop)
    before = heap()
    for _ in range(160):
        mount_and_destroy(page, shop)
    assert heap() < before * 1.2 + 2_000_000
    assert page.run("document.querySelectorAll('iframe').length") == 1
