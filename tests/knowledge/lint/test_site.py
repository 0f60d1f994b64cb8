"""A `site.yml` that the service would not start with, or that names nobody, is found before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.lint import Finding
from tests.knowledge.lint.planting import clean_entries, findings_in, write_entries

pytestmark = pytest.mark.unit

OF_ALFA = "    name: {nl: Bureau, de: Büro, en: Office}\n    email: a@alfa.example\n"
GOOD = f"contact: hours\nsites:\n  alfa:\n{OF_ALFA}"
LONG = (
    "sites:\n  alfa: {contact: hours, origins: [https://alfa.example], theme: euregio, language: de, region: Emmen}\n"
)


def found(folder: Path, text: str) -> list[Finding]:
    write_entries(folder, clean_entries())
    (folder / "site.yml").write_text(text, encoding="utf-8")
    return findings_in(folder)


@pytest.mark.parametrize("text", [GOOD, LONG])
def test_a_good_site_file_is_no_finding(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    ("good", "bad", "line", "message"),
    [
        ("contact: hours", "contact: nobody", 1, "there is no entry `nobody`"),
        ("contact: hours", "contact: Our Office", 1, "`contact`: an id has small letters"),
        ("contact: hours", "contract: hours", 1, "`contract`: no field has this name"),
        ("contact: hours", "contact: [hours", 2, "is not valid YAML"),
        (", en: Office", "", 4, "`sites.alfa.name.en`: this is missing"),
        ("email: a@", "mail: a@", 5, "`sites.alfa.mail`: no field has this name"),
        (OF_ALFA, "    contact: nobody\n    theme: euregio\n", 4, "there is no entry `nobody`"),
        (OF_ALFA, "    contact: hours\n    region: Emmn\n", 5, "no table of ours has the place `Emmn`"),
        (OF_ALFA, "    origins:\n    - https://alfa.example/chat\n", 5, "is no origin"),
        (GOOD, "just words", 1, "this is no list of fields"),
    ],
)
def test_a_fault_in_a_site_file_is_named_with_its_line(
    tmp_path: Path, good: str, bad: str, line: int, message: str
) -> None:
    findings = found(tmp_path, GOOD.replace(good, bad))
    assert [(one.path.name, one.line, one.check) for one in findings] == [("site.yml", line, "site")], findings
    assert message in findings[0].message
    assert findings[0].mend
