"""Each check, by a fault planted in a clean entry: the file, the line, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge.drafts import STILL_TO_WRITE
from knowledge.lint import Level
from knowledge.lint.run import CHECKS_OF_ONE
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


def lone_german_fee(entry: dict[str, Any]) -> None:
    entry["versions"][0]["points"][1]["text"]["de"] = "Sie kostet {fee} und 5 %."


def still_to_write(entry: dict[str, Any]) -> None:
    point(entry)["text"] = {code: f"{STILL_TO_WRITE[code]}: {{hours_week}}." for code in LANGUAGES}
    point(entry)["text"]["en"] = "At most {hours_week} hours."


FAULTS = [
    Fault("schema", lambda e: e["title"].pop("de"), "title:", "`title.de`: Field required", "pass this file over"),
    Fault("schema", lambda e: e.update(kind="rule"), "kind: rule", "Input should be 'regulation'", "pass this file"),
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
    Fault(
        "references", lambda e: e["versions"][0]["sources"].append({"fact": "made-up"}), "made-up",
        "there is no source row `made-up`", "Mend the id",
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
        "alike", lambda e: e["questions"]["nl"].append("Wat kost een vergunning?"), "Wat kost een vergunning?",
        "is nearly „wat kost een vergunning“ of fees#summary", "Reword one, or join the two points",
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


def test_every_check_has_a_planted_fault() -> None:
    across = {"schema", "jargon", "references", "coverage", "alike", "translations"}
    # `test_run` plants the copy of an evaluation question, for it needs one of those files.
    assert {fault.check for fault in FAULTS} == set(CHECKS_OF_ONE) | across


def test_a_row_that_no_entry_covers_is_named_in_the_coverage_list(tmp_path: Path) -> None:
    write_entries(tmp_path, clean_entries())
    finding = next(one for one in all_findings([tmp_path]) if "`imbo-partners` is covered by no entry" in one.message)
    assert finding.check == "coverage"
    assert finding.shown_path == "knowledge/sources/coverage.yml"
    assert finding.line == line_with(finding.path, "- id: imbo-partners")
