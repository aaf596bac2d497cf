"""After damage the window says what is back, and of how many only the name says whose they are."""

import datetime as dt

import pytest

from pos_app.domain.events import DatabaseReplaced
from pos_app.domain.set_aside import SetAside
from pos_app.ui.presenters.read_back import read_back
from pos_app.ui.texts import texts_for

LOST = SetAside("live-acct_1.corrupt-20261122T120000.db", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


@pytest.mark.parametrize("language", ["en", "de"])
def test_where_the_damaged_file_is_and_how_many_sales_are_back(language):
    texts = texts_for(language)
    for finished in (False, True):
        title, detail = read_back(texts, DatabaseReplaced(LOST, 7, finished))
        assert "7" in title
        assert detail == texts.safety.set_aside.format(file=LOST.file)
    assert LOST.file in detail


@pytest.mark.parametrize("language", ["en", "de"])
def test_that_there_was_no_file_any_more_or_an_older_one(language):
    texts = texts_for(language)
    _, detail = read_back(texts, DatabaseReplaced(SetAside("", LOST.at), 7, finished=True))
    assert detail == texts.safety.gone
    older = SetAside("", LOST.at, older=True)
    assert read_back(texts, DatabaseReplaced(older, 7, finished=True))[1] == texts.safety.older


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("count", [1, 12])
def test_sales_whose_register_is_not_certain_are_told(language, count):
    said = texts_for(language).safety
    told = DatabaseReplaced(LOST, 20, finished=True, by_name=count)
    _, detail = read_back(texts_for(language), told)
    assert detail.endswith(said.by_name.format(count=count))
    told = DatabaseReplaced(LOST, 20, finished=True, namesakes=count)
    _, detail = read_back(texts_for(language), told)
    assert detail.endswith(said.namesakes.format(count=count))
