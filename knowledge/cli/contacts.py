"""`grenswijzer contacts`: which desks serve a place."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from knowledge.cli.editors.common import end, language_from
from knowledge.cli.index import FOLDER
from knowledge.desks import DeskKind
from knowledge.loading import KnowledgeError
from knowledge.schema import Language

EPILOG = "Example: grenswijzer contacts Nordhorn Emmen --kind border-information-point --lang de"


def contacts(
    places: Annotated[
        list[str],
        typer.Argument(help="Towns, villages, districts, provinces or countries, such as Venlo or 'Bergen (Limburg)'."),
    ],
    lang: Annotated[str, typer.Option("--lang", "-l", help="Language of the names: nl, de or en.")] = "en",
    kind: Annotated[list[DeskKind] | None, typer.Option(help="Only this kind of desk; may be given again.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, as the API gives it.")] = False,
) -> None:
    """Show the desks that serve each place, else the nearest on each side of the border, and why."""
    language = language_from(lang)
    try:
        view = _view(places, language, kind)
    except KnowledgeError as error:
        raise end(str(error)) from error
    if as_json:
        typer.echo(json.dumps(view, ensure_ascii=False, indent=1))
        return
    # Addresses of pages are to be copied, so no line is broken.
    console = Console(highlight=False, soft_wrap=True)
    # Two names may mean one place.
    shown = {(place["name"], _lies_in(place)): place for place in view["places"]}
    for place in shown.values():
        _show(console, place)


def _view(places: list[str], language: Language, kinds: list[DeskKind] | None) -> dict[str, Any]:
    from knowledge.citations import SourceRows
    from knowledge.contact_finder import ContactFinder
    from knowledge.contact_reply import ContactAdviser
    from knowledge.contact_view import contacts_view
    from knowledge.index import open_index

    rows = SourceRows.load()
    entries = open_index(FOLDER, None).entries
    adviser = ContactAdviser(ContactFinder.load(entries, rows.contacts), rows)
    return contacts_view(adviser, places, language, kinds)


def _lies_in(place: dict[str, Any]) -> str:
    areas = (place["municipality"], place["district"], place["province"])
    return ", ".join([*(area for area in areas if area and area != place["name"]), place["country"]])


def _show(console: Console, place: dict[str, Any]) -> None:
    """Print the desks of one place, by kind."""
    console.print(Text(f"{place['name']} ({_lies_in(place)})", style="bold"))
    if not place["desks"]:
        console.print("  No desk of this kind is known for it.")
    shown = None
    for desk in place["desks"]:
        if desk["kind"] != shown:
            console.print(Text(f"  {desk['kind']}", style="dim"))
        shown = desk["kind"]
        contact = desk["contact"]
        console.print(Text(f"    {contact['name']}: {desk['reason']}"))
        reach = filter(None, (contact["phone"], contact["email"], contact["address"], contact["url"]))
        for line in reach:
            console.print(Text(f"      {line}"))
    console.print()
