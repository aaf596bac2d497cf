"""The project's own virtual environment: made once, brought up to date when the pins change."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"

Kind = Literal["run", "dev"]


class SetupError(Exception):
    """Something the user can put right; the text says what and how."""


def prepare(kind: Kind) -> Path:
    """Make the virtual environment ready and return its Python.

    Args:
        kind: "run" for what the app needs, "dev" for the tests and gates on top of it.

    Raises:
        SetupError: if the environment cannot be made or a package cannot be installed.
    """
    if not _python_works():
        _make_environment()
    # What the tests need includes what the app needs.
    if not any(_is_installed(one) for one in {kind, "dev"}):
        _install(kind)
        _stamp(kind).write_text(_fingerprint(kind), encoding="ascii")
    return venv_python()


def venv_python() -> Path:
    """The Python of the virtual environment on this system."""
    if sys.platform == "win32":
        return VENV / "Scripts" / "python.exe"
    return VENV / "bin" / "python"


def _fingerprint(kind: str) -> str:
    """One hash over everything that decides what is installed, and for which Python and folder."""
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for path in (_pins(kind), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _pins(kind: str) -> Path:
    return ROOT / "packaging" / "requirements" / f"{kind}.txt"


def _is_installed(kind: str) -> bool:
    stamp = _stamp(kind)
    return stamp.exists() and stamp.read_text(encoding="ascii") == _fingerprint(kind)


def _stamp(kind: str) -> Path:
    return VENV / f"pos-app-{kind}.stamp"


def _python_works() -> bool:
    """Whether the environment's Python starts and is of the version that runs this script."""
    if not venv_python().exists():
        return False
    asked = [str(venv_python()), "-c", "import sys, pip; print(sys.version)"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def _make_environment() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python cannot make virtual environments. On Debian and Ubuntu install\n"
            "    sudo apt-get install python3-venv\n"
            "and run the command again."
        )
    print("Making the virtual environment .venv ...", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode:
        raise SetupError("The virtual environment could not be made; see the lines above.")


def _install(kind: Kind) -> None:
    print(f"Installing the pinned packages ({kind}); the first time takes a minute ...", flush=True)
    # --no-deps: the pins are complete, so nothing may be added that carries no hash.
    _pip("--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(_pins(kind)))
    _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def _pip(*arguments: str) -> None:
    command = [str(venv_python()), "-m", "pip", "install", "-qq", "--no-input"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", *arguments]
    if subprocess.run(command, check=False).returncode:
        raise SetupError(
            "pip could not install the packages; its lines above say why.\n"
            "Check the network connection (and proxy) and run the command again."
        )
