"""Tell people which desks serve the places that they name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from knowledge.citations import SourceRows
from knowledge.contact_finder import ContactFinder, Level, Match, is_national
from knowledge.contact_request import USUAL_KINDS, Request, RequestReader
from knowledge.desks import Desk, DeskKind
from knowledge.phrases import phrase
from knowledge.places import Extent, Place, distance_km
from knowledge.reply import CitedSource, Contact, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Language, Source

MAX_PER_PLACE = 3
MAX_CARDS = 5
MAX_SOURCES = 4
#: An answer about a desk this near is kept, even where its source does not say that it serves the place.
NEAR_KM = 50
#: Kinds of which a far desk is no help, so that only one that serves the place is named.
_ONLY_SERVING = frozenset({DeskKind.EXPAT_CENTRE})
_REASONS = {
    Level.MUNICIPALITY: "desk_serves", Level.DISTRICT: "desk_serves", Level.PROVINCE: "desk_serves_part",
    Level.EUREGION: "desk_serves_euregion", Level.COUNTRY: "desk_serves_country", Level.NEAREST: "desk_nearest",
}  # fmt: skip

#: Of the desks for a place so many are named in a text, and all on cards.
MAX_NAMED = 2


class ContactAdviser:
    """Adds desks to replies, and replies with desks where a message asks for them."""

    def __init__(self, finder: ContactFinder, rows: SourceRows) -> None:
        self.finder = finder
        self._reader = RequestReader.load(finder)
        self._rows = rows

    def advise(self, question: str, reply: Reply, *, last_question: str | None = None, doubt: float = 0.0) -> Reply:
        """Return `reply` with the desks for the places that `question` names, or the desks instead of it.

        An answer is kept, unless it is about a desk for another place. Choices are kept where the question may be about
        more than whom to turn to. `doubt`: as in `Assistant.answer`; a message that is likely off our subject is not
        answered with desks.
        """
        request = self._reader.read(question, last_question)
        off_subject = doubt > 0 and not (request.names_kind or request.across)
        if not request.places or not request.asks or off_subject:
            return reply
        matches = self.matches(request.places, request.kinds, countries=request.countries)
        if not any(matches.values()) and not self._fits(reply, request):
            # No desk of that kind is known there, and one for another place is no help.
            matches = self.matches(request.places, USUAL_KINDS, countries=request.countries)
        if not any(matches.values()):
            return reply
        # Who asks nothing but whom to turn to is not helped by a rule about the place; about a country there is more.
        whom_alone = request.bare and not request.names_kind and not request.is_countrywide
        fits = self._helps_all(reply, request) if whom_alone else self._fits(reply, request)
        kept = reply.kind == ReplyKind.ANSWER and not request.only_situation and fits
        plain_request = request.names_kind or request.across or request.bare
        if kept or not plain_request:
            told = self._with_cards(reply, self.cards(matches, reply.language), request.places)
            in_general = kept and request.names_kind and self._desk(reply) is None
            return self._naming(told, matches) if in_general else told
        return self._reply(matches, reply.language)

    def _with_cards(self, reply: Reply, cards: Sequence[Contact], places: Sequence[Place]) -> Reply:
        """Return `reply` with `cards` before its own, of which desks for other places are left out."""
        shown = {card.id for card in cards}
        desks = {desk.id: desk for desk in self.finder.desks}
        general = [
            card
            for card in reply.contacts
            if card.id not in shown and (card.id not in desks or self._is_close(desks[card.id], places))
        ]
        return replace(reply, contacts=(*cards, *general)[:MAX_CARDS])

    def _naming(self, reply: Reply, matches: Mapping[Place, Sequence[Match]]) -> Reply:
        """Return the answer `reply`, which is about such desks in general, with the names of those for each place."""
        lines = [reply.text]
        for place, of_place in matches.items():
            names = [match.desk.names[reply.language] for match in of_place[:MAX_NAMED]]
            if names and not any(name in reply.text for name in names):
                lines.append(f"{_called(place, reply.language)}: {'; '.join(names)}.")
        return replace(reply, text="\n".join(lines))

    def places(self, question: str | None, region: str | None) -> tuple[Place, ...]:
        """Return the places that `question` names, else the one called `region`; none where neither is known."""
        named = self._reader.read(question).places if question else ()
        if named or not region:
            return named
        place = self.finder.table.lookup(region)
        return (place,) if place else ()

    def reason(self, match: Match, language: Language) -> str:
        """Return why the desk is named, as a part of a sentence."""
        country = phrase(f"country_{match.area.lower()}", language) if match.level == Level.COUNTRY else ""
        text = phrase(
            _REASONS[match.level],
            language,
            area=match.area,
            country=country,
            km=f"{match.km or 0:.0f}",
            town=match.area,
        )
        return text if match.desk.sure else f"{text} ({phrase('desk_unsure', language)})"

    def matches(
        self,
        places: Sequence[Place],
        kinds: Iterable[DeskKind],
        is_wanted: Callable[[Place, Match], bool] = lambda _place, _match: True,
        countries: Collection[str] = (),
    ) -> dict[Place, list[Match]]:
        """Return the desks for each of `places`, at most `MAX_PER_PLACE`: of several kinds the closest of each.

        A desk that serves all places comes first. `countries`: those that are asked about, see `ContactFinder.find`.
        """
        kinds = tuple(kinds)
        asked = {*countries, *(place.country for place in places)}
        chosen = {}
        for place in places:
            found = self.finder.find(place, kinds, countries=asked)
            matches: list[Match] = []
            for kind in kinds:
                shared = self.finder.serving_all(places, kind) if len(places) > 1 else None
                for_all = self.finder.serves(shared, place) if shared else None
                of_kind = [match for match in found.get(kind, ()) if _helps(match) and is_wanted(place, match)]
                own = of_kind if len(kinds) == 1 else _best(of_kind)
                matches += [*([for_all] if for_all else ()), *(match for match in own if match.desk != shared)]
            chosen[place] = matches[:MAX_PER_PLACE]
        return chosen

    def _helps_all(self, reply: Reply, request: Request) -> bool:
        """Tell whether `reply` is about a desk of a wanted kind that helps in every place."""
        desk = self._desk(reply)
        if desk is None or desk.kind not in request.kinds:
            return False
        return all(self.finder.serves(desk, place) for place in request.places)

    def _desk(self, reply: Reply) -> Desk | None:
        return next((desk for desk in self.finder.desks if desk.id == reply.entry), None)

    def _fits(self, reply: Reply, request: Request) -> bool:
        """Tell whether `reply` is about something else than a desk of the wanted kind for other places."""
        desk = self._desk(reply)
        if desk is None or is_national(desk) or desk.kind not in request.kinds:
            return True
        return any(self.finder.serves(desk, place) or _is_near(desk, place) for place in request.places)

    def _is_close(self, desk: Desk, places: Iterable[Place]) -> bool:
        """Tell whether `desk` is for everybody, or near one of `places`, or names more of it than its province."""
        return is_national(desk) or any(self._is_close_to(desk, place) for place in places)

    def _is_close_to(self, desk: Desk, place: Place) -> bool:
        if place.extent == Extent.COUNTRY:
            return place.country in desk.countries
        match = self.finder.serves(desk, place)
        named = match is not None and (place.extent == Extent.AREA or match.level < Level.PROVINCE)
        return named or _is_near(desk, place)

    def cards(self, matches: Mapping[Place, Sequence[Match]], language: Language) -> tuple[Contact, ...]:
        """Return the desks of `matches`, each once with all that it is there for, at most `MAX_CARDS`."""
        cards: dict[str, Contact] = {}
        several = len({place.country for place in matches}) > 1
        for place, of_place in matches.items():
            for match in of_place:
                card = cards.get(match.desk.id) or match.desk.card(language)
                why = f"{_called(place, language, with_country=several)}: {self.reason(match, language)}"
                cards[card.id] = replace(card, for_whom=f"{card.for_whom}; {why}" if card.for_whom else why)
        return tuple(cards.values())[:MAX_CARDS]

    def _reply(self, matches: dict[Place, list[Match]], language: Language) -> Reply:
        lines = [phrase("desks", language)]
        for place, of_place in matches.items():
            told = "; ".join(f"{match.desk.names[language]} – {self.reason(match, language)}" for match in of_place)
            lines.append(f"{_called(place, language)}: {told or phrase('no_desk', language)}.")
        desks = {match.desk.id: match.desk for of_place in matches.values() for match in of_place}
        entries = [desk.entry.id for desk in desks.values() if desk.entry]
        return Reply(
            text="\n".join(lines),
            kind=ReplyKind.ANSWER,
            status=ReplyStatus.ANSWERED,
            language=language,
            entry=entries[0] if entries else None,
            sources=tuple(self._sources(desks, language)),
            contacts=self.cards(matches, language),
        )

    def _sources(self, desk_ids: Iterable[str], language: Language) -> list[CitedSource]:
        known = [Source(contact=desk_id) for desk_id in desk_ids if desk_id in self._rows.contacts]
        return list(dict.fromkeys(self._rows.cite(source, language) for source in known))[:MAX_SOURCES]


def _called(place: Place, language: Language, *, with_country: bool = True) -> str:
    """Return what `place` is called, a country in `language`."""
    if place.extent == Extent.COUNTRY:
        name = phrase(f"country_{place.country.lower()}", language)
        return name[0].upper() + name[1:]
    return place.label if with_country else place.name


def _is_near(desk: Desk, place: Place) -> bool:
    return desk.town is not None and distance_km(desk.town, place) <= NEAR_KM


def _helps(match: Match) -> bool:
    return match.desk.kind not in _ONLY_SERVING or match.level <= Level.PROVINCE


def _best(matches: Sequence[Match]) -> list[Match]:
    """Return the first of `matches`, and where it is not sure, the first that is and serves the place or its region."""
    sure = (match for match in matches[1:] if match.desk.sure and match.level < Level.COUNTRY)
    return [*matches[:1], *([] if not matches or matches[0].desk.sure else itertools.islice(sure, 1))]
