"""What is typed as one line becomes exactly the words that the program gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.command_line import UnclosedQuoteError, join_words, split_words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ()),
        ("  stock  ", ("stock",)),
        ("python3 /opt/shop/stock.py --quiet", ("python3", "/opt/shop/stock.py", "--quiet")),
        (r'"C:\Program Files\Stock\stock.exe" /q', (r"C:\Program Files\Stock\stock.exe", "/q")),
        ("sh -c 'echo \"paid\" # $HOME'", ("sh", "-c", 'echo "paid" # $HOME')),
        ('print ""', ("print", "")),
    ],
)
def test_a_line_is_taken_apart_as_people_mean_it(line: str, words: tuple[str, ...]) -> None:
    assert split_words(line) == words


@pytest.mark.parametrize("line", ['stock "half', "it's"])
def test_a_quotation_mark_without_partner_is_refused(line: str) -> None:
    with pytest.raises(UnclosedQuoteError):
        split_words(line)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_words_survive_being_shown_as_one_line(words: list[str]) -> None:
    assert split_words(join_words(words)) == tuple(words)
