"""What the stand-in refuses as an IntegrationError, as the real library does."""

import pytest

from tests.simulator.stripe_js.checkout_page import CheckoutPage
from tests.simulator.stripe_js.conftest import Shop

pytestmark = pytest.mark.webengine


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("Stripe('')", "apiKey should be a string"),
        ("Stripe('sk_test_training_1')", "publishable key"),
        ("Stripe('abc')", 'start with "pk_"'),
        ("stripe.elements({ clientSecret: 'pi_1_secret_2', mode: 'payment' })", "exclude"),
        ("stripe.elements({ clientSecret: 'nonsense' })", "clientSecret should be"),
        ("stripe.elements({ mode: 'payment', currency: 'EUR', amount: 1 })", "currency"),
        ("stripe.elements({ mode: 'payment', currency: 'eur' })", "amount"),
        ("stripe.elements({ paymentMethodTypes: ['card'] })", "allowedPaymentMethodTypes"),
        ("stripe.elements({ customerSessionClientSecret: 'x' })", "customerSessionClientSecret"),
        ("stripe.elements({ appearance: { theme: 'pink' } })", "theme"),
        ("stripe.elements({}).create('payment')", "clientSecret or mode"),
        ("stripe.elements({ mode: 'setup', currency: 'eur' }).create('card')", "payment"),
        (
            "stripe.elements({ mode: 'setup', currency: 'eur' }).create('payment', { colour: 1 })",
            "colour",
        ),
        (
            "stripe.elements({ mode: 'setup', currency: 'eur' }).create('payment').mount('#none')",
            "#none",
        ),
    ],
)
def test_misuse_is_an_integration_error(page: CheckoutPage, code: str, message: str) -> None:
    thrown = page.run(f"thrownBy(() => {{ {code}; }})")
    assert thrown is not None
    assert thrown.startswith("IntegrationError: ")
    assert message in thrown
    assert "secret_2" not in thrown


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("stripe.confirmPayment({ redirect: 'if_required' })", "elements or clientSecret"),
        ("stripe.confirmPayment({ clientSecret: 'pi_1_secret_2' })", "return_url"),
        (
            "stripe.confirmPayment({ clientSecret: 'seti_1_secret_2', redirect: 'if_required' })",
            "payment_intent client secret",
        ),
        ("stripe.handleNextAction({})", "clientSecret"),
        ("stripe.createConfirmationToken({})", "elements or payment_method"),
    ],
)
def test_misuse_of_a_call_rejects_its_promise(page: CheckoutPage, code: str, message: str) -> None:
    page.run(f"keep({code})")
    thrown = page.outcome()["thrown"]
    assert thrown.startswith("IntegrationError: ")
    assert message in thrown


def test_a_live_key_needs_an_https_page(page: CheckoutPage, shop: Shop) -> None:
    assert page.run("thrownBy(() => Stripe('pk_live_abc'))") is None
    page.load(
        shop.simulator.stripe_js, shop.simulator.publishable_key, origin="http://pos.example.com"
    )
    assert "HTTPS" in page.run("thrownBy(() => Stripe('pk_live_abc'))")
