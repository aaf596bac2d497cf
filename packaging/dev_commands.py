"""The commands of dev.py: run, test and pins."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

import dev_environment
import dev_gates
import dev_node
import dev_system
from dev_environment import ROOT, SetupError

# These need no window, so they run on a machine without a display.
WINDOWLESS = ("self-test", "simulator", "--version", "--help", "-h")

_COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--upgrade", "--config-file", "uv.toml"),
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--only-binary", ":all:"),
    *("--no-emit-index-url", "--no-annotate", "--no-header"),
)


def run_command(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit code: 0 all well, 1 something failed, 2 a wrong command line.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.command == "run":
            return _run(options.app_arguments)
        if options.command == "test":
            return _test(fast=options.fast, only=options.only)
        return _pins()
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="Set up, run and test pos_app.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="set up and start the app (training mode by default)")
    run.add_argument("app_arguments", nargs="*", metavar="-- APP ARGUMENTS")
    test = commands.add_parser("test", help="set up and run every gate and test")
    test.add_argument("--fast", action="store_true", help="leave the slow stages and tests out")
    test.add_argument(
        "--only", nargs="+", choices=dev_gates.gate_names(), default=(), help="run just these"
    )
    commands.add_parser("pins", help="write the hashed pins anew from the .in files (needs uv)")
    return parser


def _run(app_arguments: Sequence[str]) -> int:
    arguments = list(app_arguments) or ["--training"]
    python = dev_environment.prepare("run")
    windowless = arguments[0] in WINDOWLESS
    dev_system.require_libraries(python, with_window=not windowless)
    if not windowless:
        _require_display()
    return become([str(python), "-m", "pos_app", *arguments])


def become(command: Sequence[str]) -> int:  # noqa: RET503 - nothing comes after ``execv``
    """Run a command in the place of this process: whoever ends this one ends the app.

    Windows has no such thing; there it is a child, and its exit code is returned.
    """
    if sys.platform == "win32":
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execv(command[0], list(command))  # noqa: S606 - our own interpreter


def _require_display() -> None:
    if not sys.platform.startswith("linux"):
        return
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return
    raise SetupError(
        "Everything is installed, but there is no display to open the window on.\n"
        "Run this from a desktop session, or prove the installation without one:\n"
        "    python3 packaging/dev.py run -- self-test"
    )


def _test(*, fast: bool, only: Sequence[str]) -> int:
    python = dev_environment.prepare("dev")
    dev_system.require_libraries(python, with_window=False)
    dev_node.prepare()
    return dev_gates.run_gates(python, fast=fast, only=only)


def _pins() -> int:
    folder = ROOT / "packaging" / "requirements"
    for arguments in (["run.in", "-o", "run.txt"], ["dev.in", "-c", "run.txt", "-o", "dev.txt"]):
        try:
            subprocess.run([*_COMPILE, *arguments], cwd=folder, check=True)
        except FileNotFoundError:
            raise SetupError("Writing the pins needs uv (pip install uv).") from None
        except subprocess.CalledProcessError as error:
            raise SetupError("uv could not solve the requirements; see above.") from error
    return 0
