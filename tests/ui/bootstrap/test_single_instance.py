"""Two processes never write one ledger."""

import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.bootstrap.single_instance import AlreadyRunningError, InstanceLock

_HOLD = """
import sys
from pathlib import Path
from pos_app.bootstrap.single_instance import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout is not None
        assert first.stdin is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunningError, match="already open"):
            InstanceLock(tmp_path).acquire()
        first.kill()
        first.wait()
    after = InstanceLock(tmp_path)
    after.acquire()
    after.release()


def test_two_data_directories_do_not_disturb_each_other(tmp_path: Path) -> None:
    locks = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        locks.append(InstanceLock(tmp_path / name))
        locks[-1].acquire()
    for lock in locks:
        lock.release()
