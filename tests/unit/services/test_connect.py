"""Connecting a real account: nothing is stored before everything is checked."""

import pytest

from pos_app.domain.modes import KeyProblem, Mode
from pos_app.domain.outcomes import FailureCause, Ok, RefusalKind, Refused, Unknown
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.gateway import AccountInfo, PermissionReport
from pos_app.ports.secret_store import SecretStoreUnavailableError
from pos_app.services.connect import (
    Connect,
    ConnectProblem,
    ConnectReport,
    ConnectWarning,
    SettingsRejectedError,
    secret_name,
)
from pos_app.services.settings import SettingsService
from tests.support.world import SettingsInMemory

PK = "pk_test_" + "a1b2c3d4e5"
RK = Secret("rk_test_" + "a1b2c3d4e5")
ORIGIN = "https://pay.shop.de"
SHOP = AccountInfo("acct_1", "Shop", livemode=False)
READS = PermissionReport("customers_read", granted=True)


class FakeProbe:
    """``ports.gateway.AccountProbe``."""

    def __init__(self):
        self.answers = {"account": Ok(SHOP), "same": Ok(value=True), "permissions": Ok((READS,))}
        self.asked = 0

    async def account(self, secret_key):
        self.asked += 1
        return self.answers["account"]

    async def same_account(self, secret_key, publishable_key):
        return self.answers["same"]

    async def permissions(self, secret_key):
        return self.answers["permissions"]

    async def close(self):
        pass


class FakeSecrets(dict):
    """``ports.secret_store.SecretStore``."""

    locked = False

    def set(self, name, secret):
        if self.locked:
            raise SecretStoreUnavailableError("locked")
        self[name] = secret

    def delete(self, name):
        self.pop(name, None)


class Desk:
    def __init__(self):
        self.probe, self.secrets = FakeProbe(), FakeSecrets()
        self.settings = SettingsService(SettingsInMemory())
        self.connect = Connect(probe=self.probe, secrets=self.secrets, settings=self.settings)


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.asyncio
async def test_good_keys_are_usable_and_stored(desk) -> None:
    report = await desk.connect.check(f" {PK}\n", RK, ORIGIN)
    assert report == ConnectReport(account=SHOP, permissions=(READS,), mode=Mode.TEST)
    assert report.usable
    settings = desk.connect.store(report, f" {PK}\n", RK, ORIGIN)
    assert (settings.mode, settings.publishable_key) == (Mode.TEST, PK)
    assert (settings.account, settings.checkout_origin) == ("acct_1", ORIGIN)
    assert desk.secrets == {secret_name(Mode.TEST): RK}
    assert RK.reveal() not in repr(desk.settings.current)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("pk", "sk", "origin", "problem"),
    [
        ("", RK, ORIGIN, ConnectProblem.PUBLISHABLE_KEY),
        ("rk_test_a1b2c3d4e5", RK, ORIGIN, ConnectProblem.SWAPPED),
        (PK, Secret("whsec_a1b2c3d4"), ORIGIN, ConnectProblem.SECRET_KEY),
        (PK, Secret(PK), ORIGIN, ConnectProblem.SECRET_KEY),
        (PK, Secret("rk_live_a1b2c3d4e5"), ORIGIN, ConnectProblem.MODES_DIFFER),
        (PK, Secret("sk_test_training_a1b2c3d4"), ORIGIN, ConnectProblem.TRAINING_KEY),
        (PK, RK, "http://pay.shop.de", ConnectProblem.ORIGIN),
    ],
)
async def test_what_the_keys_themselves_tell_is_told_without_asking(
    desk, pk, sk, origin, problem
) -> None:
    report = await desk.connect.check(pk, sk, origin)
    assert report.problems == (problem,)
    assert not report.usable
    assert desk.probe.asked == 0
    with pytest.raises(ValueError, match="cannot be used"):
        desk.connect.store(report, pk, sk, origin)
    assert desk.secrets == {}


