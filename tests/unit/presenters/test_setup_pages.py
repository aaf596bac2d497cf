"""Connecting an account and changing the settings."""

import pytest

from pos_app.domain.modes import KeyProblem, Mode
from pos_app.domain.outcomes import FailureCause
from pos_app.domain.secret import Secret
from pos_app.domain.settings import Settings
from pos_app.ports.gateway import AccountInfo, PermissionReport
from pos_app.ports.secret_store import KeyringTrouble, SecretStoreUnavailableError
from pos_app.services.connect import ConnectProblem, ConnectReport, ConnectWarning
from pos_app.services.settings import SettingsService
from pos_app.services.task_scope import TaskScope
from pos_app.ui.presenters.connect_account import KEY_LINK, ConnectAccount
from pos_app.ui.presenters.settings_form import SettingsForm
from pos_app.ui.states.common import Tone
from pos_app.ui.texts import texts_for
from tests.support.fake_clock import settle
from tests.support.world import SettingsInMemory

GOOD = ConnectReport(
    account=AccountInfo("acct_1", "Blumen Weber", livemode=False),
    permissions=(
        PermissionReport("customers_read", granted=True),
        PermissionReport("events_read", granted=True),
    ),
    mode=Mode.TEST,
)
KEY = "rk_test_51Abcdefghijk"


class Office:
    """A connect page whose answers are decided by the test."""

    def __init__(self, language="en"):
        self.report = GOOD
        self.failure = None
        self.stored = []
        self.shown = []
        self.errors = []
        self.scope = TaskScope("ui", lambda name, error: self.errors.append((name, error)))
        self.page = ConnectAccount(
            connect=self, view=self, scope=self.scope, texts=texts_for(language)
        )

    async def check(self, publishable, secret, origin):
        self.asked = (publishable, secret, origin)
        return self.report

    def store(self, report, publishable, secret, origin):
        if self.failure:
            raise self.failure
        self.stored.append((publishable, secret, origin))

    def show_connect(self, state):
        self.shown.append(state)

    @property
    def state(self):
        return self.shown[-1]

    def words(self):
        return [notice.text for notice in self.state.notices]

    async def press(self, origin="https://pay.weber.shop/"):
        self.page.check(" pk_test_51Abcdefghijk ", f" {KEY} ", origin)
        await settle()


@pytest.fixture
def office():
    return Office()


@pytest.mark.asyncio
async def test_permissions_are_explained_before_any_key_is_typed(office):
    office.page.render()
    assert len(office.state.permissions) == 7
    assert all(row.why.startswith("to ") for row in office.state.permissions)
    assert office.state.key_link == KEY_LINK
    assert not office.state.usable


@pytest.mark.asyncio
async def test_good_keys_can_be_stored(office):
    await office.press()
    assert office.asked == ("pk_test_51Abcdefghijk", Secret(KEY), "https://pay.weber.shop")
    assert office.state.usable
    assert office.state.account == "Account: Blumen Weber (acct_1)"
    tones = {row.name: row.tone for row in office.state.permissions}
    assert tones["Customers: read"] is Tone.OK
    office.page.store()
    assert len(office.stored) == 1
    assert office.state.stored
    assert not office.state.usable


@pytest.mark.asyncio
async def test_each_missing_permission_is_named(office):
    office.report = ConnectReport(
        problems=(ConnectProblem.PERMISSION_MISSING,),
        permissions=(
            PermissionReport("customers_read", granted=True),
            PermissionReport("payment_intents_write", granted=False),
            PermissionReport("disputes_read", granted=False),
            PermissionReport("events_read", granted=None),
        ),
        mode=Mode.TEST,
    )
    await office.press()
    answers = [(row.name, row.answer) for row in office.state.permissions if row.answer]
    assert answers == [
        ("Customers: read", "granted"),
        ("PaymentIntents: write", "missing"),
        ("Disputes: read", "missing"),
        ("Events: read", "not certain, check again"),
    ]
    assert office.words() == [
        "The restricted key lacks “PaymentIntents: write, Disputes: read”. Add that in the "
        "Dashboard, then check again."
    ]
    office.page.store()
    assert office.stored == []


@pytest.mark.asyncio
@pytest.mark.parametrize("problem", ConnectProblem)
@pytest.mark.parametrize("language", ["en", "de"])
async def test_every_problem_is_told_in_whole_sentences(problem, language):
    office = Office(language)
    office.report = ConnectReport(
        problems=(problem,),
        publishable_problem=KeyProblem.WEBHOOK_SECRET,
        secret_problem=KeyProblem.TOO_SHORT,
        cause=FailureCause.PROXY,
    )
    await office.press()
    (words,) = office.words()
    assert "{" not in words
    assert words.endswith(".")


