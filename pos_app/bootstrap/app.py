"""Start of the app in a window that is open already: settings, log, and one life after another."""

from __future__ import annotations

import asyncio
import gc
import logging
import platform
import sys
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QLocale, qVersion
from PySide6.QtWidgets import QApplication, QMessageBox

from pos_app import __version__
from pos_app.adapters.secret_stores.keyring_store import KeyringStore
from pos_app.adapters.settings_file import SettingsFile
from pos_app.bootstrap.crash import CrashHooks
from pos_app.bootstrap.life import Life, Script
from pos_app.bootstrap.logs import start_logging, stop_logging, tell_unwritten
from pos_app.bootstrap.options import AppOptions
from pos_app.bootstrap.paths import DataPaths
from pos_app.bootstrap.peek import language
from pos_app.bootstrap.qt_loop import PosEventLoop
from pos_app.bootstrap.resources import resources_dir
from pos_app.bootstrap.session import Surroundings
from pos_app.bootstrap.start_words import start_words
from pos_app.ports.settings_store import SettingsUnreadableError
from pos_app.services.settings import SettingsService
from pos_app.ui.shell.early import Early
from pos_app.ui.texts import texts_for

FAILED: Final = 1
_log: Final = logging.getLogger("pos_app.start")


def run_furnished(
    app: QApplication, early: Early, options: AppOptions, script: Script | None
) -> int:
    """Furnish the window and run the app until it is closed.

    Returns:
        The exit code: 0, or 1 if the app could not start.
    """
    paths = DataPaths.at(options.data_dir)
    try:
        settings = SettingsService(SettingsFile(paths.settings))
    except SettingsUnreadableError as error:
        early.window.close()
        return cannot_start(app, error, language(paths.settings), silent=script is not None)
    said = texts_for(settings.current.language or QLocale.system().name()).shell
    settings.name_place(said.first_register, said.first_operator)
    around = Surroundings(options, paths, KeyringStore(), resources_dir())
    return _run_logged(app, around, settings, script, early)


def cannot_start(app: QApplication, error: Exception, spoken: str, *, silent: bool) -> int:
    """Say why, on stderr and unless ``silent`` in a box; returns the exit code."""
    sys.stderr.write(f"pos-app: {error}\n")
    if not silent and QApplication.platformName() not in {"offscreen", "minimal"}:
        with asyncio.Runner(loop_factory=partial(PosEventLoop, app)) as runner:
            texts = texts_for(spoken or QLocale.system().name())
            runner.run(_say(start_words(error, texts)))
    return FAILED


async def _say(text: str) -> None:
    """Show a text until it is dismissed; who starts the app by an icon sees no console."""
    dismissed = asyncio.Event()
    box = QMessageBox(QMessageBox.Icon.Critical, "pos_app", text)
    box.finished.connect(dismissed.set)
    box.open()
    await dismissed.wait()


def _run_logged(
    app: QApplication,
    around: Surroundings,
    settings: SettingsService,
    script: Script | None,
    early: Early,
) -> int:
    unwritten: list[OSError] = []
    handler = start_logging(around.paths.logs, unwritten.append)
    hooks = CrashHooks(around.paths.logs, unwritten.append)
    hooks.install()
    for error in unwritten:
        tell_unwritten(error)
    around = replace(around, unwritten=next(iter(unwritten), None))
    _log.info(
        "pos_app %s starts: Python %s, Qt %s, %s",
        __version__,
        platform.python_version(),
        qVersion(),
        platform.platform(),
    )
    try:
        while True:
            with asyncio.Runner(loop_factory=partial(PosEventLoop, app)) as runner:
                again = runner.run(Life(around, settings, hooks, script, early).run())
            if again is None:
                return 0
            gc.unfreeze()
            gc.collect()  # what has ended is not kept with what stays
            early = early.again()
            around = replace(around, options=again)
    finally:
        _log.info("pos_app ends")
        hooks.remove()
        stop_logging(handler)
