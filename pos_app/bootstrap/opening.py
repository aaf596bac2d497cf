"""The first quarter of a second: a painted window that takes keys, then everything else.

Only Qt and the theme are imported before the first paint. The rest follows piece by piece, so that
what is typed meanwhile appears at once; the counter goes on with it when it is there.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from pos_app import __version__
from pos_app.bootstrap.garbage import collect_here
from pos_app.bootstrap.options import USAGE_ERROR, AppOptions
from pos_app.bootstrap.paths import DataPaths, UnusableFolderError
from pos_app.bootstrap.peek import language, theme
from pos_app.bootstrap.resources import resources_dir
from pos_app.bootstrap.single_instance import AlreadyRunningError, InstanceLock
from pos_app.ui.shell.early import Early, open_early
from pos_app.ui.web.chromium import prepare_environment

if TYPE_CHECKING:
    from pos_app.bootstrap.life import Script

_PIECES: Final = (
    "socket",
    "ssl",
    "subprocess",
    "asyncio",
    "qasync",
    "pos_app.domain.settings",
    "pos_app.domain.payment",
    "pos_app.ports.gateway",
    "pos_app.ports.store",
    "pos_app.services.customers",
    "pos_app.ports.checkout_page",
    "pos_app.services.reconcile",
    "pos_app.services.confirming",
    "pos_app.services.payments",
    "pos_app.services.bundle",
    "pos_app.ui.texts.schema",
    "pos_app.ui.texts",
    "pos_app.ui.presenters.customer_lookup",
    "pos_app.ui.presenters.take_payment",
    "pos_app.ui.presenters.counter",
    "pos_app.ui.views.payment_pane",
    "pos_app.ui.views.counter_page",
    "pos_app.ui.build",
    "pos_app.ui.web.element_view",
    "pos_app.bootstrap.session",
    "pos_app.bootstrap.life",
    "pos_app.bootstrap.app",
)
"""What the app imports, in pieces of some ten milliseconds."""


def run_app(options: AppOptions, script: Script | None = None) -> int:
    """Run the app until its window is closed.

    Args:
        options: the command line.
        script: drives the app in place of a person.

    Returns:
        The exit code: 0, 1 if the app could not start, or 2 if it was told to use a folder that
        cannot be used.
    """
    paths = DataPaths.at(options.data_dir)
    app = _start_qt()
    lock = InstanceLock(paths.root)
    try:
        paths.create()
        lock.acquire()
        resources = resources_dir()
    except (AlreadyRunningError, UnusableFolderError, OSError) as error:
        from pos_app.bootstrap.app import cannot_start  # noqa: PLC0415
        from pos_app.bootstrap.doorbell import ring  # noqa: PLC0415

        if isinstance(error, AlreadyRunningError) and ring(paths.root):
            return 0
        code = cannot_start(app, error, language(paths.settings), silent=script is not None)
        unusable_option = isinstance(error, UnusableFolderError) and options.data_dir is not None
        return USAGE_ERROR if unusable_option else code
    try:
        kept = paths.outline, _about(options, paths.settings), paths.place
        early = _open_window(app, resources, theme(paths.settings), kept)
        if early.window.is_closed:
            return 0
        from pos_app.bootstrap.app import run_furnished  # noqa: PLC0415

        return run_furnished(app, early, options, script)
    finally:
        lock.release()


def _start_qt() -> QApplication:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    prepare_environment(root=root)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("pos_app")
    app.setApplicationVersion(__version__)
    app.setQuitOnLastWindowClosed(False)
    return app


def _open_window(
    app: QApplication, resources: Path, chosen: str, kept: tuple[Path, str, Path]
) -> Early:
    """Show the window, and import the app while it is painted and typed into."""
    pieces = iter(_PIECES)

    def import_next() -> None:
        if not early.window.is_closed and _import(pieces):
            QTimer.singleShot(0, early.window, import_next)
        else:
            app.exit()  # quit() would close the window

    def painted() -> None:
        """Let keys that wait appear before the first import."""
        QTimer.singleShot(0, early.window, import_next)

    early = open_early(app, resources, chosen, painted, *kept)
    # asyncio is one of the pieces, so this is Qt's own loop; it ends before the other one begins.
    app.exec()
    gc.freeze()
    collect_here(app)
    return early


def _about(options: AppOptions, settings: Path) -> str:
    """All that the idle counter's look depends on, but for its size and what the system says."""
    said = b""
    with contextlib.suppress(OSError):
        said = settings.read_bytes()
    return f"{__version__} {options.training} {QLocale.system().name()}\n{said!r}"


def _import(pieces: Iterator[str]) -> bool:
    """Import the next piece; whether there is more to do."""
    piece = next(pieces, None)
    if piece is None:
        return False
    try:
        importlib.import_module(piece)
    except Exception:  # noqa: BLE001 - Qt would swallow it; importing the app fails again, in sight
        return False
    return True
