"""Vectors that came with a message, so that it is embedded once and not by the service and the bot each."""

from __future__ import annotations

import base64
import binascii
import json
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from typing import Any, Optional, Tuple

import numpy as np

#: More than there are turns at the same time.
MOST = 64
#: No encoder in use has longer ones.
MAX_DIMENSIONS = 4096


class UnreadableVector(ValueError):
    """What came as a vector is none; the text says what would be one."""


class HandedVectors:
    """The vectors of the last messages, by their text; in memory only, so that none is stored with a conversation."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: OrderedDict[str, Tuple[str, np.ndarray]] = OrderedDict()

    def hand(self, text: str, said: Any) -> None:
        """Keep the vector of `text`; `said`: `{"encoder": fingerprint, "values": base64 of 32-bit floats}`.

        Raises:
            UnreadableVector: it is something else.
        """
        try:
            encoder, data = said["encoder"], base64.b64decode(said["values"], validate=True)
            values = np.frombuffer(data, dtype="<f4")
        except (TypeError, KeyError, ValueError, binascii.Error) as error:
            raise UnreadableVector("`vector` must hold `encoder` and, in base64, `values`.") from error
        if not isinstance(encoder, str) or not 0 < len(values) <= MAX_DIMENSIONS or not np.isfinite(values).all():
            raise UnreadableVector("`vector` must hold finite 32-bit floats and the encoder that made them.")
        self._known[text.strip()] = (encoder, values[np.newaxis])
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def of(self, text: str, encoder: str) -> Optional[np.ndarray]:
        """Return the vector of `text`, shape (1, dimensions), if it came and was made by `encoder`."""
        made_by, vector = self._known.get(text, ("", None))
        return vector if made_by == encoder else None


#: Those of this process: the channel hands them, the sentence encoder takes them.
HANDED = HandedVectors()


def encoder_in(folder: Path) -> str:
    """Return the fingerprint of the encoder in `folder`, as the service names it; "" where it names none."""
    try:
        files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    listing = "\n".join(f"{name} {digest}" for name, digest in sorted(files.items()))
    return sha256(listing.encode()).hexdigest()[:16]
