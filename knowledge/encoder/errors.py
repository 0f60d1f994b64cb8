"""What can go wrong with the encoder.

EncoderError
├── DamagedEncoder      a file of the encoder or of its source is not what it should be
└── SourceUnavailable   the package that holds the weights could not be fetched
"""

from __future__ import annotations


class EncoderError(Exception):
    """The encoder cannot be used; the message says what to do."""


class DamagedEncoder(EncoderError):
    """A file is missing, cut short or changed."""


class SourceUnavailable(EncoderError):
    """The package that holds the weights could not be fetched."""
