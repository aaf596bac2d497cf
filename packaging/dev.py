"""Set the project up and run the app or its tests, with nothing but Python and git installed.

Examples:
    python3 packaging/dev.py run
    python3 packaging/dev.py run -- self-test --json
    python3 packaging/dev.py test
    python3 packaging/dev.py test --fast
    python3 packaging/dev.py test --only lint types unit
    python3 packaging/dev.py pins
"""

import sys


def main() -> int:
    """Refuse a Python that cannot run the app in one line, else hand over to the commands."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        found = ".".join(str(part) for part in sys.version_info[:3])
        print("pos_app needs Python 3.11 to 3.14; this is Python %s." % found)  # noqa: UP031
        return 2
    from dev_commands import run_command  # noqa: PLC0415 - an older Python cannot parse it

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
