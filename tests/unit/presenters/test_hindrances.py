"""The bar says that it ends by itself only of what does."""

import pytest

from pos_app.domain.events import HealthChanged
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.ui.presenters.hindrances import ALL_WELL, banner
from pos_app.ui.texts import texts_for

BY_ITSELF = {"en": "by itself", "de": "von selbst"}
LASTING = {StoreTrouble.DAMAGED, StoreTrouble.NEWER, StoreTrouble.NOT_MIGRATED}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("trouble", StoreTrouble)
def test_a_database_that_needs_a_person_is_not_said_to_mend_itself(language, trouble):
    texts = texts_for(language)
    shown = banner(texts, HealthChanged(Obstacle.STORE, trouble))
    assert shown.title == texts.safety.store[trouble].word
    assert (BY_ITSELF[language] in f"{shown.text} {shown.detail}") is (trouble not in LASTING)
    offered = (("open_again", texts.safety.open_again),)
    assert shown.actions == (() if trouble.may_pass or trouble is StoreTrouble.NEWER else offered)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_other_obstacle_is_looked_at_until_it_is_gone(language, obstacle):
    shown = banner(texts_for(language), HealthChanged(obstacle))
    assert BY_ITSELF[language] in shown.detail


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_simulator_on_this_computer_is_no_matter_of_cables(language):
    texts = texts_for(language)
    shown = banner(texts, HealthChanged(Obstacle.NETWORK), "http://127.0.0.1:8900")
    assert "http://127.0.0.1:8900" in shown.text
    assert "--port 8900" in shown.text
    assert texts.safety.obstacles[Obstacle.NETWORK].next_step not in shown.text


def test_without_an_obstacle_there_is_no_bar():
    assert banner(texts_for("en"), ALL_WELL) is None
