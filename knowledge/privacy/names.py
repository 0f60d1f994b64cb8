"""Names of people, found by the words that introduce them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.privacy.findings import DataKind, Finding
from knowledge.privacy.vocabulary import vocabulary

#: The speaker introduces himself: a name in lower case counts too.
OWN_NAME = re.compile(
    r"""\b(?:
        ik\ heet | mijn\ (?:volledige\ |voor|achter)?naam\ is |
        my\ (?:full\ |first\ |last\ )?name\ is | my\ name['’]s | (?:i\ am|i['’]m)\ called |
        ich\ hei(?:ß|ss)e | mein\ (?:voller\ |vor|nach)?name\ ist |
        (?:voornaam|achternaam|vorname|nachname|surname|naam|name)\s?[:=]
    )\s+""",
    re.IGNORECASE | re.VERBOSE,
)
#: Somebody else is named, or a message signed: only words with a capital count.
OTHER_NAME = re.compile(
    r"""\b(?:
        (?:hij|zij|ze|zoon|dochter|vriend|vriendin|man|vrouw|stagiaire?|studente?|werknemer|medewerker|collega|
            leerling)\ heet |
        (?:er|sie|sohn|tochter|freund|freundin|mann|frau|praktikant(?:in)?|student(?:in)?|mitarbeiter(?:in)?|
            kolleg(?:e|in)|azubi)\ hei(?:ß|ss)t |
        (?:zijn|haar|hun)\ naam\ is | (?:sein|ihr)\ name\ ist | (?:his|her|their|\w+['’]s)\ name\ is |
        (?:he|she)\ is\ called | genaamd | named | namens |
        (?:groet|groeten|groetjes|gr(?:u|ue|ü)(?:ß|ss)e?|mvg|mfg|regards)[,.!] |
        (?:vriendelijke\ groet(?:en)?|freundlichen\ gr(?:ü|ue)(?:ß|ss)en|(?:kind|best)\ regards)[,.!]?
    )\s+""",
    re.IGNORECASE | re.VERBOSE,
)
#: "I am Anna Smith" is told apart from "I am Dutch" only by what else the message holds.
MAYBE_NAME = re.compile(r"\b(?:ik ben|ich bin|i am|i['’]m|dit is|hier ist|this is)\s+", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
MAX_WORDS = 6


def _name_end(text: str, start: int, *, lower_case: bool) -> tuple[int, int]:
    """Follow the words of a name from `start`; return where it ends and how many words it has without particles."""
    words = vocabulary()
    end, count, position = start, 0, start
    after_particle = False
    for _ in range(MAX_WORDS):
        match = WORD.match(text, position)
        if match is None:
            break
        word = match[0]
        is_acronym = len(word) > 1 and word.isupper() and not text.isupper()
        if word in words.name_particles:
            after_particle = True
        else:
            like_a_name = word[0].isupper() or (lower_case and (count == 0 or after_particle))
            if word.casefold() in words.not_a_name or is_acronym or not like_a_name:
                break
            count, after_particle = count + 1, False
            end = match.end()
        position = match.end() + 1
        if text[match.end() : position] != " ":
            break
    return end, count


def find_names(text: str) -> Iterator[Finding]:
    """Find names behind words that introduce one."""
    for pattern, lower_case in ((OWN_NAME, True), (OTHER_NAME, False)):
        for match in pattern.finditer(text):
            end, count = _name_end(text, match.end(), lower_case=lower_case)
            if count:
                yield Finding(DataKind.NAME, match.end(), end)


def find_names_beside_other_data(text: str) -> Iterator[Finding]:
    """Find names that only other personal data in the same message gives away ("I am Anna Smith, born ...")."""
    for match in MAYBE_NAME.finditer(text):
        end, count = _name_end(text, match.end(), lower_case=False)
        if count > 1:
            yield Finding(DataKind.NAME, match.end(), end)
