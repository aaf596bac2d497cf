"""What may stand in the project's files: sizes, places, and nothing that must stay private."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tracked_files import ROOT, files, name, project_files

_TEXT = (
    ".py", ".js", ".css", ".html", ".md", ".toml", ".txt", ".in", ".json", ".yml", ".yaml", ".ts",
    ".cfg", ".ini", ".spec", ".sh", ".svg", ".ps1", "",
)  # fmt: skip
_MAX_LINES = 400


def _texts() -> list[tuple[str, str]]:
    return [(name(path), path.read_text(encoding="utf-8")) for path in files(*_TEXT)]


def _hits(pattern: str, *, skip: tuple[str, ...] = ()) -> list[str]:
    """Where the pattern occurs, as file:line, in all text files but the named ones."""
    compiled = re.compile(pattern)
    return [
        f"{where}:{number}"
        for where, text in _texts()
        if where not in skip
        for number, line in enumerate(text.splitlines(), start=1)
        if compiled.search(line)
    ]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_of_code_is_long() -> None:
    code = files(".py", ".js", ".css", ".html")
    assert len(code) > 10
    assert [f"{name(p)} ({_lines(p)})" for p in code if _lines(p) >= _MAX_LINES] == []


def test_the_folder_packaging_is_no_package() -> None:
    """With an __init__.py it would shadow the library of the same name."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_every_package_of_the_app_says_what_it_is_for() -> None:
    packages = [path for path in files(".py", under="pos_app") if path.name == "__init__.py"]
    folders = {path.parent for path in files(".py", under="pos_app")}
    assert folders == {path.parent for path in packages}


def test_no_machine_path_is_written_down() -> None:
    this = name(Path(__file__))
    assert _hits(r"(?<![\w.}])/(work|root|tmp|home|Users)/\w", skip=(this,)) == []
    assert _hits(r"[A-Z]:\\\\?Users\\", skip=(this,)) == []


def test_no_registry_host_is_written_down() -> None:
    this = name(Path(__file__))
    hosts = r"(pypi\.org|pythonhosted|npmjs\.(org|com)|yarnpkg|index-url\s*=)"
    assert _hits(hosts, skip=(this,)) == []


def test_pins_carry_hashes_and_no_address() -> None:
    for kind in ("run", "dev"):
        text = (ROOT / "packaging" / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
        entries = re.split(r"\n(?=\S)", text.strip())
        assert len(entries) > 20
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
        assert "://" not in text


def test_pins_agree_with_the_declared_dependencies() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {_plain(line) for line in declared["project"]["dependencies"]}
    source = (ROOT / "packaging" / "requirements" / "run.in").read_text(encoding="utf-8")
    pinned = {_plain(line) for line in source.splitlines() if line and not line.startswith("#")}
    assert pinned - {"editables", "hatchling"} == wanted


def _plain(requirement: str) -> str:
    return requirement.replace("'", '"').replace(" ", "").lower()


# Real keys look like this; those of the training mode say so.
_KEY = r"\b(sk|rk|pk)_(live|test)_(?!training)[0-9A-Za-z]{16,}"
_OTHER_SECRETS = [
    r"\bwhsec_(?!training)[0-9A-Za-z]{24,}",
    r"\b(pi|seti|cuss)_[0-9A-Za-z]{14,}_secret_[0-9A-Za-z]{14,}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"\bAKIA[0-9A-Z]{16}\b",
]


@pytest.mark.parametrize("pattern", [_KEY, *_OTHER_SECRETS])
def test_no_secret_is_written_down(pattern: str) -> None:
    assert _hits(pattern, skip=(name(Path(__file__)),)) == []


def test_no_database_log_or_environment_is_committed() -> None:
    private = {".sqlite3", ".db", ".log", ".pem", ".key", ".p12", ".env"}
    assert [name(path) for path in project_files() if path.suffix in private] == []


def test_no_work_is_left_for_later_in_a_comment() -> None:
    assert _hits(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b") == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{name(path)} -> {target}"
        for path in files(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:)([^)#]+)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []
