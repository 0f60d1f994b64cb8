"""Each check sees its fault, at its line, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.counting import DATA
from knowledge.lint import Level, lint
from knowledge.loading import KnowledgeError
from tests.knowledge.lint.planting import (
    Entries,
    all_findings,
    clean_entries,
    findings_in,
    line_with,
    only_finding,
    write_entries,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def entries() -> Entries:
    return clean_entries()


def newest(entries: Entries) -> dict[str, Any]:
    version: dict[str, Any] = entries["hours"]["versions"][0]
    return version


def older(entries: Entries) -> dict[str, Any]:
    version: dict[str, Any] = entries["hours"]["versions"][1]
    return version


def set_texts(entries: Entries, **texts: str) -> None:
    """Give the first point of `hours` these texts beside its value, which stays named."""
    newest(entries)["points"][0]["text"] = {
        code: f"{{hours_week}} {text}" for code, text in ({"nl": "nl", "de": "de", "en": "en"} | texts).items()
    }


def words(count: int) -> str:
    """A text of `count` words, in sentences of ten."""
    spoken = ["{hours_week}", *("More" if n % 10 == 1 else "more." if n % 10 == 0 else "more" for n in range(1, count))]
    return " ".join(spoken)


def test_entries_without_a_fault_give_no_finding(tmp_path: Path, entries: Entries) -> None:
    write_entries(tmp_path, entries)
    assert findings_in(tmp_path) == []


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"nl": "of 12 uur", "de": "oder 12 Stunden", "en": "or 13 hours"}, "numbers differ between nl and en: 12, 13"),
        ({"nl": "€ 2.327", "de": "2.327 €", "en": "€2.327"}, "numbers differ between nl and en: 2.327, 2327"),
        ({"nl": "1 juli 2026", "de": "1. Juni 2026", "en": "1 July 2026"}, "months differ between nl and de: 6, 7"),
        (
            {"nl": "bel 088 043 04 30", "de": "Tel. 088 043 04 30", "en": "call 088 043 04 31"},
            "phone numbers differ between nl and en: 0880430430, 0880430431",
        ),
        (
            {"nl": "zie ind.nl", "de": "siehe uwv.nl", "en": "see ind.nl"},
            "links differ between nl and de: ind.nl, uwv.nl",
        ),
    ],
)
def test_a_figure_that_differs_between_languages_is_found(
    tmp_path: Path, entries: Entries, texts: dict[str, str], said: str
) -> None:
    set_texts(entries, **texts)
    finding = only_finding(tmp_path, entries)
    assert finding.message == f"{said}."
    code = said.split(":", maxsplit=1)[0][-2:]
    assert finding.path == tmp_path / "hours.yml"
    assert finding.line == line_with(finding.path, texts[code])
    assert finding.level == Level.ERROR


def test_a_small_number_may_be_a_word_in_one_language_and_digits_in_another(tmp_path: Path, entries: Entries) -> None:
    set_texts(entries, nl="twee diploma's", de="2 Abschlüsse", en="two diplomas")
    write_entries(tmp_path, entries)
    assert findings_in(tmp_path) == []


def test_a_number_word_does_not_excuse_another_number(tmp_path: Path, entries: Entries) -> None:
    set_texts(entries, nl="2 diploma's", de="drei Abschlüsse", en="2 diplomas")
    assert only_finding(tmp_path, entries).message == "numbers differ between nl and de: 2."


def test_a_value_that_one_language_leaves_out_is_found(tmp_path: Path, entries: Entries) -> None:
    newest(entries)["points"][1]["text"]["de"] = "Sie kostet etwas."
    finding = only_finding(tmp_path, entries)
    assert finding.message == "values differ between nl and de: fee."
    assert finding.line == line_with(finding.path, "Sie kostet etwas.")


def test_a_missing_language_is_found_at_its_text(tmp_path: Path, entries: Entries) -> None:
    del entries["hours"]["title"]["en"]
    entries["fees"]["see_also"] = []
    finding = only_finding(tmp_path, entries)
    assert "`title.en`: Field required" in finding.message
    assert finding.line == line_with(tmp_path / "hours.yml", "title:")


def test_a_placeholder_without_a_value_is_found(tmp_path: Path, entries: Entries) -> None:
    for code in ("nl", "de", "en"):
        newest(entries)["points"][1]["text"][code] = "{fee} or {penalty}"
    entries["fees"]["see_also"] = []
    finding = only_finding(tmp_path, entries)
    assert "{penalty} has no value: add `penalty` to the `values` of version 2025-01" in finding.message
    assert finding.line == line_with(finding.path, "versions:") + 1


def test_a_version_that_inherits_a_text_needs_its_values(tmp_path: Path, entries: Entries) -> None:
    entries["fees"]["see_also"] = []
    older = entries["hours"]["versions"][1]
    older["inherits"] = ["fee"]
    finding = only_finding(tmp_path, entries)
    assert "{fee} has no value: add `fee` to the `values` of version 2016-03" in finding.message


def test_a_source_of_ones_own_is_no_source_of_an_entry_of_ours(
    tmp_path: Path, entries: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest(entries)["sources"].append({"own": "Study guide 2026"})
    write_entries(tmp_path, entries)
    assert findings_in(tmp_path) == []
    monkeypatch.setattr("knowledge.lint.references.DOCUMENTS", tmp_path)
    finding = only_finding(tmp_path, entries)
    assert finding.message == "the source `Study guide 2026` is `own`, but this entry is one of ours."
    assert finding.line == line_with(finding.path, "- own: Study guide 2026")


def test_findings_stand_in_the_order_of_their_lines(tmp_path: Path, entries: Entries) -> None:
    entries["hours"].update(covers=["no-row"], contacts=["nobody"], see_also=["no-entry"])
    newest(entries)["sources"].append({"fact": "made-up"})
    write_entries(tmp_path, entries)
    lines = [finding.line for finding in findings_in(tmp_path)]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_a_value_that_no_text_names_is_a_warning(tmp_path: Path, entries: Entries) -> None:
    newest(entries)["values"]["spare"] = {"amount": 7, "unit": "number"}
    finding = only_finding(tmp_path, entries)
    assert finding.message == "value `spare` is used in no text."
    assert finding.line == line_with(finding.path, "spare:")
    assert finding.level == Level.WARNING


def test_a_value_of_an_inherited_text_is_used(tmp_path: Path, entries: Entries) -> None:
    older(entries)["inherits"] = ["fee"]
    older(entries)["values"]["fee"] = {"amount": 900, "unit": "EUR"}
    write_entries(tmp_path, entries)
    assert findings_in(tmp_path) == []


def test_too_few_questions_in_a_language_are_found(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["questions"]["de"] = ["eins", "zwei", "drei"]
    finding = only_finding(tmp_path, entries)
    assert finding.message == "3 questions in de."
    assert finding.line == line_with(finding.path, "- eins") - 1


def test_an_answer_too_long_for_a_phone_is_a_warning(tmp_path: Path, entries: Entries) -> None:
    newest(entries)["summary"]["en"] = words(91)
    finding = only_finding(tmp_path, entries)
    assert finding.message == "91 words."
    assert finding.line == line_with(finding.path, "More more")
    assert finding.level == Level.WARNING


def test_an_answer_that_just_fits_a_phone_is_no_finding(tmp_path: Path, entries: Entries) -> None:
    newest(entries)["summary"]["en"] = words(90)
    write_entries(tmp_path, entries)
    assert findings_in(tmp_path) == []


def test_a_version_that_ends_before_it_begins_is_found(tmp_path: Path, entries: Entries) -> None:
    newest(entries).update(valid_from="2025-06-01", valid_until="2025-05-31")
    finding = only_finding(tmp_path, entries)
    assert finding.message == "the version ends before it begins."
    assert finding.line == line_with(finding.path, "valid_until:")


def test_an_older_version_that_is_still_in_force_is_found(tmp_path: Path, entries: Entries) -> None:
    older(entries)["status"] = "in-force"
    finding = only_finding(tmp_path, entries)
    assert finding.message == "an older version is still `in-force`."
    assert finding.location == ("versions", 1, "status")


def test_versions_that_overlap_are_found(tmp_path: Path, entries: Entries) -> None:
    newest(entries)["valid_from"] = "2025-01-01"
    older(entries)["valid_until"] = "2025-01-01"
    finding = only_finding(tmp_path, entries)
    assert finding.message == "it still holds on 2025-01-01, when the next version begins."
    assert finding.line == line_with(finding.path, "valid_until:")


def test_a_version_that_ends_the_day_before_the_next_is_no_finding(tmp_path: Path, entries: Entries) -> None:
    newest(entries)["valid_from"] = "2025-01-01"
    older(entries)["valid_until"] = "2024-12-31"
    write_entries(tmp_path, entries)
    assert findings_in(tmp_path) == []


@pytest.mark.parametrize("field", ["contacts", "see_also"])
def test_an_id_that_leads_nowhere_is_found(tmp_path: Path, entries: Entries, field: str) -> None:
    entries["hours"][field] = ["fees", "nobody"]
    finding = only_finding(tmp_path, entries)
    assert finding.message == "there is no entry `nobody`."
    assert finding.line == line_with(finding.path, "nobody")


def test_an_entry_that_names_itself_is_found(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["see_also"] = ["fees", "hours"]
    finding = only_finding(tmp_path, entries)
    assert finding.message == "the entry names itself."
    assert finding.line == line_with(finding.path, "- hours")


@pytest.mark.parametrize("kind", ["fact", "contact"])
def test_a_source_that_does_not_exist_is_found(tmp_path: Path, entries: Entries, kind: str) -> None:
    newest(entries)["sources"].append({kind: "made-up"})
    finding = only_finding(tmp_path, entries)
    assert finding.message == "there is no source row `made-up`."
    assert finding.line == line_with(finding.path, "made-up")


def test_a_source_of_a_point_is_checked_too(tmp_path: Path, entries: Entries) -> None:
    newest(entries)["points"][1]["sources"] = [{"fact": "made-up"}]
    finding = only_finding(tmp_path, entries)
    assert finding.message == "there is no source row `made-up`."
    assert finding.line == line_with(finding.path, "made-up")


def test_a_coverage_row_that_does_not_exist_is_found(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["covers"] = ["no-such-row"]
    finding = only_finding(tmp_path, entries)
    assert finding.message == "there is no coverage row `no-such-row`."
    assert finding.line == line_with(finding.path, "no-such-row")


def test_a_link_without_a_host_is_found(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["official"].append({"title": "IND", "url": "https:///page"})
    finding = only_finding(tmp_path, entries)
    assert finding.message == "https:///page is no web address."
    assert finding.line == line_with(finding.path, "https:///page")


def test_a_figure_of_a_covered_row_that_no_version_tells_is_found(tmp_path: Path, entries: Entries) -> None:
    # The row says that 16 partners signed; 16 is what `hours` tells, and 15 is not.
    entries["hours"]["covers"] = ["imbo-partners"]
    write_entries(tmp_path, entries)
    assert findings_in(tmp_path) == []
    newest(entries)["values"]["hours_week"]["amount"] = 15
    finding = only_finding(tmp_path, entries)
    assert finding.message.startswith("16 of row `imbo-partners` is told nowhere")
    assert finding.line == line_with(finding.path, "covers:")


def test_a_row_that_no_entry_covers_is_a_warning_at_its_line(tmp_path: Path, entries: Entries) -> None:
    write_entries(tmp_path, entries)
    uncovered = {f.message.split("`")[1]: f for f in all_findings([tmp_path]) if "covered by no entry" in f.message}
    finding = uncovered["imbo-partners"]
    assert finding.level == Level.WARNING
    assert finding.line == line_with(finding.path, "- id: imbo-partners")
    entries["hours"]["covers"] = ["imbo-partners"]
    write_entries(tmp_path, entries)
    assert {f.message.split("`")[1] for f in all_findings([tmp_path])} == set(uncovered) - {"imbo-partners"}


def test_a_question_of_two_entries_is_found_at_the_second(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["questions"]["nl"][0] = "Wat kost een vergunning?"
    finding = only_finding(tmp_path, entries)
    assert finding.message == "„Wat kost een vergunning?“ is nearly „wat kost een vergunning“ of fees#summary."
    assert finding.path.name == "hours.yml"
    assert finding.line == line_with(finding.path, "Wat kost een vergunning?")
    assert finding.level == Level.ERROR


def test_a_question_of_two_points_of_one_entry_is_a_warning(tmp_path: Path, entries: Entries) -> None:
    points = newest(entries)["points"]
    points[0]["questions"] = {"en": ["how much of the week may I spend on a job"]}
    points[1]["questions"] = {"en": ["How much of the week may I spend on a job?"]}
    finding = only_finding(tmp_path, entries)
    assert finding.message.endswith("is nearly „how much of the week may I spend on a job“ of hours#limit.")
    assert finding.line == line_with(finding.path, "How much of the week")
    assert finding.level == Level.WARNING


@pytest.mark.parametrize("file", ["dev.jsonl", "dev_out_of_scope.jsonl", "dev_dialogues.jsonl"])
def test_a_question_copied_from_an_evaluation_file_is_found(tmp_path: Path, entries: Entries, file: str) -> None:
    rows = [json.loads(line) for line in (DATA / file).read_text("utf-8").splitlines()]
    asked = [row.get("question") or row.get("text") or row["turns"][0]["user"] for row in rows]
    copied = next(text for text in asked if len(text.split()) > 4).upper()
    entries["hours"]["questions"]["nl"][0] = copied
    finding = only_finding(tmp_path, entries)
    assert finding.message.startswith(f"„{copied}“ copies an evaluation question (100 %)")
    assert finding.location == ("questions", "nl", 0)


def test_an_id_used_twice_in_one_folder_is_found(tmp_path: Path, entries: Entries) -> None:
    write_entries(tmp_path / "a", entries)
    write_entries(tmp_path / "b", {"hours": entries["hours"]})
    finding = only_finding(tmp_path, {})
    assert finding.message == f"id `hours` is already used in {tmp_path / 'a' / 'hours.yml'}."
    assert finding.path == tmp_path / "b" / "hours.yml"
    assert finding.line == line_with(finding.path, "id: hours")


def test_an_entry_of_a_later_folder_replaces_the_earlier_one(tmp_path: Path, entries: Entries) -> None:
    local = {"hours": clean_entries()["hours"] | {"see_also": ["nobody"]}}
    write_entries(tmp_path / "ours", entries)
    write_entries(tmp_path / "local", local)
    found = findings_in(tmp_path / "ours", tmp_path / "local")
    assert [finding.path for finding in found] == [tmp_path / "local" / "hours.yml"]


def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path: Path, entries: Entries) -> None:
    (tmp_path / "broken.yml").write_text("id: broken\ntitle: {nl: x\n", encoding="utf-8")
    finding = only_finding(tmp_path, entries)
    assert "is not valid YAML" in finding.message
    assert str(finding).startswith(f"{tmp_path / 'broken.yml'}:3: error: ")


def test_findings_of_one_file_come_in_the_order_of_its_parts(tmp_path: Path, entries: Entries) -> None:
    entries["hours"]["contacts"] = [f"nobody-{number}" for number in range(11)]
    write_entries(tmp_path, entries)
    lines = [finding.line for finding in findings_in(tmp_path)]
    assert lines == sorted(lines)
    assert len(lines) == 11


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="nowhere is no folder"):
        lint([tmp_path / "nowhere"])
