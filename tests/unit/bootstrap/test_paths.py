"""Files stay in one folder of their owner, and books of two accounts never mix."""

import stat
import sys
from pathlib import Path

import pytest

from pos_app.bootstrap.paths import DataPaths, UnusableFolderError
from pos_app.domain.modes import Mode


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    paths = DataPaths.at(tmp_path / "a" / "b")
    paths.create()
    paths.create()
    assert paths.logs.is_dir()
    if sys.platform != "win32":
        assert stat.S_IMODE(paths.root.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    target = tmp_path / "file" / "data"
    with pytest.raises(UnusableFolderError) as refused:
        DataPaths.at(target).create()
    assert str(target) in str(refused.value)
    assert "Errno" not in str(refused.value)


def test_each_mode_and_account_has_books_of_its_own(tmp_path: Path) -> None:
    paths = DataPaths.at(tmp_path)
    books = {paths.database(mode, account) for mode in Mode for account in ("", "acct_1", "acct_2")}
    assert len(books) == 9


@pytest.mark.parametrize("account", ["../../etc/passwd", "a/b", "..", "C:\\x"])
def test_an_account_name_never_leaves_the_folder(tmp_path: Path, account: str) -> None:
    assert DataPaths.at(tmp_path).database(Mode.LIVE, account).parent == tmp_path
