"""What a customer has saved is said with whole names, however narrow the window is."""

from dataclasses import replace

import pytest

from pos_app.domain.ids import PaymentMethodId
from pos_app.domain.outcomes import FailureCause, Unknown
from pos_app.ui.views.elided import Elided
from tests.support.fake_stripe import Fault
from tests.support.till import VISA

SEPA = replace(VISA, id=PaymentMethodId("pm_sepa"), type="sepa_debit", brand="", last4="3000")
MASTER = replace(VISA, id=PaymentMethodId("pm_master"), brand="mastercard", last4="4444")
AMEX = replace(VISA, id=PaymentMethodId("pm_amex"), brand="amex", last4="0005", exp_year=2020)
GIRO = replace(SEPA, id=PaymentMethodId("pm_giro"), last4="3001")


@pytest.mark.parametrize("size", [(1000, 580), (1024, 600), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "saved", [(VISA, MASTER, SEPA), (SEPA, GIRO), (SEPA, AMEX, VISA), (AMEX, SEPA, MASTER, GIRO)]
)
def test_no_saved_method_is_cut_in_the_middle(at_desk, saved, language, size):
    async def scenario(desk):
        desk.stripe.methods = dict.fromkeys(desk.stripe.methods, saved)
        await desk.chosen("jörg")
        line = desk.find("customer_methods", Elided)
        assert "…" not in line.text()
        assert saved[0].last4 in line.text()
        if line.text() != line.full_text:
            assert line.full_text in line.toolTip()

    at_desk(scenario, language=language, size=size)


def test_where_there_is_room_the_whole_names_stand(at_desk):
    async def scenario(desk):
        desk.stripe.methods = dict.fromkeys(desk.stripe.methods, (VISA, SEPA))
        await desk.chosen("jörg")
        line = desk.find("customer_methods", Elided)
        assert line.text() == "Gespeichert: Visa 4242, SEPA-Lastschrift 3000"

    at_desk(scenario, language="de", size=(1920, 1080))


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_that_they_could_not_be_looked_up_is_said_whole(at_desk, language, size):
    async def scenario(desk):
        desk.stripe.fail("customer", Fault(Unknown(FailureCause.STRIPE_DOWN)))
        await desk.chosen("jörg")
        line = desk.find("customer_methods", Elided)
        assert line.text() == line.full_text

    at_desk(scenario, language=language, size=size)
