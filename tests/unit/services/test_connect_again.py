"""Keys are changed in a running shop: its books stay its books, and key and books one account's."""

from dataclasses import replace

import pytest

from pos_app.domain.modes import Mode
from pos_app.domain.outcomes import Ok, RefusalKind, Refused
from pos_app.domain.secret import Secret
from pos_app.ports.gateway import AccountInfo
from pos_app.services.connect import Connect, ConnectWarning, SettingsRejectedError, secret_name
from pos_app.services.settings import SettingsService
from tests.support.world import SettingsInMemory

PK, OTHER_PK, LIVE_PK = (
    "pk_test_" + "a1b2c3d4e5",
    "pk_test_" + "f6g7h8i9j0",
    "pk_live_" + "a1b2c3d4",
)
RK, NEW_RK = Secret("rk_test_" + "a1b2c3d4e5"), Secret("rk_test_" + "k1l2m3n4o5")
LIVE_RK = Secret("rk_live_" + "a1b2c3d4e5")
ORIGIN = "https://pay.shop.de"
ANONYMOUS = Ok(AccountInfo("", "", livemode=False))
SILENT = Refused(RefusalKind.INVALID)


def told(account: str, *, livemode: bool = False) -> Ok[AccountInfo]:
    return Ok(AccountInfo(account, "", livemode=livemode))


class FakeProbe:
    """``ports.gateway.AccountProbe`` of keys that belong together and may do everything."""

    answer = told("acct_1")

    async def account(self, secret_key):
        return self.answer

    async def same_account(self, secret_key, publishable_key):
        return Ok(value=True)

    async def permissions(self, secret_key):
        return Ok(())


class FakeSecrets(dict):
    """``ports.secret_store.SecretStore``."""

    def set(self, name, secret):
        self[name] = secret

    def delete(self, name):
        self.pop(name, None)


class FullDisk(SettingsInMemory):
    full = False

    def save(self, settings):
        if self.full:
            raise OSError(28, "No space left on device")
        super().save(settings)


class Desk:
    def __init__(self):
        self.probe, self.secrets, self.disk = FakeProbe(), FakeSecrets(), FullDisk()
        self.settings = SettingsService(self.disk)
        self.connect = Connect(probe=self.probe, secrets=self.secrets, settings=self.settings)

    async def use(self, answer, pk=PK, secret=RK, origin=ORIGIN):
        """Connect; returns the account whose books are opened, and the warnings."""
        self.probe.answer = answer
        report = await self.connect.check(pk, secret, ORIGIN)
        return self.connect.store(report, pk, secret, origin).account, report.warnings


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [ANONYMOUS, SILENT])
@pytest.mark.parametrize(
    ("pk", "warning"),
    [(PK, ConnectWarning.ACCOUNT_HIDDEN), (OTHER_PK, ConnectWarning.ACCOUNT_ASSUMED)],
)
async def test_a_new_key_that_tells_no_account_goes_on_with_the_books(
    desk, answer, pk, warning
) -> None:
    await desk.use(told("acct_1"))
    assert await desk.use(answer, pk, NEW_RK) == ("acct_1", (warning,))


@pytest.mark.asyncio
async def test_so_it_does_when_it_is_changed_from_training(desk) -> None:
    await desk.use(told("acct_1"))
    assert desk.settings.save(replace(desk.settings.current, mode=Mode.TRAINING)) == ()
    assert (await desk.use(ANONYMOUS, PK, NEW_RK))[0] == "acct_1"


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [ANONYMOUS, SILENT])
async def test_nobody_was_connected_in_this_mode(desk, answer) -> None:
    assert await desk.use(answer) == ("", (ConnectWarning.ACCOUNT_HIDDEN,))
    assert await desk.use(told("acct_1", livemode=True), LIVE_PK, LIVE_RK) == ("acct_1", ())
    assert await desk.use(answer) == ("", (ConnectWarning.ACCOUNT_HIDDEN,))


@pytest.mark.asyncio
async def test_books_begun_without_a_name_are_not_left_when_a_key_tells_it(desk) -> None:
    await desk.use(ANONYMOUS)
    assert await desk.use(told("acct_1"), PK, NEW_RK) == ("", ())


@pytest.mark.asyncio
@pytest.mark.parametrize("before", [told("acct_1"), ANONYMOUS])
async def test_another_account_has_books_of_its_own(desk, before) -> None:
    await desk.use(before)
    assert (await desk.use(told("acct_2"), OTHER_PK, NEW_RK))[0] == "acct_2"


@pytest.mark.asyncio
@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("trouble", ["full disk", "wrong setting"])
async def test_a_key_whose_books_could_not_be_named_is_not_kept(desk, connected, trouble) -> None:
    """The next start would open the old account's books with the new account's key."""
    if connected:
        await desk.use(told("acct_old"))
    before, desk.disk.full = desk.settings.current, trouble == "full disk"
    wanted = OSError if desk.disk.full else SettingsRejectedError
    with pytest.raises(wanted):
        await desk.use(told("acct_new"), OTHER_PK, NEW_RK, "https://pay" if desk.disk.full else "x")
    assert desk.secrets == ({secret_name(Mode.TEST): RK} if connected else {})
    assert desk.settings.current == before
