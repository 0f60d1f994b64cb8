"""The files of the widget: who may use them, how large they are, and that nothing in them calls anybody else."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.schema import LANGUAGES, Language
from tests.web.running import Running
from web.banner import FILE, read_banner
from web.routes.widget import STATIC, themes, version

WIDGET = STATIC.parents[1] / "widget"
#: Of all that a page loads for the chat, packed.
MOST_BYTES = 60_000

pytestmark = pytest.mark.unit


def strings(language: Language) -> dict[str, str]:
    found: dict[str, str] = json.loads((WIDGET / "strings" / f"{language}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_labels_with_the_same_placeholders(language: Language) -> None:
    dutch, other = strings("nl"), strings(language)
    assert list(dutch) == list(other)
    for key, text in dutch.items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", other[key]), key
        assert other[key].strip(), key


def test_every_label_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (WIDGET / "src").rglob("*.ts*"))
    assert {key for key in strings("nl") if f'"{key}"' not in code} == set()


def test_the_launcher_speaks_the_three_languages() -> None:
    code = (WIDGET / "src" / "launcher" / "texts.ts").read_text(encoding="utf-8")
    keys = [re.findall(r"(\w+): \"", line) for line in code.splitlines() if re.match(r"  (nl|de|en): \{", line)]
    assert len(keys) == len(LANGUAGES)
    assert keys[0] == keys[1] == keys[2]


def test_all_of_it_is_small() -> None:
    files = [*STATIC.glob("*.js"), *STATIC.glob("*.css"), STATIC / "themes" / "grenscollege.css"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= MOST_BYTES


def test_the_built_files_are_of_the_version_of_their_source() -> None:
    assert version() == json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))["version"]
    assert {path.stem for path in (WIDGET / "themes").glob("*.css")} == themes()


def test_it_calls_nobody_else_and_makes_no_markup_or_code_of_text() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (WIDGET / "src").rglob("*.ts*"))
    assert set(re.findall(r"https?://[\w.]+", code)) <= {"http://www.w3.org", "https://www.openstreetmap.org"}
    assert not re.search(r"dangerouslySetInnerHTML|innerHTML|\beval\(|new Function|localStorage|\.cookie", code)


def test_pages_of_other_origins_may_run_the_script(service: Running) -> None:
    for path in ("/widget.js", f"/widget/{version()}/widget.js"):
        answer = service.get(path)
        assert answer.status_code == 200
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in service.get(f"/widget/{version()}/frame.css").headers["cache-control"]
    assert "immutable" not in service.get("/widget.js").headers["cache-control"]


def test_the_frame_is_framed_by_those_alone_who_may(service: Running) -> None:
    answer = service.get("/widget/frame?lang=de&school=une-ecole&theme=euregio")
    assert answer.status_code == 200
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert 'lang="de"' in answer.text
    assert 'data-school="une-ecole"' in answer.text
    assert f"/widget/{version()}/themes/euregio.css" in answer.text


@pytest.mark.parametrize("theme", ["../../secret", "unknown", ""])
def test_a_theme_that_there_is_none_of_is_the_default(service: Running, theme: str) -> None:
    answer = service.get("/widget/frame", params={"theme": theme})
    assert f"/widget/{version()}/themes/grenscollege.css" in answer.text


def test_what_a_page_names_is_written_as_text(service: Running) -> None:
    answer = service.get("/widget/frame", params={"school": '"><script>x</script>'})
    assert "<script>x" not in answer.text


def test_the_banner_is_what_the_file_says_in_each_language(tmp_path: Path) -> None:
    assert read_banner(tmp_path) is None
    (tmp_path / FILE).write_text("nl: a\nde: b\nen: c\n", encoding="utf-8")
    banner = read_banner(tmp_path)
    assert banner is not None
    assert [banner[code] for code in LANGUAGES] == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["nl: only Dutch\n", "[", "", "nl: a\nde: b\nen: ''\n"])
def test_a_banner_with_a_slip_in_it_is_left_out(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert read_banner(tmp_path) is None


def test_the_frame_says_whether_the_assistant_is_switched_off(start: Callable[..., Running]) -> None:
    assert "data-paused" in start(kill_switch=True).get("/widget/frame").text
    assert "data-paused" not in start().get("/widget/frame").text
