"""How a hook is doing, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pos_app.domain.command_line import join_words
from pos_app.domain.hooks import Hook, HookFault, HookReport, OutboxItem, OutboxState
from pos_app.domain.modes import Mode
from pos_app.ui.formatting import Formatting
from pos_app.ui.states.common import Tone
from pos_app.ui.states.hooks import HookRow
from pos_app.ui.states.webhooks import HealthRow
from pos_app.ui.texts import Texts

_SHOWN: Final = 5


class HookWords:
    """What the list and the health of a hook say in one language."""

    def __init__(self, texts: Texts, mode: Mode) -> None:
        self._texts = texts.hooks
        self._format = Formatting(texts)
        self._mode = mode

    def row(
        self, hook: Hook, report: HookReport | None, *, signed: bool | None, chosen: bool
    ) -> HookRow:
        """One line of the list; what is not known yet is not told.

        Args:
            hook: whom it is about.
            report: how it is doing.
            signed: whether there is a secret; ``None`` if that is not known yet.
            chosen: whether the form shows it.
        """
        word, tone = self._state(report, signed) if report is not None else ("", Tone.NEUTRAL)
        return HookRow(hook.name, target_line(hook), word, tone, chosen)

    def health(self, report: HookReport, *, signed: bool | None) -> tuple[HealthRow, ...]:
        """What became of its messages, and whether they can be signed.

        Args:
            report: how it is doing.
            signed: whether there is a secret; ``None`` if that is not known yet.
        """
        texts = self._texts
        taken = self._format.moment(report.taken) if report.taken else texts.never
        rows = [
            HealthRow(texts.last, taken, Tone.OK if report.taken else Tone.NEUTRAL),
            HealthRow(
                texts.waiting,
                self._waiting(report),
                Tone.WARN if report.waiting else Tone.NEUTRAL,
            ),
            HealthRow(
                texts.given_up,
                texts.some_given_up.format(count=report.given_up)
                if report.given_up
                else texts.none_given_up,
                Tone.DANGER if report.given_up else Tone.NEUTRAL,
            ),
        ]
        if report.hook.url:
            rows.append(self._secret(signed=signed))
        if not report.told:
            rows.insert(0, HealthRow(texts.training, texts.not_in_training, Tone.INFO))
        return tuple(rows)

    def not_read(self, hook: Hook, *, signed: bool | None) -> tuple[HealthRow, ...]:
        """The same lines before the first look: what stands below them stays where it is."""
        told = hook.training or self._mode is not Mode.TRAINING
        rows = self.health(HookReport(hook, told=told), signed=signed)
        told_by_looking = {self._texts.last, self._texts.waiting, self._texts.given_up}
        return tuple(
            replace(row, value=self._texts.unknown) if row.name in told_by_looking else row
            for row in rows
        )

    def troubled(self, report: HookReport) -> tuple[HealthRow, ...]:
        """The newest messages that were not taken, and why."""
        return tuple(self._trouble(item) for item in report.troubled[:_SHOWN])

    def reason(self, fault: HookFault) -> str:
        """Why a message was not taken."""
        words = self._texts.failures[fault.failure].format(detail=fault.detail)
        return words.removesuffix(" ()").rstrip()

    def _state(self, report: HookReport, signed: bool | None) -> tuple[str, Tone]:  # noqa: FBT001
        texts = self._texts
        if report.given_up:
            return texts.row_given_up.format(count=report.given_up), Tone.DANGER
        if report.waiting:
            return texts.row_waiting.format(count=report.waiting), Tone.WARN
        if not report.told:
            return texts.row_off, Tone.NEUTRAL
        if signed is False and report.hook.url and self._mode is not Mode.TRAINING:
            return texts.row_unsigned, Tone.WARN
        return texts.row_well, Tone.OK

    def _waiting(self, report: HookReport) -> str:
        texts = self._texts
        if report.next_try is None:
            return texts.nothing_waits
        if not report.troubled:
            return texts.waits.format(count=report.waiting)
        time = self._format.clock_with_seconds(report.next_try)
        return texts.waits_until.format(count=report.waiting).format(time=time)

    def _secret(self, *, signed: bool | None) -> HealthRow:
        texts = self._texts
        if self._mode is Mode.TRAINING:
            return HealthRow(texts.secret, texts.training_secret)
        if signed is None:
            return HealthRow(texts.secret, "")
        if signed:
            return HealthRow(texts.secret, texts.has_secret, Tone.OK)
        return HealthRow(texts.secret, texts.no_secret, Tone.WARN)

    def _trouble(self, item: OutboxItem) -> HealthRow:
        texts, fault = self._texts, HookFault.read(item.detail)
        over = item.state is OutboxState.GIVEN_UP
        why = self.reason(fault) if fault else item.detail
        fate = texts.is_given_up if over else texts.will_be_tried
        what = f"{self._format.moment(item.message.created)} {texts.news[item.message.kind]}"
        return HealthRow(what, f"{why}; {fate}", Tone.DANGER if over else Tone.WARN)


def target_line(hook: Hook) -> str:
    """Where its messages go, as it is typed."""
    return hook.url or join_words(hook.command)
