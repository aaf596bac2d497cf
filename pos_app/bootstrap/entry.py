"""From the command line to the right part of the app, importing no more than that part needs."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from pos_app.bootstrap.display import has_display
from pos_app.bootstrap.options import (
    AppOptions,
    HooksOptions,
    ListenOptions,
    SelfTestOptions,
    SimulatorOptions,
    parse,
)


def run(arguments: Sequence[str]) -> int:
    """Do what the command line asks for and return the exit code."""
    options = parse(arguments)
    match options:
        case SimulatorOptions():
            from pos_app.simulator.standalone import run_standalone  # noqa: PLC0415

            return run_standalone(
                port=options.port,
                customers=options.customers,
                latency_ms=options.latency_ms,
                seed=options.seed,
            )
        case SelfTestOptions():
            from pos_app.bootstrap.self_test import run_self_test  # noqa: PLC0415

            return run_self_test(options)
        case ListenOptions():
            from pos_app.bootstrap.listen import run_listen  # noqa: PLC0415

            return run_listen(options)
        case HooksOptions():
            from pos_app.bootstrap.hooks_command import run_hooks  # noqa: PLC0415

            return run_hooks(options)
        case AppOptions() if not has_display():
            sys.stderr.write(
                "pos-app: there is no display to open a window on (neither DISPLAY nor "
                "WAYLAND_DISPLAY is set)\n"
            )
            return 1
        case AppOptions():
            # Nothing that is imported now is garbage; looking for some takes a tenth of the start.
            gc.disable()
            from pos_app.bootstrap.opening import run_app  # noqa: PLC0415

            return run_app(options)
