"""The settings file survives crashes and people: nothing lost, nothing guessed, nothing secret."""

from __future__ import annotations

import stat
import sys
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.adapters import settings_file
from pos_app.adapters.settings_file import SettingsFile
from pos_app.domain.currencies import CURRENCIES
from pos_app.domain.customer import AllowRedisplay
from pos_app.domain.hooks import Hook, HookKind
from pos_app.domain.identity import Identity
from pos_app.domain.ids import InstallationId, OperatorId, RegisterId
from pos_app.domain.modes import Mode
from pos_app.domain.money import TypingStyle
from pos_app.domain.settings import AmountPolicy, CheckoutPolicy, Settings
from pos_app.ports.settings_store import SettingsUnreadableError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
SETTINGS = st.builds(
    Settings,
    mode=st.none() | st.sampled_from(Mode),
    checkout_origin=TEXT,
    stripe_js=TEXT,
    publishable_key=TEXT,
    account=TEXT,
    register=TEXT.map(RegisterId),
    operator=TEXT.map(OperatorId),
    language=st.sampled_from(["", "en", "de"]),
    theme=st.sampled_from(["", "light", "dark"]),
    proxy=TEXT,
    sound=st.booleans(),
    webhook_port=st.integers(0, 65_535),
    sweeps_events=st.booleans(),
    rebuild_days=st.integers(1, 90),
    receipts=st.booleans(),
    amounts=st.builds(
        AmountPolicy,
        currency=st.sampled_from(sorted(CURRENCIES)),
        typing=st.sampled_from(TypingStyle),
        soft_limit=st.integers(0, 10**9),
        quick_amounts=st.lists(st.integers(1, 10**6), max_size=5).map(tuple),
        reference_required=st.booleans(),
        repeat_minutes=st.integers(0, 24 * 60),
    ),
    checkout=st.builds(
        CheckoutPolicy,
        redisplay_filters=st.lists(st.sampled_from(AllowRedisplay), min_size=1, max_size=3).map(
            tuple
        ),
        redisplay_limit=st.integers(1, 10),
        save=st.booleans(),
        remove=st.booleans(),
    ),
    identity=st.builds(
        Identity,
        installation=TEXT.map(InstallationId),
        former_installations=st.lists(NAMES.map(InstallationId), max_size=2).map(tuple),
        registers=st.lists(NAMES.map(RegisterId), max_size=3).map(tuple),
        books=st.lists(NAMES, max_size=2).map(tuple),
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def test_a_fresh_install_has_the_defaults_and_writes_nothing(path: Path) -> None:
    assert SettingsFile(path).load() == Settings()
    assert SettingsFile(path).unknown() == ()
    assert not path.parent.exists()


@given(SETTINGS, SETTINGS)
def test_every_setting_survives_any_number_of_changes(first: Settings, second: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = SettingsFile(Path(folder) / "settings.toml")
        for settings in (first, second):
            store.save(settings)
            assert store.load() == settings


def test_saved_settings_come_back(path: Path) -> None:
    settings = Settings(
        mode=Mode.LIVE,
        register=RegisterId('Kasse "Ä" \\ 1'),
        language="de",
        amounts=AmountPolicy(currency="JPY", quick_amounts=()),
        checkout=CheckoutPolicy(save=True),
    )
    SettingsFile(path).save(settings)
    assert SettingsFile(path).load() == settings
    changed = replace(settings, mode=None, theme="dark", amounts=AmountPolicy())
    SettingsFile(path).save(changed)
    assert SettingsFile(path).load() == changed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission bits")
def test_the_file_is_private(path: Path) -> None:
    SettingsFile(path).save(Settings())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_comments_and_foreign_entries_stay(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        '# our till\ntheme = "dark"  # easier on the eyes\nfuture = 3\n\n'
        "[amounts]\nsoft_limit = 100 # the boss says so\nfuture_too = true\n",
        encoding="utf-8",
    )
    store = SettingsFile(path)
    assert store.unknown() == ("future", "amounts.future_too")
    store.save(replace(store.load(), sound=False))
    text = path.read_text(encoding="utf-8")
    for kept in (
        "# our till",
        "# easier on the eyes",
        "future = 3",
        "# the boss says so",
        "future_too",
    ):
        assert kept in text
    assert SettingsFile(path).load().sound is False
    assert SettingsFile(path).load().amounts.soft_limit == 100
    assert tomllib.loads(text)["future"] == 3


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('theme = "dark"\nsound = maybe\n', 2, "settings.toml"),
        ('theme = "dark', 1, "settings.toml"),
        ('\n\ntheme = "blue"\n', 3, "theme"),
        ('mode = "production"\n', 1, "mode"),
        ('sound = "yes"\n', 1, "sound"),
        ("register = 4\n", 1, "register"),
        ("amounts = 4\n", 1, "amounts"),
        ('sound = true\n[amounts]\ncurrency = "DEM"\n', 3, "amounts.currency"),
        ("[amounts]\nsoft_limit = -1\n", 2, "soft_limit"),
        ("[amounts]\nsoft_limit = true\n", 2, "soft_limit"),
        ("[amounts]\nsoft_limit = 1.5\n", 2, "soft_limit"),
        ('[amounts]\ntyping = "roman"\n', 2, "typing"),
        ("[amounts]\nquick_amounts = [1000, 0]\n", 2, "quick_amounts"),
        ("[checkout]\nredisplay_limit = 11\n", 2, "redisplay_limit"),
        ('[checkout]\nredisplay_filters = ["often"]\n', 2, "redisplay_filters"),
        ("[checkout]\nredisplay_filters = []\n", 2, "redisplay_filters"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(path: Path, text: str, line: int, says: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsUnreadableError) as damaged:
        SettingsFile(path).load()
    assert f"line {line}" in str(damaged.value)
    assert says in str(damaged.value)
    assert path.read_text(encoding="utf-8") == text


def test_a_file_of_other_bytes_is_damaged(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsUnreadableError, match="UTF-8"):
        SettingsFile(path).load()


def test_a_damaged_file_is_not_overwritten(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("theme =", encoding="utf-8")
    with pytest.raises(SettingsUnreadableError):
        SettingsFile(path).save(Settings())
    with pytest.raises(SettingsUnreadableError):
        SettingsFile(path).unknown()
    assert path.read_text(encoding="utf-8") == "theme ="


@pytest.mark.parametrize(
    "settings",
    [
        Settings(publishable_key="sk_live_0123456789"),
        Settings(account="rk_test_0123456789"),
        Settings(operator=OperatorId("whsec_0123456789abcdef")),
        Settings(proxy="http://kim:hunter2@proxy.example.com:3128"),
    ],
)
def test_no_secret_is_ever_written(path: Path, settings: Settings) -> None:
    with pytest.raises(ValueError, match="keyring") as refused:
        SettingsFile(path).save(settings)
    assert "0123456789" not in str(refused.value)
    assert not path.exists()


def test_a_crash_while_writing_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SettingsFile(path)
    store.save(Settings(theme="dark"))

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(settings_file.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.save(Settings(theme="light"))
    assert store.load().theme == "dark"
    assert [file.name for file in path.parent.iterdir()] == ["settings.toml"]


HOOKS = """
# the stock keeper's program
[[hooks]]
name = "stock"
events = ["sale.succeeded", "refund.recorded"]
command = ["python3", "/opt/shop/stock.py", "--quiet"]

[[hooks]]
name = "crm"
url = "https://crm.example.com/pos"
training = true
"""


def test_hooks_are_read_and_left_as_they_are_when_settings_are_saved(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(HOOKS, encoding="utf-8")
    read = SettingsFile(path).load()
    assert read.hooks == (
        Hook(
            "stock",
            (HookKind.SALE_SUCCEEDED, HookKind.REFUND_RECORDED),
            ("python3", "/opt/shop/stock.py", "--quiet"),
        ),
        Hook("crm", url="https://crm.example.com/pos", training=True),
    )
    SettingsFile(path).save(replace(read, sound=False))
    assert SettingsFile(path).load() == replace(read, sound=False)
    assert HOOKS[HOOKS.index("[[") :].strip() in path.read_text(encoding="utf-8")
    assert SettingsFile(path).unknown() == ()


CRM = Hook("crm", url="https://crm.example.com/pos", training=True)


def test_a_changed_hook_keeps_comments_and_entries_around_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(HOOKS.replace("training = true", "training = true\nretry = 3"), "utf-8")
    read = SettingsFile(path).load()
    stock, crm = read.hooks
    moved = replace(stock, events=(), command=("stock",))
    quiet = replace(crm, training=False, events=(HookKind.SALE_FAILED,))
    new = Hook("new", command=("a b", "c"))
    SettingsFile(path).save(replace(read, hooks=(moved, quiet, new)))
    text = path.read_text(encoding="utf-8")
    assert set(SettingsFile(path).load().hooks) == {moved, quiet, new}
    assert "# the stock keeper's program" in text
    assert "retry = 3" in text
    assert "--quiet" not in text


def test_hooks_come_and_go_in_a_file_that_has_none(path: Path) -> None:
    file = SettingsFile(path)
    file.save(replace(Settings(), hooks=(CRM,)))
    assert file.load().hooks == (CRM,)
    file.save(replace(file.load(), sound=False))
    assert file.load().hooks == (CRM,)
    file.save(replace(file.load(), hooks=()))
    assert file.load() == replace(Settings(), sound=False)
    assert "hooks" not in path.read_text(encoding="utf-8")


def test_hooks_in_one_line_are_written_as_tables_when_they_change(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('hooks = [{name = "a", command = ["x"]}]\ntheme = "dark"\n', "utf-8")
    read = SettingsFile(path).load()
    SettingsFile(path).save(replace(read, hooks=(*read.hooks, CRM)))
    assert SettingsFile(path).load() == replace(read, hooks=(*read.hooks, CRM))


@given(
    st.lists(
        st.lists(
            st.builds(
                Hook,
                name=st.sampled_from(["a", "b", "c"]),
                events=st.sampled_from([(), (HookKind.SALE_FAILED,), tuple(HookKind)]),
                command=st.sampled_from([("x",), ("x", 'y "z"', "\\")]),
                training=st.booleans(),
            ),
            unique_by=lambda hook: hook.name,
            max_size=3,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_hooks_are_saved_one_after_another_the_last_ones_are_read(
    saved: list[list[Hook]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = SettingsFile(Path(folder) / "settings.toml")
        for hooks in saved:
            file.save(replace(Settings(), hooks=tuple(hooks)))
            assert set(file.load().hooks) == set(hooks)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ('command = ["x"]', "name must be"),
        ('name = "a b"\ncommand = ["x"]', "name must be"),
        ('name = "a"', "command or url must be given"),
        ('name = "a"\ncommand = ["x"]\nurl = "https://a.example"', "not both"),
        ('name = "a"\ncommand = "rm -rf"', "command must be a list"),
        ('name = "a"\ncommand = ["x", 1]', "list of texts"),
        ('name = "a"\nevents = ["sale.done"]\ncommand = ["x"]', "events must be one of"),
        ('name = "a"\nurl = "http://crm.example.com/"', "url must be https"),
        ('name = "a"\nurl = "https://me:pw@crm.example.com/"', "url must be https"),
        ('name = "a"\nurl = "https://[crm/"', "url must be https"),
        ('name = "a"\nurl = "file:///etc/passwd"', "url must be https"),
        ('name = "a"\ncommand = ["x"]\n[[hooks]]\nname = "a"\ncommand = ["y"]', "of its own"),
    ],
)
def test_a_wrong_hook_stops_the_start_with_the_reason(path: Path, lines: str, reason: str) -> None:
    path.parent.mkdir()
    path.write_text(f"[[hooks]]\n{lines}\n", encoding="utf-8")
    with pytest.raises(SettingsUnreadableError, match=reason):
        SettingsFile(path).load()


def test_hooks_must_be_tables_and_unknown_entries_in_them_are_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('[[hooks]]\nname = "a"\ncommand = ["x"]\nretry = 3\n', encoding="utf-8")
    assert SettingsFile(path).unknown() == ("hooks.retry",)
    path.write_text("hooks = 1\n", encoding="utf-8")
    assert SettingsFile(path).unknown() == ()
    with pytest.raises(SettingsUnreadableError, match=r"\[\[hooks\]\]"):
        SettingsFile(path).load()
