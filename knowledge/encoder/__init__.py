"""From text to vectors: the protocol, the implementation, and the build of the default model."""

from knowledge.encoder.errors import DamagedEncoder, EncoderError, SourceUnavailable
from knowledge.encoder.protocol import Encoder, Floats2d
from knowledge.encoder.sentence import DEFAULT_FOLDER, SentenceTransformerEncoder, load_encoder

__all__ = [
    "DEFAULT_FOLDER",
    "DamagedEncoder",
    "Encoder",
    "EncoderError",
    "Floats2d",
    "SentenceTransformerEncoder",
    "SourceUnavailable",
    "load_encoder",
]
