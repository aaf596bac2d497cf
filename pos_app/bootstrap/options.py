"""The command line: what was asked for, or one clear line and exit code 2."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, NoReturn

from pos_app import __version__

USAGE_ERROR = 2


class AppOptions(NamedTuple):
    """Open the app.

    Attributes:
        training: open in training mode whatever is configured.
        data_dir: where settings, databases and logs live; ``None`` for the user's own folder.
        simulator_url: a running simulator on this machine, or ``None`` for the built-in one.
    """

    training: bool
    data_dir: Path | None
    simulator_url: str | None


class SelfTestOptions(NamedTuple):
    """Prove the installation: open the window, take payments in training mode, report."""

    json: bool
    screenshots: Path | None


class SimulatorOptions(NamedTuple):
    """Run the simulator alone."""

    port: int
    customers: int
    latency_ms: int
    seed: int


class ListenOptions(NamedTuple):
    """Explain and check how Stripe's deliveries reach this register.

    Attributes:
        data_dir: as of ``AppOptions``.
    """

    data_dir: Path | None


class HooksAction(StrEnum):
    """What is done about the shop's own workflow."""

    LIST = "list"
    SECRET = "secret"  # noqa: S105 - a word, not a secret
    TEST = "test"


class HooksOptions(NamedTuple):
    """Show, wire or try what the shop's own workflow is told.

    Attributes:
        name: which hook; empty for the list of all.
        data_dir: as of ``AppOptions``.
    """

    action: HooksAction
    name: str
    data_dir: Path | None


Options = AppOptions | SelfTestOptions | SimulatorOptions | ListenOptions | HooksOptions


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without a page of usage."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"pos-app: {message} (see pos-app --help)\n")
        raise SystemExit(USAGE_ERROR)


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line.

    Raises:
        SystemExit: 2 with one line on stderr for unusable arguments, 0 after --help or --version.
    """
    found = _build().parse_args(_with_command(arguments))
    if found.command == "simulator":
        return SimulatorOptions(found.port, found.customers, found.latency_ms, found.seed)
    if found.command == "self-test":
        return SelfTestOptions(found.json, found.screenshots)
    if found.command == "listen":
        return ListenOptions(found.data_dir)
    if found.command == "hooks":
        return HooksOptions(HooksAction(found.action), found.name, found.data_dir)
    training = found.training or found.simulator_url is not None
    return AppOptions(training, found.data_dir, found.simulator_url)


_COMMANDS = ("open", "self-test", "simulator", "listen", "hooks")


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Let ``open`` be what happens when no command is named."""
    named = [word for word in arguments if not word.startswith("-")]
    asks_general = {"-h", "--help", "--version"} & set(arguments)
    if (named and named[0] in _COMMANDS and arguments[0] == named[0]) or (
        asks_general and not named
    ):
        return list(arguments)
    return ["open", *arguments]


def _build() -> _Parser:
    parser = _Parser(
        prog="pos-app",
        allow_abbrev=False,
        description="Charge customers your shop already knows in Stripe.",
        epilog="Without a command the app opens as configured, and in training on a fresh install; "
        "--training, --data-dir DIR and --simulator-url URL may follow (pos-app open --help).",
    )
    parser.add_argument("--version", action="version", version=f"pos-app {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="command", required=True, prog=parser.prog
    )
    _add_open(commands.add_parser("open", help="open the app (the default)", allow_abbrev=False))
    _add_self_test(
        commands.add_parser(
            "self-test", help="take training payments and report", allow_abbrev=False
        )
    )
    _add_simulator(
        commands.add_parser(
            "simulator", help="run training mode's Stripe alone", allow_abbrev=False
        )
    )
    _add_data_dir(
        commands.add_parser(
            "listen", help="explain and check how Stripe's deliveries arrive", allow_abbrev=False
        )
    )
    _add_hooks(
        commands.add_parser(
            "hooks", help="show and try what the shop's own programs are told", allow_abbrev=False
        )
    )
    return parser


def _add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--training", action="store_true", help="open in training mode")
    _add_data_dir(parser)
    parser.add_argument(
        "--simulator-url",
        type=_simulator_url,
        metavar="URL",
        help="train against a simulator that already runs on this machine",
    )


def _add_data_dir(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    parser.add_argument(
        "--data-dir",
        type=_folder,
        metavar="DIR",
        help="folder for settings, database and logs",
        default=default,
    )


def _add_hooks(parser: _Parser) -> None:
    parser.set_defaults(action=HooksAction.LIST, name="")
    _add_data_dir(parser)
    actions = parser.add_subparsers(metavar="action")
    for action, explained in (
        (HooksAction.SECRET, "make a signing secret, keep it in the keyring, print it"),
        (HooksAction.TEST, "send a ping now"),
    ):
        chosen = actions.add_parser(action.value, help=explained, allow_abbrev=False)
        chosen.add_argument("name", metavar="NAME", help="as in the settings file")
        chosen.set_defaults(action=action)
        # What stands before the action stays in force where nothing stands behind it.
        _add_data_dir(chosen, default=argparse.SUPPRESS)


def _add_self_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as one JSON line")
    parser.add_argument("--screenshots", type=_folder, metavar="DIR", help="save each step as PNG")


def _add_simulator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_whole(0, 65_535), default=0, help="0 picks a free one")
    parser.add_argument(
        "--customers", type=_whole(0, 100_000), default=200, metavar="N", help="so many are there"
    )
    parser.add_argument(
        "--latency-ms",
        type=_whole(0, 60_000),
        default=0,
        metavar="L",
        help="each answer takes so long",
    )
    parser.add_argument(
        "--seed",
        type=_whole(0, 2**31 - 1),
        default=1,
        metavar="S",
        help="the same one makes the same customers",
    )


class _whole:  # noqa: N801  # reads as a type in add_argument
    """A whole number within bounds."""

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def __call__(self, text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not self._least <= int(text) <= self._most:
            wanted = f"a whole number from {self._least} to {self._most}"
            raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
        return int(text)


def _folder(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if not text.strip() or (path.exists() and not path.is_dir()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder")
    return path


def _simulator_url(text: str) -> str:
    from urllib.parse import urlsplit  # noqa: PLC0415 - counts until the first paint

    from pos_app.domain.modes import is_loopback_http  # noqa: PLC0415

    try:
        usable = is_loopback_http(text) and urlsplit(text).port is not None
    except ValueError:
        usable = False
    if not usable or urlsplit(text).path not in {"", "/"} or urlsplit(text).query:
        example = "http://127.0.0.1:12111"
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a simulator on this machine, like {example}"
        )
    return text.rstrip("/")
