"""`grenswijzer search`, as an adviser filters it in the terminal."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest
import typer
from typer.testing import CliRunner

from knowledge.assistant import Assistant
from knowledge.cli import main
from knowledge.cli.filters import check_region, filters_from
from tests.knowledge.samples import make_entry

pytestmark = pytest.mark.integration


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main.app, ["search", *arguments])
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture
def sample(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """The small real index, which the command then searches."""
    monkeypatch.setattr(main, "open_assistant", lambda: assistant)
    return assistant


@pytest.mark.parametrize(
    ("option", "value", "kept", "left_out"),
    [
        ("--topic", "language", ". cefr-language-levels#", ". work-beside-study#"),
        ("--kind", "organisation", ". ind#", ". work-beside-study#"),
        ("--status", "in-force", "(in-force,", "(superseded,"),
        ("--jurisdiction", "NL", ". work-beside-study#", ". cefr-language-levels#"),
    ],
)
@pytest.mark.usefixtures("sample")
def test_a_filter_keeps_what_belongs_to_it_and_leaves_out_the_rest(
    option: str, value: str, kept: str, left_out: str
) -> None:
    status, output = run("work levels", "--lang", "en", option, value)
    assert status == 0
    assert kept in output
    assert left_out not in output


@pytest.mark.usefixtures("sample")
def test_each_result_but_the_last_tells_in_a_sentence_why_the_next_one_lost() -> None:
    status, output = run("hours a week student", "--lang", "en", "--limit", "3")
    assert status == 0
    assert output.count("runner-up") == output.count("it lost") == 2
    assert " against " in output.split("it lost")[1]


@pytest.mark.usefixtures("sample")
def test_what_a_filter_leaves_out_is_told_with_its_score() -> None:
    _, output = run("how many hours may a student work", "--lang", "en", "--kind", "organisation")
    assert "passed over work-beside-study#" in output
    assert "but your filters leave it out" in output


def test_a_region_that_an_entry_is_about_may_be_written_in_part() -> None:
    check_region("bentheim", [make_entry(region=["Grafschaft Bentheim"])])


def test_a_region_that_no_entry_is_about_is_answered_with_names_like_it(capsys: pytest.CaptureFixture[str]) -> None:
    entries = [make_entry(region=[name]) for name in ("Twente", "Emsland", "Limburg")]
    with pytest.raises(typer.Exit, match="2"):
        check_region("Twenteland", entries)
    assert capsys.readouterr().err.startswith("No entry is about --region 'Twenteland': names like it are Twente, ")


@pytest.mark.usefixtures("sample")
def test_a_region_is_checked_against_the_index_in_use() -> None:
    assert run("work", "--region", "Emsland")[0] == 2


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--topic", "weather", "--topic 'weather' is none of border-work, contact, diploma-recognition,"),
        ("--kind", "rule", "--kind 'rule' is none of regulation, policy, organisation, contact-point,"),
        ("--audience", "everyone", "--audience 'everyone' is none of student, employer, adviser."),
        ("--status", "", "--status '' is none of in-force, superseded, ended, historical, unverified."),
        ("--jurisdiction", "FR", "--jurisdiction 'FR' is none of NL, DE, BE, EU."),
        ("--as-of", "1700000000", "--as-of '1700000000': a date is written YYYY-MM-DD, such as 2016-03-31."),
        ("--as-of", "", "--as-of '': a date is written YYYY-MM-DD, such as 2016-03-31."),
    ],
)
def test_a_wrong_value_ends_with_one_sentence_that_lists_the_right_ones(option: str, value: str, sentence: str) -> None:
    status, output = run("work", option, value)
    assert status == 2
    assert output.startswith(sentence)
    assert output.count(".") == 1


def test_each_option_reaches_the_filter_of_its_name() -> None:
    given = {
        "topic": "work", "kind": "policy", "audience": "employer", "region": "Twente", "status": "ended",
        "jurisdiction": "BE", "as_of": dt.date(2016, 3, 31),
    }  # fmt: skip
    assert asdict(filters_from(**given)) == given  # type: ignore[arg-type]


def test_the_help_names_every_filter_and_the_form_of_a_date() -> None:
    _, output = run("--help")
    for word in ("--topic", "--kind", "--audience", "--region", "--status", "--jurisdiction", "YYYY-MM-DD"):
        assert word in output
