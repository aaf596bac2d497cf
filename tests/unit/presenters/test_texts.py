"""Both languages say everything, with the same places to fill in."""

import re
import string
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

import pytest

from pos_app.domain.decisions import DecisionKind
from pos_app.domain.health import Obstacle, StoreTrouble
from pos_app.domain.modes import KeyProblem, Mode
from pos_app.domain.money import AmountProblem, TypingProblem, TypingStyle
from pos_app.domain.outcomes import FailureCause
from pos_app.domain.payment import AttemptError, MoneyTaken, PaymentState
from pos_app.domain.references import ReferenceProblem
from pos_app.domain.settings import AllowRedisplay
from pos_app.domain.timeline import FactKind, FactSource
from pos_app.services.connect import ConnectProblem, ConnectWarning
from pos_app.services.settings import LANGUAGES as SETTING_LANGUAGES
from pos_app.services.settings import THEMES, SettingsProblem
from pos_app.ui.presenters.declines import GROUP_OF, decline_group
from pos_app.ui.texts import LANGUAGES, texts_for
from pos_app.ui.texts.kinds import ChargeBlocked, DeclineGroup, Situation, StartProblem


def leaves(value, path=""):
    """Every text of a catalogue with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}[{key}]")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{number}]")
    elif is_dataclass(value):
        for each in fields(value):
            yield from leaves(getattr(value, each.name), f"{path}.{each.name}")


def places(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def test_the_languages_have_the_same_texts_with_the_same_places():
    english = dict(leaves(texts_for("en")))
    german = dict(leaves(texts_for("de")))
    assert english.keys() == german.keys()
    for path, text in english.items():
        assert places(text) == places(german[path]), path


def test_no_text_is_left_in_the_other_language():
    english = dict(leaves(texts_for("en")))
    german = dict(leaves(texts_for("de")))
    same = {
        path
        for path, text in english.items()
        if text == german[path] and " " in re.sub(r"\{\w+\}", "", text).strip(" ·")
    }
    names = {path for path in same if ".brands[" in path or ".keys[" in path}
    assert same == names


@pytest.mark.parametrize(
    ("language", "sent"), [("en", r"\bsent\b"), ("de", r"ge(schickt|sendet|sandt)")]
)
@pytest.mark.parametrize(
    "situation",
    [Situation.WORKING, Situation.UNKNOWN, Situation.START_UNKNOWN, Situation.CANCEL_UNANSWERED],
)
def test_nothing_is_called_sent_of_which_nobody_knows_that_it_went_out(language, sent, situation):
    """Without a connection the request never leaves this computer."""
    pane = texts_for(language).pane
    said = pane.situations[situation]
    for words in (said.headline, said.happened, said.next_step, pane.sent_at):
        assert not re.search(sent, words), words


def test_english_is_spelt_one_way():
    for path, text in leaves(texts_for("en")):
        assert "cancelled" not in text.lower(), path


def test_german_has_one_word_for_one_thing():
    """The till's glossary stands in docs/development.md."""
    other_words = r"(?i)\bbelast|abbuch|kassier|zahlungsart|computer|übung|kein geld (ge|ein)nommen"
    for path, text in leaves(texts_for("de")):
        assert not re.search(other_words, text), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_many_is_said_in_whole_words(language):
    texts = texts_for(language)
    for path, text in leaves(texts):
        assert not re.search(r"\w\([a-z]{1,2}\)", text), path
    for counted in (texts.sale.unshown_methods, texts.search.indexing, texts.safety.rebuilt):
        one, none, many = (counted.format(count=count) for count in (1, 0, 12))
        assert not re.search(r"\d", one)
        assert many.startswith(none.partition("0")[0])
        assert "12" in many


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_has_its_words(language):
    texts = texts_for(language)
    for words, kind in (
        (texts.shell.badges, Mode),
        (texts.shell.watermarks, Mode),
        (texts.safety.obstacles, Obstacle),
        (texts.safety.store, StoreTrouble),
        (texts.safety.asks, DecisionKind),
        (texts.sale.amount_problems, AmountProblem),
        (texts.sale.typing_problems, TypingProblem),
        (texts.sale.reference_problems, ReferenceProblem),
        (texts.sale.blocked, ChargeBlocked),
        (texts.pane.money, MoneyTaken),
        (texts.pane.situations, Situation),
        (texts.pane.declines, DeclineGroup),
        (texts.pane.start, StartProblem),
        (texts.pane.causes, FailureCause),
        (texts.pane.states, PaymentState),
        (texts.pane.facts, FactKind),
        (texts.pane.sources, FactSource),
        (texts.connect.problems, ConnectProblem),
        (texts.connect.warnings, ConnectWarning),
        (texts.settings.problems, SettingsProblem),
        (texts.settings.filter_names, AllowRedisplay),
        (texts.settings.typing_styles, TypingStyle),
    ):
        assert set(words) == set(kind), kind
    assert set(texts.connect.key_problems) == {"", *KeyProblem}
    assert set(texts.settings.languages) == SETTING_LANGUAGES
    assert set(texts.settings.themes) == THEMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_says_what_happened_and_what_next(language):
    texts = texts_for(language).pane
    for message in (
        *texts.situations.values(),
        *texts.declines.values(),
        *texts.start.values(),
    ):
        assert message.headline
        assert message.happened.endswith((".", "?"))
        assert message.next_step.endswith(".")


@pytest.mark.parametrize(
    ("tag", "language"), [("de", "de"), ("de_AT", "de"), ("en-GB", "en"), ("fr", "en"), ("", "en")]
)
def test_the_systems_language_is_followed_where_we_speak_it(tag, language):
    assert texts_for(tag).language == language


def test_codes_that_nobody_may_see_are_told_as_a_plain_decline():
    for code in ("lost_card", "stolen_card", "fraudulent", "merchant_blacklist", "pickup_card"):
        assert decline_group(AttemptError("card_declined", code)) is DeclineGroup.GENERIC


def test_the_issuers_code_counts_before_stripes():
    assert decline_group(AttemptError("card_declined", "insufficient_funds")) is DeclineGroup.FUNDS
    assert decline_group(AttemptError("expired_card")) is DeclineGroup.EXPIRED
    assert decline_group(AttemptError("card_declined", "of_tomorrow")) is DeclineGroup.GENERIC


def test_every_group_is_reached_by_some_code():
    assert set(GROUP_OF.values()) == set(DeclineGroup)
