"""From text to vectors: the protocol, two implementations, and the build of the default model."""

from knowledge.encoder.errors import DamagedEncoder, EncoderError, SourceUnavailable
from knowledge.encoder.finding import DEFAULT_FOLDER, load_encoder
from knowledge.encoder.protocol import Encoder, Floats2d

__all__ = [
    "DEFAULT_FOLDER",
    "DamagedEncoder",
    "Encoder",
    "EncoderError",
    "Floats2d",
    "SourceUnavailable",
    "load_encoder",
]
