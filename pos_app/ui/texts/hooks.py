"""What the page about the shop's own programs says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.ui.texts.counted import Counted


@dataclass(frozen=True, slots=True)
class HookTexts:
    """The page about hooks.

    Attributes:
        kinds: by ``HookKind``; ``news`` the same in the few words of a message.
        failures: by ``HookFailure``.
        problems: by ``HookProblem``.
        created_untold: instead of ``created``, where it is told nothing in training.
        unknown: stands where it is not known yet how it goes.
    """

    button: str
    title: str
    lead: str
    none_yet: str
    add: str
    new_title: str
    name: str
    name_hint: str
    target: str
    target_hint: str
    events: str
    kinds: Mapping[str, str]
    training: str
    save: str
    create: str
    remove: str
    remove_really: str
    remove_hint: str
    remove_hint_secret: str
    saved: str
    created: str
    created_untold: str
    obstacle: str
    removed: str
    unclosed: str
    no_events: str
    problems: Mapping[str, str]
    health: str
    not_in_training: str
    last: str
    never: str
    unknown: str
    waiting: str
    nothing_waits: str
    waits: Counted
    waits_until: Counted
    given_up: str
    none_given_up: str
    some_given_up: Counted
    row_well: str
    row_off: str
    row_unsigned: str
    row_waiting: Counted
    row_given_up: Counted
    troubled: str
    news: Mapping[str, str]
    will_be_tried: str
    is_given_up: str
    failures: Mapping[str, str]
    test: str
    testing: str
    test_taken: str
    test_refused: str
    again: str
    trying_again: Counted
    secret: str
    no_secret: str
    has_secret: str
    training_secret: str
    make_secret: str
    replace_secret: str
    secret_made: str
    secret_once: str
    show_secret: str
    copy: str
    copied: str
    no_database: str