@pytest.mark.asyncio
async def test_a_full_secret_key_is_accepted_with_a_stern_warning(office):
    office.report = ConnectReport(warnings=(ConnectWarning.UNRESTRICTED_KEY,), mode=Mode.LIVE)
    await office.press()
    assert office.state.usable
    (notice,) = office.state.notices
    assert notice.tone is Tone.WARN
    assert "full secret key" in notice.text


@pytest.mark.asyncio
async def test_typing_on_makes_the_report_void(office):
    await office.press()
    office.page.edited()
    assert not office.state.usable
    office.page.store()
    assert office.stored == []


@pytest.mark.asyncio
async def test_without_a_keyring_nothing_is_stored_and_it_says_what_to_do(office):
    await office.press()
    office.failure = SecretStoreUnavailableError("x", KeyringTrouble.UNTRUSTED, "a.PlainFile")
    office.page.store()
    assert "only a.PlainFile. Install one" in office.words()[0]
    assert not office.state.stored
    office.failure = OSError(28, "No space left on device")
    office.page.store()
    assert "No space left on device" in office.words()[0]


@pytest.mark.asyncio
async def test_no_state_of_the_page_ever_holds_the_key(office):
    await office.press()
    office.page.store()
    assert KEY not in repr(office.shown)
    assert KEY not in repr(vars(office.page))


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_link_does_not_fill_in_is_named(language):
    connect = texts_for(language).connect
    filled = {"customers_read", "payment_intents_write", "payment_methods_read", "charges_read"}
    assert KEY_LINK.count("rak_") == len(filled)
    for key, (name, _why) in connect.permissions.items():
        assert (name.partition(":")[0] in connect.dashboard_hint) is (key not in filled)


class Form:
    def __init__(self, settings=None, language="en"):
        self.service = SettingsService(SettingsInMemory(settings))
        self.shown = None
        self.form = SettingsForm(
            settings=self.service,
            view=self,
            texts=texts_for(language),
            texts_in=texts_for,
            mode=Mode.TEST,
        )
        self.saved = []
        self.form.saved = self.saved.append
        self.form.open()

    def show_settings(self, state):
        self.shown = state

    def save(self, **changes):
        fields = self.shown.fields
        named = {name: getattr(fields, name) for name in fields.__slots__}
        self.form.save(type(fields)(**{**named, **changes}))


def test_a_name_of_the_shop_or_known_to_an_account_stays_in_another_language():
    form = Form()
    form.save(register="Bar", language="de")
    assert (form.saved[-1].register, form.saved[-1].operator) == ("Bar", "Bedienung")
    known = Form(Settings(publishable_key="pk_test_123"))
    known.save(language="de")
    assert (known.saved[-1].register, known.saved[-1].operator) == ("Register 1", "Operator")


@pytest.mark.parametrize("language", ["en", "de"])
def test_saving_what_is_shown_changes_nothing(language):
    form = Form(language=language)
    form.save()
    assert form.saved == [Settings()]


def test_what_is_typed_becomes_the_settings():
    form = Form(language="de")
    form.save(
        register=" Kasse 2 ",
        language="de",
        theme="dark",
        typing="whole",
        soft_limit="1.200,00",
        repeat_minutes=" 25 ",
        quick_amounts="5 7,50",
        filters=("always", "unspecified"),
        save_methods=True,
    )
    (saved,) = form.saved
    assert saved.register == "Kasse 2"
    assert saved.amounts.soft_limit == 120_000
    assert saved.amounts.repeat_minutes == 25
    assert saved.amounts.quick_amounts == (500, 750)
    assert [one.value for one in saved.checkout.redisplay_filters] == ["always", "unspecified"]
    assert saved.checkout.save


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"soft_limit": "much"}, "“much” is not an amount in EUR."),
        ({"quick_amounts": "5 x"}, "“x” is not an amount in EUR."),
        ({"repeat_minutes": "ten"}, "“ten” is not a number of minutes."),
        ({"repeat_minutes": "1441"}, "Between 0 minutes and 1440"),
        ({"register": "  "}, "need a name"),
        ({"filters": ()}, "at least one kind"),
        ({"proxy": "http://me:secret@host:1"}, "without a password"),
    ],
)
def test_what_cannot_be_is_said_and_stays_on_the_screen(changes, words):
    form = Form()
    form.save(**changes)
    assert form.saved == []
    assert words in form.shown.notice.text
    name, typed = next(iter(changes.items()))
    assert getattr(form.shown.fields, name) == typed


def test_a_full_disk_is_said():
    form = Form()

    def full(_settings):
        raise OSError(28, "No space left on device")

    form.service.save = full
    form.save()
    assert "No space left" in form.shown.notice.text
