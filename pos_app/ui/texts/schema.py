"""The shape of the text catalogue: a language that lacks a text does not type-check.

Placeholders are ``str.format`` names; a test compares them between the languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain.modes import Mode
from pos_app.domain.money import AmountProblem, TypingProblem
from pos_app.domain.outcomes import FailureCause
from pos_app.domain.payment import MoneyTaken, PaymentState
from pos_app.domain.references import ReferenceProblem
from pos_app.domain.timeline import FactKind, FactSource
from pos_app.ui.texts.counted import Counted
from pos_app.ui.texts.facts import FactTexts
from pos_app.ui.texts.hooks import HookTexts
from pos_app.ui.texts.kinds import ChargeBlocked, DeclineGroup, Situation, StartProblem
from pos_app.ui.texts.returns import ReturnTexts
from pos_app.ui.texts.safety import SafetyTexts
from pos_app.ui.texts.starting import StartTexts
from pos_app.ui.texts.webhooks import WebhookTexts


@dataclass(frozen=True, slots=True)
class Message:
    """One state in words: what happened, and what to do now."""

    headline: str
    happened: str
    next_step: str


@dataclass(frozen=True, slots=True)
class ShellTexts:
    """Header, key map, welcome, closing."""

    badges: Mapping[Mode, str]
    watermarks: Mapping[Mode, str]
    register: str
    operator: str
    first_register: str
    first_operator: str
    online: str
    no_answer_yet: str
    keys_title: str
    keys: tuple[tuple[str, str], ...]
    keys_button: str
    settings_button: str
    find_button: str
    close: str
    keep_open: str
    back: str
    back_to_settings: str
    fault_title: str
    stopped_title: str
    fault_hint: str
    welcome_title: str
    welcome_lead: str
    training_title: str
    training_lead: str
    training_button: str
    connect_title: str
    connect_lead: str
    connect_button: str
    welcome_hint: str
    quit_blocked: str
    quit_training: str
    unsettled: str
    unsettled_more: str
    unsettled_hint: str
    unsettled_training: str
    closing_hint: str
    closing_training: str


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """The left pane."""

    title: str
    placeholder: str
    recents: str
    no_recents: str
    forgets_recents: str
    follow_ups: str
    settling: str
    overdue: str
    bounced: str
    doubtful: str
    on_show: str
    one_match: str
    many_matches: str
    amount_waits: str
    more_matches: str
    searching: str
    nothing: str
    only_local: str
    refused: str
    indexing: Counted
    deleted: str
    missing: str
    unavailable: str


@dataclass(frozen=True, slots=True)
class SaleTexts:
    """The centre pane and the charge button."""

    choose_customer: str
    choose_hint: str
    change_customer: str
    loading_customer: str
    methods_unknown: str
    no_methods: str
    saved_methods: str
    more_methods: str
    unshown_methods: Counted
    open_issue: str
    amount: str
    amount_again: str
    currency: str
    clear: str
    backspace: str
    quick: str
    reference: str
    reference_required: str
    reference_placeholder: str
    receipt: str
    receipt_short: str
    proceed: str
    proceed_retype: str
    change_amount: str
    preparing: str
    above_limit: str
    retype_differs: str
    charge: str
    charge_retry: str
    charge_to: str
    charge_sentence: str
    retry_sentence: str
    charge_choose: str
    charge_busy: str
    new_method: str
    expired_method: str
    declined_method: str
    amount_problems: Mapping[AmountProblem, str]
    typing_problems: Mapping[TypingProblem, str]
    reference_problems: Mapping[ReferenceProblem, str]
    blocked: Mapping[ChargeBlocked, str]
    method_types: Mapping[str, str]
    brands: Mapping[str, str]
    short_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaneTexts:
    """The right pane: results, cards, timeline."""

    idle_title: str
    idle_hint: str
    hints: tuple[tuple[str, str], ...]
    loading: str
    loading_slow: str
    calm: str
    too_soon: str
    saved_hidden: str
    money_question: str
    money: Mapping[MoneyTaken, str]
    money_beside: str
    situations: Mapping[Situation, Message]
    declines: Mapping[DeclineGroup, Message]
    start: Mapping[StartProblem, Message]
    causes: Mapping[FailureCause, str]
    states: Mapping[PaymentState, str]
    state_unknown: str
    declined_word: str
    declined_before: str
    ids: Mapping[str, str]
    charged_to: str
    elapsed: str
    certain_in: str
    silent: str
    unknown_since: str
    sent_at: str
    next_check: str
    checking: str
    checked: str
    new_sale: str
    same_customer: str
    check: str
    cancel: str
    retry: str
    show_bank: str
    bank_unshown: str
    bank_barred: str
    no_receipt: str
    leave: str
    timeline: str
    timeline_empty: str
    facts: Mapping[FactKind, str]
    sources: Mapping[FactSource, str]


@dataclass(frozen=True, slots=True)
class ConnectTexts:
    """The connect page; permissions and problems are keyed by the services' own names."""

    title: str
    lead: str
    step_keys: str
    step_permissions: str
    step_origin: str
    publishable: str
    publishable_hint: str
    restricted: str
    restricted_hint: str
    show_key: str
    origin: str
    origin_hint: str
    open_dashboard: str
    dashboard_hint: str
    check: str
    checking: str
    store: str
    stored: str
    restart: str
    account: str
    permissions: Mapping[str, tuple[str, str]]
    granted: str
    denied: str
    not_known: str
    lacks: str
    problems: Mapping[str, str]
    key_problems: Mapping[str, str]
    warnings: Mapping[str, str]
    no_keyring: str
    ready: str


@dataclass(frozen=True, slots=True)
class SettingsTexts:
    """The settings page."""

    title: str
    mode: str
    switch: Mapping[Mode, str]
    switch_hint: str
    place: str
    register: str
    operator: str
    place_hint: str
    look: str
    language: str
    languages: Mapping[str, str]
    theme: str
    themes: Mapping[str, str]
    sound: str
    network: str
    proxy: str
    proxy_hint: str
    connections: str
    amounts: str
    currency: str
    typing: str
    typing_styles: Mapping[str, str]
    soft_limit: str
    soft_limit_hint: str
    repeat: str
    repeat_hint: str
    quick_amounts: str
    quick_amounts_hint: str
    reference_required: str
    receipts: str
    receipts_hint: str
    methods: str
    filters: str
    filter_names: Mapping[str, str]
    filter_hint: str
    save_methods: str
    remove_methods: str
    remove_hint: str
    save: str
    saving: str
    saved: str
    not_saved: str
    bad_number: str
    bad_minutes: str
    problems: Mapping[str, str]
    connect: str


@dataclass(frozen=True, slots=True)
class Texts:
    """One language."""

    language: str
    shell: ShellTexts
    search: SearchTexts
    sale: SaleTexts
    pane: PaneTexts
    connect: ConnectTexts
    settings: SettingsTexts
    facts: FactTexts
    returns: ReturnTexts
    starting: StartTexts
    webhooks: WebhookTexts
    hooks: HookTexts
    safety: SafetyTexts
