"""Two processes never write one ledger."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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


@contextmanager
def held_by_another(folder: Path) -> Iterator[None]:
    """Another process holds the lock; in the end it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.kill()
        holder.wait()


def take_and_give_back(folder: Path) -> None:
    lock = InstanceLock(folder)
    lock.acquire()
    lock.release()


def test_a_second_process_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    with (
        held_by_another(tmp_path),
        pytest.raises(AlreadyRunningError, match="already open"),
    ):
        InstanceLock(tmp_path).acquire()
    take_and_give_back(tmp_path)


def test_two_data_directories_do_not_disturb_each_other(tmp_path: Path) -> None:
    locks = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        locks.append(InstanceLock(tmp_path / name))
        locks[-1].acquire()
    for lock in locks:
        lock.release()


def _of_another_machine(text: str) -> bytes:
    """The same lock, left by a process of a computer that is no more: the folder was copied."""
    _pid, program, _host, *ids = text.split("\n")
    return "\n".join(["999999", program, "OLD-TILL", *("0" * len(one) for one in ids)]).encode()


@pytest.mark.parametrize(
    "spoilt",
    [lambda _text: b"", lambda text: b"\0" * len(text), _of_another_machine],
    ids=["empty", "zeros", "of another machine"],
)
def test_what_a_power_cut_or_a_copy_has_left_locks_nobody_out_but_a_holder_keeps_it(
    tmp_path: Path, spoilt: Callable[[str], bytes]
) -> None:
    file = tmp_path / "pos-app.lock"
    with held_by_another(tmp_path):
        file.write_bytes(spoilt(file.read_text(encoding="utf-8")))
        with pytest.raises(AlreadyRunningError):
            InstanceLock(tmp_path).acquire()
        assert file.exists()
    take_and_give_back(tmp_path)


def test_of_several_that_meet_an_abandoned_lock_one_after_the_other_looks(tmp_path: Path) -> None:
    """Two at once could both get in: the later one removes the file that the first has made."""
    fcntl = pytest.importorskip("fcntl", reason="nobody removes there what another holds open")
    (tmp_path / "pos-app.lock").write_bytes(b"")
    looking = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(looking, fcntl.LOCK_EX)
    with ThreadPoolExecutor(1) as pool:
        lock = InstanceLock(tmp_path)
        started = pool.submit(lock.acquire)
        with pytest.raises(TimeoutError):
            started.result(timeout=0.3)
        assert (tmp_path / "pos-app.lock").read_bytes() == b""
        os.close(looking)
        started.result(timeout=20)
        lock.release()
