"""The sentence that an operator puts above every conversation, without a build or a restart."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import ValidationError

from knowledge.loading import KnowledgeError, read_yaml
from knowledge.schema import Localised

logger = logging.getLogger(__name__)

FILE = "banner.yml"


def read_banner(state: Path) -> Localised | None:
    """Return what `banner.yml` in the state folder says: `nl`, `de` and `en`; None where there is none.

    One that cannot be read is left out, and logged: a slip in it must not switch the chat off.
    """
    path = state / FILE
    if not path.is_file():
        return None
    try:
        return Localised.model_validate(read_yaml(path))
    except (KnowledgeError, ValidationError, OSError) as error:
        logger.warning("%s is not shown: %s", path, str(error).splitlines()[0])
        return None
