"""Whom to turn to instead: one way for a question without an answer, a wish for a person, and an outage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from knowledge.contact_cards import contact_cards
from knowledge.contact_finder import Level, Match
from knowledge.contact_reply import MAX_CARDS, NEAR_KM, ContactAdviser
from knowledge.contact_request import USUAL_KINDS
from knowledge.desks import Desk
from knowledge.own_site import OwnSite
from knowledge.phrases import phrase
from knowledge.places import Place
from knowledge.places.borders import Borders
from knowledge.reply import Contact, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Entry, Language

#: Who helps in every place: border information points, EURES, and the IND for permits.
NATIONAL = ("border-information-points", "eures", "ind")


def without_contacts(status: ReplyStatus, language: Language, confidence: float | None = None) -> Reply:
    """Return the hand-over that says why nobody but people can help; `Handover.complete` names them."""
    asked = status == ReplyStatus.HANDOVER_ASKED_FOR_PERSON
    return Reply(
        text=phrase("handover_person" if asked else "handover_nothing_found", language),
        kind=ReplyKind.HANDOVER,
        status=status,
        language=language,
        confidence=None if confidence is None else round(confidence, 3),
    )


class Handover:
    """Names the people to turn to."""

    def __init__(self, adviser: ContactAdviser, entries: Mapping[str, Entry], site: OwnSite) -> None:
        self._adviser = adviser
        self._entries = entries
        self._site = site
        self._borders = Borders(adviser.finder.table)

    def person(
        self, language: Language, *, question: str | None = None, region: str | None = None, site: str | None = None
    ) -> Reply:
        """Name people, for somebody who asked for a person; see `complete`."""
        reply = without_contacts(ReplyStatus.HANDOVER_ASKED_FOR_PERSON, language)
        return self.complete(reply, question=question, region=region, site=site)

    def of_entry(self, entry_id: str | None, language: Language) -> Reply | None:
        """Return how to reach the desk that the entry tells of, or those that it names; None where it has none."""
        entry = self._entries.get(entry_id or "")
        if entry is None:
            return None
        cards = contact_cards(self._entries, [entry.id] if entry.contact else entry.contacts, language)
        reply = without_contacts(ReplyStatus.HANDOVER_ASKED_FOR_PERSON, language)
        return replace(reply, text=phrase("reach", language), contacts=cards) if cards else None

    def complete(self, reply: Reply, *, question: str | None, region: str | None, site: str | None) -> Reply:
        """Return the hand-over `reply` with whom to turn to; a reply of another kind as it is.

        First comes the own office of `site`, then those that `reply` names already, then the desks for the places that
        `question` names, or else for `region` (a town, district, province or region), then those for everybody. Near a
        border the desks are of both its sides; elsewhere one that does not say that it serves the place is named only
        where it is near and in the same country.
        """
        if reply.kind != ReplyKind.HANDOVER:
            return reply
        language = reply.language
        own = self._site.contact(site, self._entries, language)
        desks = self._desks(self._adviser.places(question, region), language)
        national = contact_cards(self._entries, NATIONAL, language)
        others: dict[str, Contact] = {}
        for card in (*reply.contacts, *desks, *national):
            if own is None or card.id != own.id:
                others.setdefault(card.id, card)
        return replace(reply, contacts=(*([own] if own else ()), *list(others.values())[:MAX_CARDS]))

    def _desks(self, places: Sequence[Place], language: Language) -> tuple[Contact, ...]:
        across = {place: self._borders.across(place) for place in places}
        matches = self._adviser.matches(
            places, USUAL_KINDS, lambda place, match: bool(across[place]) or _is_of_use_inland(match, place)
        )
        sides = {place.country for place in places}
        for place, towns in across.items():
            # A side on which the question names a place has that one's desks.
            for here in (place, *(town for town in towns if town.country not in sides)) if towns else ():
                named = [match.desk for of_place in matches.values() for match in of_place]
                if here != place or all(_seat(desk) != here.country for desk in named):
                    known = matches.setdefault(here, [])
                    known += [match for match in self._on_side(here, named) if match not in known]
        return self._adviser.cards(matches, language)

    def _on_side(self, place: Place, named: Sequence[Desk]) -> list[Match]:
        """Return the best match for `place` of a desk in its country, one of those `named` where these serve it."""
        serving = (self._adviser.finder.serves(desk, place) for desk in named if _seat(desk) == place.country)
        known = next((match for match in serving if match), None)
        if known:
            return [known]
        found = self._adviser.finder.find(place, USUAL_KINDS).values()
        matches = [match for of_kind in found for match in of_kind if _seat(match.desk) == place.country]
        return sorted(matches, key=lambda match: (not match.desk.sure, match.level == Level.NEAREST))[:1]


def _seat(desk: Desk) -> str | None:
    """Return the country that `desk` is in; None where it belongs to several and has no town."""
    return desk.side if desk.town or len(desk.countries) == 1 else None


def _is_of_use_inland(match: Match, place: Place) -> bool:
    near = match.desk.side == place.country and match.km is not None and match.km <= NEAR_KM
    return match.level != Level.NEAREST or near
