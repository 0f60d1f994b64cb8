"""A file of the wrong type or size is refused before it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.convert import SUPPORTED, convert
from knowledge.ingest.errors import UnreadableDocument
from tests.knowledge.ingest.making import read

pytestmark = pytest.mark.unit


def test_another_type_is_refused_with_those_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "rooster.xlsx"
    path.write_bytes(b"x")
    with pytest.raises(UnreadableDocument, match=r"\.docx.*\.pdf"):
        read(path)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "leeg.pdf"
    path.touch()
    with pytest.raises(UnreadableDocument, match="is empty"):
        read(path)


def test_a_file_over_the_limit_is_refused_and_one_at_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "groot.txt"
    path.write_bytes(b"a" * 1024**2)
    assert convert(path, lambda _done, _total: None, max_megabytes=1).blocks
    with path.open("ab") as file:
        file.write(b"a")
    with pytest.raises(UnreadableDocument, match="--max-mb"):
        convert(path, lambda _done, _total: None, max_megabytes=1)


@given(data=st.binary(min_size=1, max_size=400), suffix=st.sampled_from(sorted(SUPPORTED)))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_text_or_a_sentence_never_another_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    try:
        converted = read(path)
    except UnreadableDocument as error:
        assert str(error).endswith((".", ")"))
    else:
        assert all(block.text.strip() for block in converted.blocks)
