"""Connecting a real Stripe account: ask, explain, check, store."""

from __future__ import annotations

from typing import Final, Protocol

from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.secret_store import SecretStoreUnavailableError
from pos_app.services.connect import ConnectProblem, ConnectReport
from pos_app.services.task_scope import TaskScope
from pos_app.ui.states.common import Notice, Tone
from pos_app.ui.states.shell import ConnectState, PermissionRow
from pos_app.ui.texts import Texts

KEY_LINK: Final = (
    "https://dashboard.stripe.com/apikeys/create?name=pos_app%20register"
    "&permissions[]=rak_customer_read&permissions[]=rak_payment_intent_write"
    "&permissions[]=rak_payment_method_read&permissions[]=rak_charge_read"
)
"""Stripe's key page with the permissions filled in whose names are known."""


class ConnectActions(Protocol):
    """``services.Connect`` as this page uses it."""

    async def check(self, publishable: str, secret: Secret, origin: str) -> ConnectReport:
        """Check a pair of keys."""
        ...

    def store(
        self, report: ConnectReport, publishable: str, secret: Secret, origin: str
    ) -> Settings:
        """Store them."""
        ...


class ConnectView(Protocol):
    """The connect page."""

    def show_connect(self, state: ConnectState) -> None:
        """Show everything again."""
        ...


class ConnectAccount:
    """Keeps the checked keys until they are stored or others are typed; never shows them."""

    def __init__(
        self, *, connect: ConnectActions, view: ConnectView, scope: TaskScope, texts: Texts
    ) -> None:
        self._connect = connect
        self._view = view
        self._scope = scope
        self._texts = texts
        self._report: ConnectReport | None = None
        self._keys: tuple[str, Secret, str] | None = None
        self._failure: Notice | None = None
        self._busy = False
        self._stored = False

    def check(self, publishable: str, secret: str, origin: str) -> None:
        """Check what was typed; a second press while one check runs does nothing."""
        if self._busy:
            return
        self._busy, self._report, self._failure, self._stored = True, None, None, False
        self._keys = (publishable.strip(), Secret(secret.strip()), origin.strip().rstrip("/"))
        self.render()
        self._scope.launch(self._check(self._keys), name="check keys")

    def edited(self) -> None:
        """Something else was typed: the report is of other keys now."""
        if self._report is not None or self._failure is not None:
            self._report = self._keys = self._failure = None
            self.render()

    def store(self) -> None:
        """Store the checked keys."""
        if self._report is None or not self._report.usable or self._keys is None:
            return
        try:
            self._connect.store(self._report, *self._keys)
        except SecretStoreUnavailableError as error:
            why = self._texts.starting.keyring[error.trouble].format(found=error.found)
            words = self._texts.connect.no_keyring.format(detail=why)
            self._failure = Notice(Tone.DANGER, words)
        except OSError as error:
            words = self._texts.settings.not_saved.format(detail=error.strerror or "")
            self._failure = Notice(Tone.DANGER, words)
        else:
            self._stored, self._keys, self._failure = True, None, None
        self.render()

    def render(self) -> None:
        """Draw the page again."""
        report = self._report
        self._view.show_connect(
            ConnectState(
                permissions=self._permissions(report),
                key_link=KEY_LINK,
                notices=self._notices(report),
                account=self._account(report),
                busy=self._busy,
                usable=bool(report and report.usable and not self._stored),
                stored=self._stored,
            )
        )

    async def _check(self, keys: tuple[str, Secret, str]) -> None:
        try:
            report = await self._connect.check(*keys)
        finally:
            self._busy = False
        if keys is self._keys:
            self._report = report
        self.render()

    def _permissions(self, report: ConnectReport | None) -> tuple[PermissionRow, ...]:
        known = {found.name: found for found in report.permissions} if report else {}
        texts = self._texts.connect
        rows = []
        for name, (title, why) in texts.permissions.items():
            found = known.get(name)
            if found is None:
                rows.append(PermissionRow(title, why))
            elif found.granted is None:
                rows.append(PermissionRow(title, why, Tone.WARN, texts.not_known))
            elif found.granted:
                rows.append(PermissionRow(title, why, Tone.OK, texts.granted))
            else:
                rows.append(PermissionRow(title, why, Tone.DANGER, texts.denied))
        return tuple(rows)

    def _notices(self, report: ConnectReport | None) -> tuple[Notice, ...]:
        texts = self._texts.connect
        found = [self._failure] if self._failure else []
        if self._stored:
            found.append(Notice(Tone.OK, texts.stored))
        if report is None:
            return tuple(found)
        found += [Notice(Tone.DANGER, self._problem(one, report)) for one in report.problems]
        found += [Notice(Tone.WARN, texts.warnings[one]) for one in report.warnings]
        if report.usable and not report.warnings and not self._stored:
            found.append(Notice(Tone.OK, texts.ready))
        return tuple(found)

    def _problem(self, problem: ConnectProblem, report: ConnectReport) -> str:
        texts = self._texts.connect
        public = problem is ConnectProblem.PUBLISHABLE_KEY
        key = report.publishable_problem if public else report.secret_problem
        cause = self._texts.pane.causes[report.cause] if report.cause else ""
        missing = [
            texts.permissions[one.name][0] for one in report.permissions if one.granted is False
        ]
        if problem is ConnectProblem.PERMISSION_MISSING and missing:
            return texts.lacks.format(names=", ".join(missing))
        return texts.problems[problem].format(key=texts.key_problems[key or ""], cause=cause)

    def _account(self, report: ConnectReport | None) -> str:
        if report is None or report.account is None:
            return ""
        account = report.account
        return self._texts.connect.account.format(name=account.name or "–", id=account.id)
