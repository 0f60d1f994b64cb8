"""Each thing that the linter can find, by a planted fault: the file, the line, what is wrong and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge.drafts import STILL_TO_WRITE
from knowledge.lint import Level
from knowledge.lint.run import CHECKS_OF_ONE, EVALUATION
from knowledge.lint.translations import RECORD_NAME, Record
from knowledge.schema import LANGUAGES, Entry
from tests.knowledge.lint.planting import Entries, all_findings, clean_entries, line_with, write_entries

pytestmark = pytest.mark.unit

Plant = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class Fault:
    """A change to the clean entry `hours`, and what must be said about it."""

    check: str
    plant: Plant
    #: The line of the file that the finding names, by what stands in it.
    line: str
    message: str
    mend: str
    level: Level = Level.ERROR


def point(entry: dict[str, Any], number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = entry["versions"][0]["points"][number]
    return found


def texts(entry: dict[str, Any], **added: str) -> None:
    """Let the first point say `added` beside its value, in every language."""
    said = {"nl": "nl", "de": "de", "en": "en"} | added
    point(entry)["text"] = {code: f"{{hours_week}}. {text}" for code, text in said.items()}


def asked_in_the_evaluation() -> str:
    row = json.loads((EVALUATION / "dev.jsonl").read_text("utf-8").splitlines()[0])
    return str(row["question"]).upper()


def ask_of_both_points(entry: dict[str, Any]) -> None:
    point(entry)["questions"] = {"en": ["how much of the week may I spend on a job"]}
    point(entry, 1)["questions"] = {"en": ["How much of the week may I spend on a job?"]}


def next_years_fee_with_the_old_source(entry: dict[str, Any]) -> None:
    entry["versions"][0]["values"]["fee"]["year"] = 2027
    point(entry, 1)["sources"] = [{"fact": "student-work-16-hours"}, {"document": "report-2016", "section": "2.1.3"}]


def fee_inherited_without_its_source(entry: dict[str, Any]) -> None:
    entry["versions"][1].update(
        inherits=["fee"], sources=[{"fact": "student-work-16-hours"}], as_of="2024", valid_from="2024-01-01"
    )
    entry["versions"][1]["values"]["fee"] = {"amount": 1200, "unit": "EUR", "year": 2014}


def lone_german_fee(entry: dict[str, Any]) -> None:
    entry["versions"][0]["points"][1]["text"]["de"] = "Sie kostet {fee} und 5 %."


def still_to_write(entry: dict[str, Any]) -> None:
    point(entry)["text"] = {code: f"{STILL_TO_WRITE[code]}: {{hours_week}}." for code in LANGUAGES}
    point(entry)["text"]["en"] = "At most {hours_week} hours."


FAULTS = [
    Fault("schema", lambda e: e["title"].pop("de"), "title:", "`title.de`: Field required", "Write it"),
    Fault("schema", lambda e: e.update(kind="rule"), "kind: rule", "Input should be 'regulation'", "one of these"),
    Fault("schema", lambda e: e.update(colour="red"), "colour: red", "`colour`: Extra inputs", "No field has this"),
    Fault("schema", lambda e: e.update(review_by="soon"), "review_by:", "should be a valid date", "as YYYY-MM-DD"),
    Fault(
        "schema", lambda e: texts(e, de="{penalty}"), "- as_of: 2025-01", "{penalty} has no value: add `penalty`",
        "pass this file over",
    ),
    Fault("languages-agree", lone_german_fee, "und 5 %", "numbers differ between nl and de: 5", "Write the same ones"),
    Fault(
        "languages-agree", lambda e: texts(e, nl="1 mei 2026", de="1. Juni 2026", en="1 May 2026"), "Juni",
        "months differ between nl and de: 5, 6", "Write the same ones",
    ),
    Fault(
        "languages-agree", lambda e: texts(e, nl="ind.nl", de="ind.nl", en="uwv.nl"), "uwv.nl",
        "links differ between nl and en: ind.nl, uwv.nl", "Write the same ones",
    ),
    Fault(
        "languages-agree", lambda e: texts(e, nl="088 043 04 30", de="088 043 04 31", en="088 043 04 30"), "04 31",
        "phone numbers differ between nl and de: 0880430430, 0880430431", "Write the same ones",
    ),
    Fault(
        "languages-agree", lambda e: point(e, 1)["text"].update(en="It costs something."), "It costs something.",
        "values differ between nl and en: fee", "Write the same ones",
    ),
    Fault(
        "written", still_to_write, "text:", "the text is still to be written (nl, de)",
        "Write it: until then nobody gets this entry",
    ),
    Fault(
        "values", lambda e: e["versions"][0]["values"].update(spare={"amount": 7, "unit": "number"}), "spare:",
        "value `spare` is used in no text", "Name it in a text, or remove it", Level.WARNING,
    ),
    Fault("questions", lambda e: e["questions"].update(en=["one?"]), "en:", "1 questions in en", "at least 4"),
    Fault(
        "length", lambda e: texts(e, nl="Ja. " * 91), "Ja. Ja.", "92 words", "Split it: an answer has about 60 words",
        Level.WARNING,
    ),
    Fault(
        "readability", lambda e: texts(e, en="yes " * 46), "yes yes",
        "a sentence of 46 words: „yes yes yes yes yes yes …“",
        "Split it: at most 45 words", Level.WARNING,
    ),
    Fault(
        "readability", lambda e: texts(e, de="Verwaltungsvorschriften " * 12), "Verwaltungsvorschriften",
        "hard to read (LIX 112, at most 85): 100 % of the words have more than 6 letters", "Use shorter words",
        Level.WARNING,
    ),
    Fault(
        "jargon", lambda e: texts(e, nl="Vraag UWV om een TWV (werkvergunning)."), "Vraag UWV",
        "`UWV` is not explained",
        "Write `UWV (arbeidsbureau)`", Level.WARNING,
    ),
    Fault(
        "validity",
        lambda e: e["versions"][0].update(valid_from="2025-02-01", valid_until="2025-01-31"),
        "valid_until:",
        "the version ends before it begins", "Swap or mend",
    ),
    Fault(
        "validity", lambda e: e["versions"][0].update(valid_until="2024-12-31"), "in-force",
        "`in-force`, but ended on 2024-12-31, before its date 2025-01", "Make it `ended`",
    ),
    Fault(
        "validity", lambda e: e["versions"][1].update(status="in-force"), "status:",
        "an older version is still `in-force`",
        "make it `superseded` or `historical`",
    ),
    Fault(
        "validity", lambda e: e["versions"][0].update(status="superseded"), "status:",
        "the newest version is `superseded`, but nothing follows it", "Add the version that replaced it",
    ),
    Fault(
        "validity", lambda e: e["versions"][1].update(valid_until="2025-01-01"), "valid_until:",
        "it still holds on 2025-01-01, when the next version begins", "End it the day before",
    ),
    Fault(
        "validity",
        lambda e: (e["versions"][0].update(valid_from="2025-01-01"), e["versions"][1].update(valid_from="2025-01-02")),
        "2025-01-02", "it begins on 2025-01-02, but the newer version above it on 2025-01-01", "Put the newest first",
    ),
    Fault("official-link", lambda e: e.pop("official"), "kind:", "needs an official page", "Add `official` with"),
    Fault(
        "official-link", lambda e: (e.pop("official"), e.update(kind="initiative")), "kind:", "needs an official page",
        "Add `official` with the title", Level.WARNING,
    ),
    Fault(
        "official-link", lambda e: e["official"].append({"title": "IND", "url": "https:///a"}), "https:///a",
        "https:///a is no web address", "Write https://",
    ),
    Fault("references", lambda e: e.update(contacts=["nobody"]), "nobody", "there is no entry `nobody`", "mend the id"),
    Fault("references", lambda e: e.update(see_also=["hours"]), "- hours", "the entry names itself", "Remove it"),
    Fault(
        "references", lambda e: e["versions"][0]["sources"].append({"fact": "made-up"}), "made-up",
        "there is no source row `made-up`", "Mend the id",
    ),
    Fault(
        "references", next_years_fee_with_the_old_source, "sources:",
        "amounts of 2027 are told here, but no source named speaks of it", "Name the row with those amounts",
    ),
    Fault(
        "references", fee_inherited_without_its_source, "- fee",
        "amounts of 2014 are told here, but no source named speaks of it", "Name the row with those amounts",
    ),
    Fault("references", lambda e: e.update(covers=["no-row"]), "no-row", "no coverage row `no-row`", "Mend the id"),
    Fault(
        "coverage",
        # The row says that 16 partners signed; 16 is also the only number above 10 that the entry tells.
        lambda e: (e.update(covers=["imbo-partners"]), e["versions"][0]["values"]["hours_week"].update(amount=15)),
        "covers:", "16 of row `imbo-partners` is told nowhere",
        "Tell it in the version that its source belongs to",
    ),
    Fault(
        "coverage",
        # The row says "at most ten hours a week": the figure is a word.
        lambda e: (
            e.update(covers=["work-alongside-study"]), e["versions"][1]["values"]["hours_week"].update(amount=9)
        ),
        "covers:", "10 of row `work-alongside-study` is told nowhere",
        "Tell it in the version that its source belongs to",
    ),
    Fault(
        "alike", lambda e: e["questions"]["nl"].append("Wat kost een vergunning?"), "Wat kost een vergunning?",
        "is nearly „wat kost een vergunning“ of fees#summary", "Reword one, or join the two points",
    ),
    Fault(
        "alike", ask_of_both_points, "How much of the week may I spend on a job?",
        "is nearly „how much of the week may I spend on a job“ of hours#limit", "Reword one, or join the two points",
        Level.WARNING,
    ),
    Fault(
        "evaluation", lambda e: e["questions"]["nl"].append(asked_in_the_evaluation()), asked_in_the_evaluation(),
        "copies an evaluation question (100 %)", "Ask it in other words",
    ),
    Fault(
        "translations", lambda e: e["title"].update(de="Anderer Titel"), "de: Anderer Titel",
        "the German title changed, the Dutch and English did not",
        "Change the Dutch and English too, or confirm with `grenswijzer knowledge accept hours`", Level.WARNING,
    ),
    Fault(
        "translations", lambda e: e.update(title={"nl": "Uren", "de": "Stunden", "en": "Working hours"}), "title:",
        "nobody has confirmed yet that the three languages of the title say the same",
        "Read them side by side, then run `grenswijzer knowledge accept hours`",
    ),
    Fault(
        "translations", lambda e: e["title"].update(nl="Andere titel"), "de: Title of hours (de)",
        "the Dutch title changed, the German and English did not",
        "Change the German and English too, or confirm with `grenswijzer knowledge accept hours`",
    ),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.check}: {fault.message[:50]}")
def test_a_planted_fault_is_named_with_file_line_and_mend(tmp_path: Path, fault: Fault) -> None:
    entries: Entries = clean_entries()
    record = Record(tmp_path / RECORD_NAME, {})
    if fault.check == "translations":
        for data in entries.values():
            record.accept(Entry.model_validate(data))
        record.save()
    fault.plant(entries["hours"])
    write_entries(tmp_path, entries)
    found = [one for one in all_findings([tmp_path]) if fault.message in one.message]
    assert len(found) == 1, [str(one) for one in all_findings([tmp_path]) if "covered by no entry" not in str(one)]
    finding = found[0]
    assert (finding.check, finding.level) == (fault.check, fault.level)
    assert fault.mend in finding.mend
    assert finding.path == tmp_path / "hours.yml"
    line = finding.path.read_text("utf-8").splitlines()[finding.line - 1]
    assert fault.line in line, f"line {finding.line} is {line!r}"
    assert str(finding).startswith(f"{finding.path}:{finding.line}: {fault.level}: ")
    assert finding.as_dict()["check"] == fault.check


@dataclass(frozen=True)
class FileFault:
    """A file that is added to the clean entries, and what must be said about it."""

    check: str
    name: str
    text: str
    #: Number of the line that the finding names.
    line: int
    message: str
    mend: str
    level: Level = Level.ERROR


GONE = "gone\ttitle\t000000000000\t000000000000\t000000000000\n"
FILE_FAULTS = [
    FileFault("schema", "broken.yml", "id: broken\ntitle: {nl: x\n", 3, "is not valid YAML", "Look for a quote"),
    FileFault("schema", "list.yml", "- id: list\n", 1, "it must be a mapping that starts with `id:`", "pass this file"),
    FileFault("schema", "other-name.yml", "hours", 1, "must be named hours.yml after its id", "Rename the file"),
    FileFault("schema", "second/hours.yml", "hours", 3, "id `hours` is already used in", "Choose another id"),
    FileFault(
        "translations", RECORD_NAME, GONE, 1, "`gone` was confirmed, but there is no such entry",
        "Run `grenswijzer knowledge accept --all`, which forgets it", Level.WARNING,
    ),
    FileFault("site", "site.yml", "\ncontact: nobody\n", 2, "there is no entry `nobody`", "Write it, or mend the id"),
    FileFault("site", "site.yml", "\ncontact: No Id\n", 2, "`contact`: an id has small", "The service does not start"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FILE_FAULTS, ids=lambda fault: f"{fault.name}: {fault.message[:50]}")
def test_a_fault_of_a_whole_file_is_named_with_its_line_and_mend(tmp_path: Path, fault: FileFault) -> None:
    write_entries(tmp_path, clean_entries())
    path = tmp_path / fault.name
    path.parent.mkdir(exist_ok=True)
    text = (tmp_path / "hours.yml").read_text("utf-8") if fault.text == "hours" else fault.text
    path.write_text(text, encoding="utf-8")
    (finding,) = (one for one in all_findings([tmp_path]) if fault.message in one.message)
    assert (finding.path, finding.line) == (path, fault.line)
    assert (finding.check, finding.level) == (fault.check, fault.level)
    assert fault.mend in finding.mend


@pytest.mark.parametrize("name", ["hours.yml", "hour.yml"])
def test_a_file_that_is_no_valid_entry_is_the_only_finding_though_others_name_it(tmp_path: Path, name: str) -> None:
    entries = clean_entries()
    record = Record(tmp_path / RECORD_NAME, {})
    for data in entries.values():
        record.accept(Entry.model_validate(data))
    write_entries(tmp_path, entries)
    record.save()
    (tmp_path / "site.yml").write_text("contact: hours\n", encoding="utf-8")
    (tmp_path / "hours.yml").unlink()
    (tmp_path / name).write_text("id: hours\n", encoding="utf-8")
    assert [(one.check, one.path.name) for one in all_findings([tmp_path])] == [("schema", name)]


def test_a_source_of_ones_own_in_an_entry_of_ours_is_named_with_its_line_and_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.lint.references.DOCUMENTS", tmp_path)
    entries = clean_entries()
    entries["hours"]["versions"][0]["sources"].append({"own": "Study guide 2026"})
    write_entries(tmp_path, entries)
    (finding,) = (one for one in all_findings([tmp_path]) if "is `own`" in one.message)
    assert (finding.check, finding.level) == ("references", Level.ERROR)
    assert finding.line == line_with(tmp_path / "hours.yml", "- own: Study guide 2026")
    assert "move the entry into a folder of your own" in finding.mend


def test_every_check_has_a_planted_fault() -> None:
    across = {"schema", "jargon", "references", "coverage", "alike", "evaluation", "translations", "site"}
    assert {fault.check for fault in (*FAULTS, *FILE_FAULTS)} == set(CHECKS_OF_ONE) | across


def test_a_row_that_no_entry_covers_is_named_in_the_coverage_list(tmp_path: Path) -> None:
    write_entries(tmp_path, clean_entries())
    finding = next(one for one in all_findings([tmp_path]) if "`imbo-partners` is covered by no entry" in one.message)
    assert (finding.check, finding.level) == ("coverage", Level.WARNING)
    assert finding.shown_path == "knowledge/sources/coverage.yml"
    assert finding.line == line_with(finding.path, "- id: imbo-partners")
    assert finding.mend == "Add it to the `covers` of the entry that tells its facts."