@pytest.mark.asyncio
async def test_why_a_text_is_no_key_is_passed_on(desk) -> None:
    report = await desk.connect.check("hello", Secret("whsec_a1b2c3d4"), ORIGIN)
    assert report.publishable_problem is KeyProblem.NOT_A_KEY
    assert report.secret_problem is KeyProblem.WEBHOOK_SECRET


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("question", "answer", "problem"),
    [
        ("account", Refused(RefusalKind.KEY_REJECTED), ConnectProblem.KEY_REJECTED),
        ("account", Ok(AccountInfo("a", "", livemode=True)), ConnectProblem.MODES_DIFFER),
        ("account", Unknown(FailureCause.DNS), ConnectProblem.STRIPE_UNREACHABLE),
        ("same", Ok(value=False), ConnectProblem.ACCOUNTS_DIFFER),
        ("same", Refused(RefusalKind.KEY_REJECTED), ConnectProblem.KEY_REJECTED),
        ("same", Unknown(FailureCause.DNS), ConnectProblem.STRIPE_UNREACHABLE),
        ("permissions", Refused(RefusalKind.KEY_REJECTED), ConnectProblem.KEY_REJECTED),
        ("permissions", Refused(RefusalKind.INVALID), ConnectProblem.PERMISSION_MISSING),
        ("permissions", Unknown(FailureCause.DNS), ConnectProblem.STRIPE_UNREACHABLE),
        (
            "permissions",
            Ok((READS, PermissionReport("x", granted=False))),
            ConnectProblem.PERMISSION_MISSING,
        ),
    ],
)
async def test_what_stripe_says_against_them(desk, question, answer, problem) -> None:
    desk.probe.answers[question] = answer
    report = await desk.connect.check(PK, RK, ORIGIN)
    assert report.problems == (problem,)
    assert not report.usable
    assert report.cause is (FailureCause.DNS if isinstance(answer, Unknown) else None)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("question", "answer", "warning"),
    [
        ("account", Refused(RefusalKind.NOT_PERMITTED), ConnectWarning.ACCOUNT_HIDDEN),
        ("same", Refused(RefusalKind.INVALID), ConnectWarning.PERMISSION_UNCERTAIN),
        (
            "permissions",
            Ok((PermissionReport("x", granted=None),)),
            ConnectWarning.PERMISSION_UNCERTAIN,
        ),
    ],
)
async def test_what_is_uncertain_is_a_warning(desk, question, answer, warning) -> None:
    desk.probe.answers[question] = answer
    report = await desk.connect.check(PK, RK, ORIGIN)
    assert report.warnings == (warning,)
    assert report.usable
    assert desk.connect.store(report, PK, RK, ORIGIN).mode is Mode.TEST


@pytest.mark.asyncio
async def test_a_full_live_key_and_a_sample_origin_are_warned_of(desk) -> None:
    desk.probe.answers["account"] = Ok(AccountInfo("acct_1", "Shop", livemode=True))
    pk, sk = "pk_live_a1b2c3d4e5", Secret("sk_live_" + "a1b2c3d4e5")
    report = await desk.connect.check(pk, sk, Settings().checkout_origin)
    assert report.warnings == (ConnectWarning.UNRESTRICTED_KEY, ConnectWarning.SAMPLE_ORIGIN)
    assert report.usable
    assert report.mode is Mode.LIVE


@pytest.mark.asyncio
async def test_a_locked_keyring_stores_nothing(desk) -> None:
    report = await desk.connect.check(PK, RK, ORIGIN)
    desk.secrets.locked = True
    with pytest.raises(SecretStoreUnavailableError):
        desk.connect.store(report, PK, RK, ORIGIN)
    assert desk.settings.current == Settings()


@pytest.mark.asyncio
async def test_settings_that_became_unusable_are_a_bug_that_says_so(desk) -> None:
    report = await desk.connect.check(PK, RK, ORIGIN)
    with pytest.raises(SettingsRejectedError, match="origin"):
        desk.connect.store(report, PK, RK, "http://pay.shop.de")
