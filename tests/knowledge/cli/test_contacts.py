"""`grenswijzer contacts`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from knowledge.cli.index import FOLDER
from knowledge.cli.main import app
from knowledge.index import IndexUnusable, read_manifest
from tests.support import need

pytestmark = pytest.mark.integration

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _index() -> None:
    try:
        read_manifest(FOLDER)
    except IndexUnusable as error:
        need(False, "The index", f"{error} (`make build` makes it)")


def test_the_desks_of_both_places_are_printed_as_json() -> None:
    result = RUNNER.invoke(app, ["contacts", "Nordhorn", "Emmen", "--kind", "border-information-point", "--json"])
    assert result.exit_code == 0, result.output
    view = json.loads(result.stdout)
    assert [place["name"] for place in view["places"]] == ["Nordhorn", "Emmen"]
    assert view["places"][0]["desks"][0]["contact"]["id"] == "gip-euregio"


def test_a_place_named_twice_is_shown_once_and_addresses_of_pages_stay_whole() -> None:
    output = RUNNER.invoke(app, ["contacts", "The Hague", "Den Haag"]).stdout
    assert output.count("Den Haag (Zuid-Holland, NL)") == 1
    assert all(line.strip().startswith("http") for line in output.splitlines() if "://" in line)
    assert (
        "https://business.gov.nl/coming-to-the-netherlands/employing-foreign-staff/how-to-apply-for-a-work-permit\n"
        in output
    )


def test_a_kind_that_has_no_desk_there_is_said() -> None:
    result = RUNNER.invoke(app, ["contacts", "Mönchengladbach", "--kind", "refugee-support"])
    assert (result.exit_code, "No desk of this kind" in result.stdout) == (0, True)


def test_a_village_is_shown_with_its_municipality() -> None:
    output = RUNNER.invoke(app, ["contacts", "Slagharen", "Suderwick"]).stdout
    assert "Slagharen (Hardenberg, Overijssel, NL)" in output
    assert "Suderwick (Bocholt, Kreis Borken, Nordrhein-Westfalen, DE)" in output


def test_two_villages_of_one_name_are_told_apart_by_what_is_added() -> None:
    output = RUNNER.invoke(app, ["contacts", "Bergen NH", "Bergen (Limburg)", "Essen Belgien"]).stdout
    assert [line for line in output.splitlines() if line and not line.startswith(" ")] == [
        "Bergen (Noord-Holland, NL)", "Bergen (Limburg, NL)", "Essen (Antwerpen, BE)",
    ]  # fmt: skip


def test_a_village_that_is_in_no_table_ends_with_what_to_name_instead() -> None:
    result = RUNNER.invoke(app, ["contacts", "Fochteloo"])
    assert result.exit_code == 1
    assert "Name the municipality it lies in, a larger town nearby" in result.stderr


def test_an_unknown_place_ends_with_one_sentence_that_names_a_place_like_it() -> None:
    result = RUNNER.invoke(app, ["contacts", "Nordhoorn"])
    assert result.exit_code == 1
    assert "Did you mean Nordhorn or " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [["Venlo", "--lang", "fr"], ["Venlo", "--kind", "bakery"], []])
def test_bad_input_ends_with_2(arguments: list[str]) -> None:
    assert RUNNER.invoke(app, ["contacts", *arguments]).exit_code == 2


def test_the_help_has_an_example() -> None:
    assert "Example: grenswijzer contacts" in RUNNER.invoke(app, ["contacts", "--help"]).output
