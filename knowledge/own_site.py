"""What a school adds of its own: whom its site hands over to first, and which entries are its own.

`site.yml` in a local folder (see `local_folders`) names the contact, as the id of an entry or with its data:

    contact: our-international-office        # on every site that this service answers for
    sites:
      alfa-college:                          # on this one alone: what its page sends as `context.site`
        name: {nl: Bureau Internationaal, de: Internationales Büro, en: International Office}
        email: international@alfa-college.example
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from knowledge.contact_cards import contact_card
from knowledge.loading import SITE_FILE, EntryError, entry_paths, line_of, local_folders, read_yaml
from knowledge.phrases import phrase
from knowledge.reply import CitedSource, Contact, Reply, ReplyKind
from knowledge.schema import Entry, Language, Localised, Model, NonEmpty, Slug, Url

#: How pydantic calls the two ways to name an office, in the place of a fault.
_ALTERNATIVES = {"constrained-str", "Office"}


class Office(Model):
    """Whom to turn to, where no entry describes it."""

    name: Localised
    url: Url | None = None
    phone: NonEmpty | None = None
    email: NonEmpty | None = None
    address: NonEmpty | None = None
    hours: Localised | None = None

    def card(self, language: Language) -> Contact:
        """Return what is needed to reach it."""
        hours = self.hours[language] if self.hours else None
        return Contact(
            "own-office", self.name[language], self.url, self.phone, self.email, self.address, hours, for_whom=None
        )


class Site(Model):
    """The content of `site.yml`."""

    contact: Slug | Office | None = None
    sites: dict[NonEmpty, Slug | Office] = {}


@dataclass(frozen=True)
class OwnSite:
    """What local folders add to replies."""

    #: Where `None` is the key: for every site.
    contacts: Mapping[str | None, str | Office]
    #: Ids of the entries that stand in local folders.
    entries: frozenset[str]

    @classmethod
    def load(cls, folders: Sequence[Path] | None = None) -> Self:
        """Read what is in the local `folders` (None: those that the environment names); a later one wins.

        Raises:
            KnowledgeError: a folder does not exist.
            EntryError: a `site.yml` is not valid.
        """
        contacts: dict[str | None, str | Office] = {}
        folders = local_folders() if folders is None else folders
        for path in (folder / SITE_FILE for folder in folders):
            if path.is_file():
                site = read_site(path)
                contacts |= {name.casefold(): contact for name, contact in site.sites.items()}
                contacts |= {None: site.contact} if site.contact else {}
        return cls(contacts, frozenset(path.stem for path in entry_paths(folders)))

    def unknown(self, entries: Mapping[str, Entry]) -> list[str]:
        """Return the ids that a `site.yml` names and no entry has."""
        return sorted(one for one in set(self.contacts.values()) if isinstance(one, str) and one not in entries)

    def contact(self, site: str | None, entries: Mapping[str, Entry], language: Language) -> Contact | None:
        """Return whom to turn to first on `site`; None where nobody is named, or an id that no entry has."""
        named = self.contacts.get(site.casefold()) if site else None
        named = named or self.contacts.get(None)
        if isinstance(named, Office):
            return named.card(language)
        return contact_card(entries[named], language) if named and named in entries else None

    def mark(self, reply: Reply) -> Reply:
        """Return `reply`, the answer of an own entry marked as such."""
        if reply.kind == ReplyKind.ANSWER and reply.entry in self.entries:
            source = CitedSource(phrase("own_entry", reply.language), "", None, "")
            return replace(reply, sources=(source, *reply.sources))
        return reply


def read_site(path: Path) -> Site:
    """Read one `site.yml`.

    Raises:
        EntryError: it is not valid; the message says what would be.
    """
    try:
        return Site.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        # An office may be an id or a mapping, and pydantic complains of both: what lies deepest is what was meant.
        told = max(error.errors(), key=lambda one: (one["type"] != "model_type", len(one["loc"])))
        place = [part for part in told["loc"] if part not in _ALTERNATIVES]
        named = f"`{'.'.join(map(str, place))}`: " if place else ""
        problem = f"{named}{told['msg']}; give the id of an entry, or `name` in nl, de and en with url or email"
        raise EntryError(path, line_of(read_yaml(path, with_lines=True), place), problem) from error
