"""The system libraries that Qt WebEngine needs on Linux: what is missing, and who ships it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from dev_environment import SetupError
from dev_libraries import PACKAGES, Family

_NOT_FOUND = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)

_ENGINE = ("lib/libQt6WebEngineCore.so.6", "libexec/QtWebEngineProcess")
_PLATFORMS = {False: ("libqoffscreen.so",), True: ("libqoffscreen.so", "libqxcb.so")}

_INSTALL: dict[Family, tuple[str, ...]] = {
    "debian": ("apt-get", "install", "--yes", "--no-install-recommends"),
    "fedora": ("dnf", "install"),
    "arch": ("pacman", "-S", "--needed"),
}


def require_libraries(python: Path, *, with_window: bool) -> None:
    """Check that the installed Qt finds every library it links to.

    Where this is an automatic build (``CI`` is set) by root on a Debian system, missing ones are
    installed; elsewhere nothing is touched.

    Args:
        python: The Python that has PySide6 installed.
        with_window: Whether a real window is wanted, so the X11 plugin counts as well.

    Raises:
        SetupError: naming the packages to install.
    """
    if not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return
    missing = missing_libraries(_qt_binaries(python, with_window=with_window))
    if missing and _may_install():
        _install(missing)
        missing = missing_libraries(_qt_binaries(python, with_window=with_window))
    if missing:
        raise SetupError(advice(missing, _family()))


def missing_libraries(binaries: Iterable[Path]) -> list[str]:
    """The names of shared libraries that the given files link to and the system lacks."""
    missing: set[str] = set()
    for binary in binaries:
        listing = subprocess.run(
            ["ldd", str(binary)], capture_output=True, text=True, check=False
        ).stdout
        missing.update(_NOT_FOUND.findall(listing))
    return sorted(missing)


def advice(missing: Sequence[str], family: Family | None) -> str:
    """What to tell the user.

    Args:
        missing: Library names such as ``libnss3.so``.
        family: The system's package family; None names the packages of all of them.
    """
    lines = [f"Qt needs system libraries that are not installed: {', '.join(missing)}"]
    families: Sequence[Family] = (family,) if family else ("debian", "fedora", "arch")
    for one in families:
        packages, unknown = _packages(missing, one)
        lines.append(f"On {one.title()} and its relatives install them with")
        lines.append(f"    sudo {' '.join((*_INSTALL[one], *packages))}")
        if unknown:
            lines.append(f"and the packages that ship {', '.join(unknown)}.")
    lines.append("Then run the command again.")
    return "\n".join(lines)


def _qt_binaries(python: Path, *, with_window: bool) -> list[Path]:
    where = (
        "import importlib.util as u; print(u.find_spec('PySide6').submodule_search_locations[0])"
    )
    found = subprocess.run([str(python), "-c", where], capture_output=True, text=True, check=True)
    qt = Path(found.stdout.strip()) / "Qt"
    files = [*_ENGINE, *(f"plugins/platforms/{name}" for name in _PLATFORMS[with_window])]
    return [qt / name for name in files]


def _packages(missing: Iterable[str], family: Family) -> tuple[list[str], list[str]]:
    """Package names for the missing libraries, and the libraries nobody knows the package of."""
    packages: set[str] = set()
    unknown: list[str] = []
    for library in missing:
        if library in PACKAGES:
            packages.add(PACKAGES[library][family])
        else:
            unknown.append(library)
    names = sorted(packages)
    return ([_debian_name(name) for name in names] if family == "debian" else names), unknown


def _debian_name(package: str) -> str:
    """The package's name on this release: some gained the suffix t64 with 64-bit time."""
    if shutil.which("apt-cache") is None:
        return package
    renamed = f"{package}t64"
    known = subprocess.run(["apt-cache", "show", renamed], capture_output=True, check=False)
    return renamed if known.returncode == 0 else package


def _family() -> Family | None:
    release = Path("/etc/os-release")
    words = release.read_text(encoding="utf-8") if release.exists() else ""
    ids = set(re.findall(r"[a-z]+", " ".join(re.findall(r"^ID(?:_LIKE)?=(.*)$", words, re.M))))
    if ids & {"debian", "ubuntu"}:
        return "debian"
    if ids & {"fedora", "rhel"}:
        return "fedora"
    return "arch" if "arch" in ids else None


def _may_install() -> bool:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return bool(os.environ.get("CI")) and is_root and shutil.which("apt-get") is not None


def _install(missing: Sequence[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet=2"], env=environment, check=False)
    packages, _ = _packages(missing, "debian")
    print(f"Installing system libraries: {' '.join(packages)}", flush=True)
    subprocess.run([*_INSTALL["debian"], "--quiet=2", *packages], env=environment, check=False)
