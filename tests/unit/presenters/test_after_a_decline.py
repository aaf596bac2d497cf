"""After a decline the charge key says that it tries again; what is refused for good it does not."""

import pytest

from pos_app.domain.ids import PaymentMethodId
from pos_app.domain.payment import AttemptError, PaymentIntentStatus
from pos_app.ports.checkout_page import (
    ConfirmReported,
    ElementChanged,
    ElementReady,
    SavedMethodsChanged,
)
from pos_app.ui.presenters.declines import is_for_good
from pos_app.ui.states.pane import ActionId
from pos_app.ui.texts import LANGUAGES, texts_for
from tests.support.fake_clock import settle
from tests.support.till import Till

pytestmark = pytest.mark.asyncio
FOR_GOOD = ["stolen_card", "lost_card", "fraudulent", "pickup_card", "do_not_try_again"]


async def choose(till, saved="pm_visa", *, complete=True):
    method = PaymentMethodId(saved) if saved else None
    intent = till.stripe.only_intent()
    till.page.say(ElementChanged(intent, complete, not complete, "card", method))
    await settle()


async def declined(till, code="insufficient_funds", saved="pm_visa"):
    intent = await till.to_element()
    await choose(till, saved)
    await till.charge()
    till.stripe.decline(intent, code)
    till.page.say(ConfirmReported(intent, "", "card_declined"))
    await settle()
    return intent


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_key_says_that_it_tries_the_declined_method_again(language):
    till = Till(language=language)
    await declined(till)
    said = {"en": "Try again: EUR 48.50", "de": "Erneut versuchen: EUR 48,50"}
    assert till.view.charge.headline == said[language]
    assert till.view.charge.sentence.startswith(said[language].partition(":")[0])
    assert "Visa 4242 (" in till.view.charge.detail
    assert till.view.charge.enabled
    await till.charge()
    assert till.page.confirmed == 2
    await till.close()


async def test_with_another_method_it_charges_as_ever_and_coming_back_it_tries_again(till):
    await declined(till)
    await choose(till, "pm_other")
    assert till.view.charge.headline == "Charge EUR 48.50"
    assert "declined" not in till.view.charge.detail
    await choose(till)
    assert till.view.charge.headline == "Try again: EUR 48.50"


@pytest.mark.parametrize("code", FOR_GOOD)
async def test_what_must_not_be_tried_again_is_not_by_the_key_alone(till, code):
    await declined(till, code)
    assert not till.view.charge.enabled
    assert till.view.charge.reason.startswith("This method must not be tried again.")
    await till.charge()
    assert till.page.confirmed == 1
    await choose(till, "pm_other")
    assert till.view.charge.enabled
    await choose(till)
    assert not till.view.charge.enabled


async def test_a_card_typed_anew_is_another_one(till):
    await declined(till, "stolen_card", saved=None)
    assert not till.view.charge.enabled
    await choose(till, None, complete=False)
    await choose(till, None)
    assert till.view.charge.enabled
    assert till.view.charge.headline == "Charge EUR 48.50"


async def test_stripes_advice_counts_whatever_the_code(till):
    del till
    assert is_for_good(AttemptError("card_declined", "generic_decline", "do_not_try_again"))
    assert is_for_good(AttemptError("expired_card"))
    for soft in ("try_again_later", "confirm_card_data", ""):
        assert not is_for_good(AttemptError("card_declined", "generic_decline", soft))


async def test_a_decline_at_the_bank_of_a_sale_opened_again_says_nothing_of_the_next_choice(till):
    """The methods come only now: what was declined before is not among what was chosen here."""
    intent = await till.to_element()
    await till.charge()
    till.stripe.change(intent, status=PaymentIntentStatus.REQUIRES_ACTION, next_action="redirect")
    await till.leave()
    till.counter.search.review(till.view.search.recents[0].op)
    await settle()
    till.counter.act(ActionId.SHOW_BANK)
    await settle()
    till.stripe.fail_authentication(intent)
    till.page.say(ConfirmReported(intent, "", "invalid_request_error"))
    await settle()
    till.page.say(ElementReady(intent))
    await settle()
    assert till.view.charge.headline == "Charge EUR 48.50"


@pytest.mark.parametrize("fault", ["api_connection_error", "invalid_request_error", "api_error"])
async def test_a_method_that_the_page_could_not_send_is_not_blamed_for_the_one_before(till, fault):
    intent = await declined(till, "stolen_card")
    await choose(till, "pm_other")
    await till.charge()
    till.page.say(ConfirmReported(intent, "", error_type=fault))
    await till.clock.advance(150)
    if till.view.charge is None:  # the page was given up; the methods are shown again
        till.counter.act(ActionId.RETRY)
        await settle()
        await till.ready(saved="pm_other")
    assert till.view.charge.enabled


@pytest.mark.parametrize(("then", "allowed"), [("pm_other", True), ("pm_visa", False)])
async def test_what_is_chosen_while_the_bank_thinks_is_not_what_it_declines(till, then, allowed):
    intent = await till.to_element()
    await choose(till)
    await till.charge()
    await choose(till, "pm_other")
    till.stripe.decline(intent, "stolen_card")
    till.page.say(ConfirmReported(intent, "", "card_declined"))
    await settle()
    await choose(till, then)
    assert till.view.charge.enabled is allowed


async def test_a_saved_card_whose_date_was_put_right_is_tried_again(till):
    intent = await declined(till, "expired_card")
    assert not till.view.charge.enabled
    till.page.say(SavedMethodsChanged(intent))
    await settle()
    assert till.view.charge.enabled
    assert till.view.charge.headline == "Try again: EUR 48.50"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nobody_at_the_counter_learns_that_a_card_was_stolen(language):
    till = Till(language=language)
    await declined(till, "stolen_card")
    generic = texts_for(language).pane.declines["generic"]
    assert (till.view.card.headline, till.view.card.happened) == (
        generic.headline,
        generic.happened,
    )
    await till.close()
