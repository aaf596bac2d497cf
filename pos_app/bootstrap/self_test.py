"""``pos-app self-test``: proves an installation by taking training payments in the real window."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from pos_app.bootstrap.display import has_display
from pos_app.bootstrap.options import AppOptions, SelfTestOptions
from pos_app.bootstrap.self_test_report import Report


def run_self_test(options: SelfTestOptions) -> int:
    """Run all checks, print the result, and return 0 if all is well, else 1."""
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    report = Report()
    begun = time.monotonic()
    try:
        if options.screenshots is not None:
            options.screenshots.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="pos-app-self-test-") as folder:
            _run(Path(folder), options.screenshots, report)
    except Exception as error:  # noqa: BLE001  # whatever goes wrong is what is reported
        report.add("start", begun, f"{type(error).__name__}: {error}", ok=False)
    _print(report.as_json() if options.json else report.as_text())
    return 0 if report.ok else 1


def _run(folder: Path, screenshots: Path | None, report: Report) -> None:
    begun = time.monotonic()
    from pos_app.bootstrap.life import Running  # noqa: PLC0415  # after the platform is set
    from pos_app.bootstrap.opening import run_app  # noqa: PLC0415
    from pos_app.bootstrap.self_test_steps import Steps  # noqa: PLC0415

    async def script(running: Running) -> None:
        report.add("open the window", begun, "simulator, database and window are open", ok=True)
        await Steps(running, report, screenshots).run()
        report.finished = True

    app_options = AppOptions(training=True, data_dir=folder, simulator_url=None)
    if run_app(app_options, script) != 0:
        report.add("start", begun, "the app did not start", ok=False)
    elif not report.finished:
        report.add("finish", begun, f"the app closed midway{_last_logged(folder)}", ok=False)


def _last_logged(folder: Path) -> str:
    with suppress(OSError):
        lines = (folder / "logs" / "pos-app.log").read_text(encoding="utf-8").splitlines()
        if lines:
            return f"; its log ends: {lines[-1]}"
    return ""


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
