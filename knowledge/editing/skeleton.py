"""A new entry to fill in: valid from the first line, with a remark at each field."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import TypeAdapter, ValidationError

from knowledge.drafts import STILL_TO_WRITE
from knowledge.loading import DOCUMENTS, SITE_FILE, KnowledgeError, entry_paths, knowledge_folders
from knowledge.schema import Kind, Language, Slug, Topic

TEMPLATES = Path(__file__).parent / "templates"
SCHEMA = DOCUMENTS / "entry.schema.json"
_FOLDER = {
    Kind.REGULATION: "regulations",
    Kind.POLICY: "policy",
    Kind.ORGANISATION: "support",
    Kind.CONTACT_POINT: "support",
    Kind.INITIATIVE: "initiatives",
    Kind.SCHOLARSHIP: "initiatives",
    Kind.CONCEPT: "regulations",
    Kind.FIGURES: "figures",
    Kind.AGREEMENT: "agreements",
    Kind.APPROACH: "initiatives",
}
#: What most entries of a kind are about, to begin with.
_TOPIC = {
    Kind.REGULATION: Topic.PERMIT,
    Kind.POLICY: Topic.POLICY,
    Kind.ORGANISATION: Topic.CONTACT,
    Kind.CONTACT_POINT: Topic.CONTACT,
    Kind.INITIATIVE: Topic.RECRUITMENT,
    Kind.SCHOLARSHIP: Topic.FUNDING,
    Kind.CONCEPT: Topic.STUDY,
    Kind.FIGURES: Topic.STATISTICS,
    Kind.AGREEMENT: Topic.EDUCATION_COOPERATION,
    Kind.APPROACH: Topic.RETENTION,
}
_POINT = {Kind.REGULATION: "amount", Kind.FIGURES: "number", Kind.ORGANISATION: "helps-with"}
_WITH_CONTACT = {Kind.ORGANISATION, Kind.CONTACT_POINT}
_WITH_REGION = {Kind.INITIATIVE, Kind.APPROACH, Kind.AGREEMENT, *_WITH_CONTACT}
_WITH_VALUES = {Kind.REGULATION, Kind.FIGURES, Kind.SCHOLARSHIP}
#: An entry without figures of a year is looked at again after this long: at most a year and a half.
_REVIEW_AFTER = dt.timedelta(days=540)


class CannotCreate(KnowledgeError):
    """The id cannot be used; the message says why and what can be done."""


def place_for(entry_id: str, kind: Kind, local: Path | None = None) -> Path:
    """Return where the file of a new entry belongs.

    `local`: a folder of one's own; None takes the folder of ours for `kind`.

    Raises:
        CannotCreate: the id is no valid one, or is in use.
    """
    try:
        TypeAdapter(Slug).validate_python(entry_id)
    except ValidationError as error:
        wanted = "use small letters, digits and single hyphens, at most 80, as in work-beside-study"
        raise CannotCreate(f"{entry_id!r} is no id: {wanted}.") from error
    if f"{entry_id}.yml" == SITE_FILE:
        raise CannotCreate(f"{SITE_FILE} is where a folder of your own names its office: choose another id.")
    if local and local.exists() and not local.is_dir():
        raise CannotCreate(f"{local} is a file: --local names a folder.")
    folders = [*knowledge_folders(), *([local] if local else [])]
    used = next((path for path in entry_paths(folders) if path.stem == entry_id), None)
    if used and local and used.is_relative_to(DOCUMENTS):
        raise CannotCreate(f"{entry_id} is one of ours: to replace it, copy {used} into {local} and edit the copy.")
    if used:
        raise CannotCreate(f"{entry_id} exists already: edit {used}, or choose another id.")
    return (local or DOCUMENTS / _FOLDER[kind]) / f"{entry_id}.yml"


def skeleton(path: Path, kind: Kind, titles: dict[Language, str], today: dt.date) -> str:
    """Return the text of a new entry that will stand at `path`, whose name is its id."""
    with_values = kind in _WITH_VALUES
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,  # noqa: S701 - YAML, with its own filter for texts
    )  # fmt: skip
    environment.filters["yaml"] = lambda text: json.dumps(text, ensure_ascii=False)
    new_year = dt.date(today.year + 1, 1, 1)
    return environment.get_template("new_entry.yml").render(
        id=path.stem,
        kind=str(kind),
        titles=titles,
        still_to_write=STILL_TO_WRITE,
        topic=str(_TOPIC[kind]),
        point=_POINT.get(kind, "what-it-is"),
        with_contact=kind in _WITH_CONTACT,
        with_region=kind in _WITH_REGION,
        with_values=with_values,
        schema=None if path.is_relative_to(DOCUMENTS) else os.path.relpath(SCHEMA, path.parent.absolute()),
        today=today.isoformat(),
        year=today.year,
        review_by=(new_year if with_values else today + _REVIEW_AFTER).isoformat(),
        why_review="when its amounts lapse" if with_values else "at most a year and a half ahead",
    )
