"""A web master types the address of a page, and reads whether the chat may be there and what to write where."""

from __future__ import annotations

import pytest
import yaml

from knowledge.own_site import Site, SiteOptions
from web.sites.diagnosis import Verdict, diagnose, origin_of

pytestmark = pytest.mark.unit
OPTIONS = SiteOptions(origins=("https://www.alfa.example", "http://localhost:8080"))
EVERYWHERE = ("https://intranet.example",)


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.alfa.example/stage/index.html?x=1#y", "https://www.alfa.example"),
        ("www.alfa.example", "https://www.alfa.example"),
        ("  WWW.Alfa.Example/stage ", "https://www.alfa.example"),
        ("https://alfa.example:443/", "https://alfa.example"),
        ("https://alfa.example:8443/", "https://alfa.example:8443"),
        ("http://localhost:8080/test", "http://localhost:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://büro.example/seite", "https://xn--bro-hoa.example"),
        ("https://user:pass@alfa.example/", "https://alfa.example"),
    ],
)
def test_the_origin_of_an_address_is_the_browsers(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin


@pytest.mark.parametrize(
    "typed", ["", " ", "not an address", "ftp://alfa.example", "javascript:alert(1)", "https://",
              "https://a..b", "x" * 300, "https://alfa.example:port", "https://[::1", "https://alfa.example:99999/"],
)  # fmt: skip
def test_what_is_no_address_is_told_as_such(typed: str) -> None:
    assert diagnose(typed, "alfa", OPTIONS, EVERYWHERE).verdict == Verdict.NO_ADDRESS


def test_a_page_that_is_named_may_show_the_chat() -> None:
    assert diagnose("www.alfa.example/stage", "alfa", OPTIONS, EVERYWHERE).verdict == Verdict.ALLOWED
    assert diagnose("https://intranet.example", "alfa", OPTIONS, EVERYWHERE).verdict == Verdict.EVERYTHING


@pytest.mark.parametrize("site", ["alfa", None])
def test_of_another_page_the_line_to_add_is_one_that_the_file_takes(site: str | None) -> None:
    found = diagnose("https://alfa.example/x", site, OPTIONS if site else SiteOptions(), EVERYWHERE)
    assert found.verdict == Verdict.REFUSED
    read = Site.model_validate(yaml.safe_load(found.line)).options()[site or "your-site"]
    assert read.origins == ((*OPTIONS.origins, "https://alfa.example") if site else ("https://alfa.example",))
    assert diagnose("https://alfa.example/x", site, read, ()).verdict == Verdict.ALLOWED


@pytest.mark.parametrize(
    ("address", "unsafe"), [("http://alfa.example", True), ("http://localhost:3", False), ("a.nl", False)]
)
def test_a_page_without_tls_is_told_so(address: str, unsafe: bool) -> None:
    assert diagnose(address, None, SiteOptions(), ()).is_unsafe is unsafe
