"""Advisers report what is outdated, and editors deal with it, without JavaScript."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.console_browser import ANNA, ED, Browser, field
from web.stores import Report

pytestmark = pytest.mark.integration
ENTRY = "/adviser/entries/work-beside-study"
SAID = "Het is 20 uur sinds juli."


def filled(browser: Browser, **fields: str) -> dict[str, str]:
    """The fields of the form as a browser sends them."""
    html = browser.get(f"{ENTRY}?lang=nl").text
    hidden = {name: field(html[html.index('id="report"') :], name) for name in ("csrf", "id")}
    return {**hidden, "point": "hours", "text": SAID, "url": "", **fields}


def kept(browser: Browser) -> list[Report]:
    return browser.service.services.reports.all()


def test_a_report_is_thanked_for_and_seen_by_the_next_adviser(adviser: Browser, editor: Browser) -> None:
    done = adviser.post(f"{ENTRY}/report?lang=nl", filled(adviser, url="https://ind.nl/uren"))
    assert done.status_code == 303
    thanks = adviser.get(done.headers["location"].partition("#")[0]).text
    assert "Dank je wel" in thanks
    other = unescape(editor.get(f"{ENTRY}?lang=nl").text)
    assert "Al gemeld op" in other and SAID in other
    assert "Dank je wel" not in other
    assert "Dank je wel" not in editor.get(f"{ENTRY}?lang=nl&reported=forged").text
    (report,) = kept(adviser)
    assert (report.entry, report.point, report.text, report.url) == (
        "work-beside-study", "hours", SAID, "https://ind.nl/uren",
    )  # fmt: skip
    assert (report.reporter, report.state, report.language) == (ANNA, "open", "nl")
    assert report.day == adviser.service.services.assistant.today()


def test_a_form_that_is_sent_twice_makes_one_report(adviser: Browser) -> None:
    fields = filled(adviser)
    one, other = (adviser.post(f"{ENTRY}/report", fields) for _ in range(2))
    assert one.headers["location"] == other.headers["location"]
    # After a reload the form is another, and the words are the same.
    assert adviser.post(f"{ENTRY}/report", filled(adviser)).headers["location"] == one.headers["location"]
    assert len(kept(adviser)) == 1


def test_nothing_personal_is_kept(adviser: Browser) -> None:
    text = "Mevrouw belde: jan.jansen@voorbeeld.nl, 06-12345678."
    adviser.post(f"{ENTRY}/report", filled(adviser, text=text, url="https://ind.nl/a?mail=jan.jansen@voorbeeld.nl"))
    (report,) = kept(adviser)
    assert "jansen" not in f"{report.text}{report.url}" and "12345678" not in report.text
    assert report.url == "https://ind.nl/a"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Schrijf wat er niet klopt"),
        ({"text": " \u200b "}, "Schrijf wat er niet klopt"),
        ({"text": "a" * 501}, "Schrijf wat er niet klopt"),
        ({"url": "javascript:alert(1)"}, "geen link"),
        ({"url": "ind.nl"}, "geen link"),
        ({"url": "https://ind.nl/" + "a" * 500}, "geen link"),
        ({"url": "https://jan.jansen@voorbeeld.nl/"}, "geen link"),
        ({"url": "https://ind.nl/a b"}, "geen link"),
    ],
)
def test_what_cannot_be_kept_is_explained_and_shown_again(adviser: Browser, fields: dict[str, str], said: str) -> None:
    sent = filled(adviser, **fields)
    response = adviser.post(f"{ENTRY}/report?lang=nl", sent)
    assert response.status_code == 422
    html = unescape(response.text)
    assert said in html and 'role="alert"' in html
    assert f'value="{sent["id"]}"' in html
    assert "text" in fields or SAID in html
    assert kept(adviser) == []


@pytest.mark.parametrize("fields", [{"id": ""}, {"id": "../../x"}, {"point": "no-such-point"}])
def test_odd_fields_do_no_harm(adviser: Browser, fields: dict[str, str]) -> None:
    assert adviser.post(f"{ENTRY}/report", filled(adviser, **fields)).status_code == 303
    (report,) = kept(adviser)
    assert re.fullmatch(r"[\w-]{24}", report.id)
    assert report.point in {"", "hours"}


def test_an_entry_that_does_not_exist_takes_no_report(adviser: Browser) -> None:
    assert adviser.post("/adviser/entries/none/report", filled(adviser)).status_code == 404
    assert adviser.post(f"{ENTRY}/report", filled(adviser) | {"csrf": "x"}).status_code == 403
    assert kept(adviser) == []


def test_editors_see_reports_and_note_what_they_have_dealt_with(adviser: Browser, editor: Browser) -> None:
    for text in (SAID, "<b>Oud</b>"):
        adviser.post(f"{ENTRY}/report", filled(adviser, text=text))
    assert adviser.get("/adviser/editors/reports").status_code == 403
    html = editor.get("/adviser/editors/reports?lang=nl").text
    assert SAID in html and "&lt;b&gt;Oud&lt;/b&gt;" in html and ANNA in html
    address = re.findall(r'action="(/adviser/editors/reports/[^"]+)"', html)[0]
    csrf = field(html, "csrf")
    assert adviser.post(unescape(address), {"csrf": csrf}).status_code == 403
    done = editor.post(unescape(address), {"csrf": csrf})
    assert done.status_code == 303
    assert editor.post(unescape(address), {"csrf": csrf}).status_code == 303
    (closed,) = adviser.service.services.reports.all("done")
    assert closed.closed_by == ED
    html = editor.get("/adviser/editors/reports?lang=nl").text
    assert html.index('class="status open"') < html.index('class="status done"')
    assert "Afgehandeld op" in html
    assert 'class="status done"' not in editor.get("/adviser/editors/reports?state=open").text
    assert "Er zijn geen meldingen" in editor.get("/adviser/editors/reports?entry=ind&lang=nl").text
    assert f">{closed.text}</q>" not in adviser.get(f"{ENTRY}?lang=nl").text


def test_a_result_leads_to_the_form_with_its_point_chosen(adviser: Browser) -> None:
    html = adviser.get("/adviser?q=hoeveel uur mag ik werken met een studievergunning&lang=nl").text
    links = re.findall(r'href="(/adviser/entries/[^"]+)#report"', html)
    address = unescape(links[0])
    point = re.search(r"point=([\w-]+)", address)
    assert point
    assert f'<option value="{point[1]}" selected>' in adviser.get(address).text


def test_open_reports_outlive_the_sweep(adviser: Browser) -> None:
    adviser.post(f"{ENTRY}/report", filled(adviser))
    services = adviser.service.services
    services.reports.expire(services.assistant.today())
    assert len(kept(adviser)) == 1
