"""The import contracts of pyproject.toml hold, and a broken one would be reported."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tracked_files import ROOT

_LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

# A module to put the import in, the import, and the contract that forbids it.
_BREACHES = [
    ("domain/money.py", "import pos_app.services.task_scope", "Arrows point down"),
    ("adapters/__init__.py", "import pos_app.simulator", "Arrows point down"),
    ("services/__init__.py", "import aiohttp", "Core knows no framework"),
    ("ports/__init__.py", "import PySide6.QtCore", "Core knows no framework"),
    (
        "adapters/__init__.py",
        "import pos_app.services",
        "Adapters see ports and domain only",
    ),
    ("ui/views/__init__.py", "import pos_app.ui.presenters", "Views show plain data"),
    (
        "simulator/__init__.py",
        "import pos_app.domain",
        "The simulator shares no code with the app",
    ),
    ("bootstrap/__init__.py", "import stripe", "Only the gateway speaks to the Stripe SDK"),
    ("bootstrap/__init__.py", "import sqlalchemy", "Only the store speaks SQL"),
    ("adapters/store/__init__.py", "import PySide6.QtCore", "Qt lives in ui and bootstrap"),
]


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _LINT, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONUTF8": "1", "PATH": "", "SYSTEMROOT": "C:\\Windows"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_every_contract_is_kept() -> None:
    report = _lint_imports(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr


@pytest.fixture(scope="module")
def copy_of_the_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layers")
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "pos_app", folder / "pos_app", ignore=ignored)
    return folder


@pytest.mark.parametrize(("module", "statement", "contract"), _BREACHES)
def test_a_breach_is_reported(
    copy_of_the_code: Path, module: str, statement: str, contract: str
) -> None:
    path = copy_of_the_code / "pos_app" / module
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\n{statement}\n", encoding="utf-8")
    try:
        report = _lint_imports(copy_of_the_code)
    finally:
        path.write_text(before, encoding="utf-8")
    assert report.returncode == 1
    assert f"{contract} BROKEN" in report.stdout


def test_an_unplaced_package_is_reported(copy_of_the_code: Path) -> None:
    stray = copy_of_the_code / "pos_app" / "helpers"
    stray.mkdir()
    try:
        (stray / "__init__.py").write_text('"""Somewhere to put things."""\n', encoding="utf-8")
        report = _lint_imports(copy_of_the_code)
    finally:
        shutil.rmtree(stray)
    assert report.returncode == 1
    assert "helpers" in report.stdout


def test_the_core_imports_without_any_framework() -> None:
    program = (
        "import pkgutil, sys, importlib\n"
        "for part in ('domain', 'ports', 'services'):\n"
        "    package = importlib.import_module(f'pos_app.{part}')\n"
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        importlib.import_module(found.name)\n"
        "frameworks = {'PySide6', 'stripe', 'sqlalchemy', 'aiohttp', 'keyring'}\n"
        "print(sorted(frameworks & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
