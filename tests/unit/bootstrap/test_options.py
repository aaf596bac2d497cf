"""The command line says in one line what is wrong, and leaves with code 2."""

from pathlib import Path

import pytest

from pos_app import __version__
from pos_app.bootstrap.entry import run
from pos_app.bootstrap.options import (
    AppOptions,
    HooksAction,
    HooksOptions,
    ListenOptions,
    SelfTestOptions,
    SimulatorOptions,
    parse,
)


def test_no_argument_opens_the_app_as_configured() -> None:
    assert parse([]) == AppOptions(training=False, data_dir=None, simulator_url=None)


def test_a_simulator_url_means_training(tmp_path: Path) -> None:
    options = parse(["--data-dir", str(tmp_path), "--simulator-url", "http://127.0.0.1:9/"])
    assert options == AppOptions(
        training=True, data_dir=tmp_path, simulator_url="http://127.0.0.1:9"
    )


def test_every_command_has_its_options(tmp_path: Path) -> None:
    assert parse(["self-test", "--json", "--screenshots", str(tmp_path)]) == SelfTestOptions(
        json=True, screenshots=tmp_path
    )
    assert parse(
        ["simulator", "--port", "1", "--customers", "2", "--latency-ms", "3", "--seed", "4"]
    ) == SimulatorOptions(1, 2, 3, 4)
    assert parse(["listen", "--data-dir", str(tmp_path)]) == ListenOptions(tmp_path)


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"pos-app {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["nonsense"],
        ["--training", "extra"],
        ["--train"],
        ["--data-dir"],
        ["--data-dir", __file__],
        ["--data-dir", " "],
        ["--simulator-url", "https://api.stripe.com"],
        ["--simulator-url", "http://192.0.2.1:80"],
        ["--simulator-url", "http://127.0.0.1"],
        ["--simulator-url", "http://127.0.0.1:x"],
        ["--simulator-url", "http://127.0.0.1:99999"],
        ["--simulator-url", "http://user:pass@127.0.0.1:80"],
        ["--simulator-url", "http://127.0.0.1:80/v1"],
        ["--simulator-url", "file:///etc/passwd"],
        ["simulator", "--port", "65536"],
        ["simulator", "--port", "-1"],
        ["simulator", "--customers", "100001"],
        ["simulator", "--customers", "many"],
        ["simulator", "--latency-ms", "1.5"],
        ["simulator", "--seed", ""],
        ["simulator", "--seed", "٣"],
        ["self-test", "--screenshots", __file__],
        ["self-test", "--training"],
    ],
)
def test_unusable_arguments_give_one_clear_line_and_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        parse(arguments)
    said = capsys.readouterr()
    assert left.value.code == 2
    assert said.out == ""
    assert said.err.startswith("pos-app: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--data-dir={}", "test", "stock"],
        ["test", "stock", "--data-dir={}"],
        ["test", "--data-dir={}", "stock"],
    ],
)
def test_the_folder_may_stand_before_or_behind_what_is_done_about_hooks(
    tmp_path: Path, words: list[str]
) -> None:
    options = parse(["hooks", *(word.format(tmp_path) for word in words)])
    assert options == HooksOptions(HooksAction.TEST, "stock", tmp_path)


def test_an_unknown_word_is_told_the_words_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["hooks", "foo"])
    assert "choose from 'secret', 'test'" in capsys.readouterr().err


def test_without_a_display_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run([]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "no display" in line
