"""The project's own files, found the same way in a clone, an archive and a work tree."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {".git", ".venv", ".cache", "node_modules", "build", "dist", "__pycache__"}


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed; without git, every file outside caches."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        found = (path for path in ROOT.rglob("*") if not _NOT_OURS & set(path.parts))
    else:
        found = (ROOT / name for name in listing.decode().split("\0") if name)
    return tuple(sorted(path for path in found if path.is_file()))


def files(*suffixes: str, under: str = ".") -> list[Path]:
    """The project's files with one of these suffixes below a folder."""
    folder = ROOT / under
    return [
        path
        for path in project_files()
        if path.suffix in suffixes and (folder == ROOT or folder in path.parents)
    ]


def name(path: Path) -> str:
    """The path as a reader of the project knows it."""
    return path.relative_to(ROOT).as_posix()
