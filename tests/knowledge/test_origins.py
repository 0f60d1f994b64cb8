"""An origin is what a browser sends as one, and nothing that could say more in a header."""

from __future__ import annotations

import pytest

from knowledge.origins import checked_origin

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://www.school.example", "https://www.school.example"),
        (" HTTPS://School.Example ", "https://school.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_read_as_browsers_write_it(written: str, read: str) -> None:
    assert checked_origin(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "", "*", "null", "school.example", "https://", "https://*.school.example", "https://school.example/",
        "https://school.example/chat", "https://a.example https://b.example", "https://a.example; script-src *",
        "https://a.example,https://b.example", "https://user@a.example", "https://a.example?x", "https://bücher.example",
        "javascript:alert(1)", "data:text/html,x", "https://a.example\nX-Header: 1", "https://a.example:port", "'self'",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="is no origin: write it as https"):
        checked_origin(text)
