"""Keeps the conversation in the language that its user writes in."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from typing_extensions import override

from bot.components.entities import entity_without_place, metadata_of, slot_value
from bot.components.language_evidence import LANGUAGES, Evidence, LanguageJudge
from bot.components.language_wish import Wish, WishFinder
from bot.components.text import plain_text

SWITCH_INTENT = "switch_language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageDetector(GraphComponent, EntityExtractorMixin):
    """Emits `requested_language` for a wish and else `language`, where that changes the slot.

    The first of these that says something decides:
    1. a wish in the message ("auf Deutsch bitte"): newer than any choice made before;
    2. `language` of the metadata: what the user chose in the page;
    3. a message of `minimum_words` content words or more that is clearly in one language;
    4. a shorter one with a word of the closed list ("bedankt", "guten");
    5. the conversation's language so far: then nothing is emitted;
    6. while there is none: a hint in the words, a word or two that are clearly in one language, then
       `default_language` of the metadata (the page's own language), then the best guess. Because the
       component sees the conversation, a default never overwrites what was found out before.
    """

    @staticmethod
    def required_packages() -> List[str]:
        """Return the packages that must be installed; their versions are part of the fingerprint."""
        return ["lingua", "yaml"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return the defaults. `switch_margin`: lead (0 to 1) of one language over the next that settles it.

        `enough_words`: so many words need no word of our lists. `guess_margin`: lead for a first best guess.
        `names`: entities whose names belong to no language.
        """
        return {
            "minimum_words": 3,
            "enough_words": 5,
            "switch_margin": 0.8,
            "guess_margin": 0.3,
            "names": ["organisation", "place", "permit"],
        }

    def __init__(self, config: Dict[str, Any]) -> None:
        """Load word lists and language models."""
        self._config = config
        self._judge = LanguageJudge()
        self._wishes = WishFinder()

    @classmethod
    @override
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """Create the component; it has nothing to learn."""
        return cls(config)

    def process(self, messages: List[Message], tracker: DialogueStateTracker) -> List[Message]:
        """Add at most one entity to each message."""
        current = slot_value(tracker, "language")
        for message in messages:
            entity = self._entity(message, current)
            if entity is not None:
                entities = message.get(ENTITIES, []) + self.add_extractor_name([entity])
                message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _entity(self, message: Message, current: Optional[str]) -> Optional[Dict[str, Any]]:
        wish = self._wish(message)
        if wish is not None:
            whole = entity_without_place("requested_language", wish.language)
            return {**whole, "start": wish.start, "end": wish.end}
        language = self._language(message, current)
        if language is None or language == current:
            return None
        return entity_without_place("language", language)

    def _wish(self, message: Message) -> Optional[Wish]:
        text = plain_text(message)
        wish = self._wishes.find(text)
        if wish is None and (message.get("intent") or {}).get("name") == SWITCH_INTENT:
            wish = self._wishes.only_name(text)
        return wish

    def _language(self, message: Message, current: Optional[str]) -> Optional[str]:
        metadata = metadata_of(message)
        if metadata.get("language") in LANGUAGES:
            return str(metadata["language"])
        default = metadata.get("default_language") if metadata.get("default_language") in LANGUAGES else None
        text = plain_text(message)
        if not any(character.isalpha() for character in text):
            return current or default
        evidence = self._judge.weigh(text, self._name_spans(message))
        guess = evidence.best if evidence.margin >= self._config["guess_margin"] else None
        clear = evidence.best if evidence.known and evidence.margin >= self._config["switch_margin"] else None
        return self._settled(evidence) or current or evidence.hint or clear or default or guess

    def _settled(self, evidence: Evidence) -> Optional[str]:
        """Return the language that the message itself settles, if it does."""
        if evidence.words < self._config["minimum_words"]:
            return evidence.sure
        clear = evidence.margin >= self._config["switch_margin"]
        # The letters of a few words deceive: gibberish, names, "auto ummelden kosten".
        enough = evidence.known or evidence.words >= self._config["enough_words"]
        return evidence.best if clear and enough else None

    def _name_spans(self, message: Message) -> List[Tuple[int, int]]:
        names = self._config["names"]
        return [(e["start"], e["end"]) for e in message.get(ENTITIES, []) if e["entity"] in names]
