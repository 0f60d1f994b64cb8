"""Which encoder to load, and how."""

from __future__ import annotations

import os
from pathlib import Path

from knowledge.encoder.batching import default_workers
from knowledge.encoder.errors import EncoderError
from knowledge.encoder.manifest import MANIFEST, fingerprint_of, hash_folder, verify
from knowledge.encoder.onnx_encoder import NETWORK, load_onnx_encoder
from knowledge.encoder.protocol import Encoder
from knowledge.encoder.sentence import load_sentence_transformer

DEFAULT_FOLDER = Path(__file__).parents[2] / "models" / "encoder"


def load_encoder(name: str | None = None) -> Encoder:
    """Load the encoder: `name`, else what `GRENSWIJZER_ENCODER` names, else the one that `make build` built.

    A name is a folder, or a model on the Hugging Face hub, which is then downloaded. The built one runs through ONNX
    Runtime; any other through sentence-transformers, which needs 400 MB more memory and some seconds to load.

    Raises:
        DamagedEncoder: the built encoder is missing, or one of its files is damaged.
        EncoderError: the named model can neither be found nor fetched, or is none.
    """
    folder = _folder_of(name or os.environ.get("GRENSWIJZER_ENCODER", "").strip())
    if folder == DEFAULT_FOLDER or (folder / MANIFEST).exists():
        manifest = verify(folder)
        if NETWORK in manifest.files:
            return load_onnx_encoder(folder, manifest.fingerprint, default_workers())
        return load_sentence_transformer(folder, manifest.fingerprint, default_workers())
    return load_sentence_transformer(folder, fingerprint_of(hash_folder(folder)), default_workers())


def _folder_of(name: str) -> Path:
    if not name:
        return DEFAULT_FOLDER
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=["*.bin", "*.h5", "*.msgpack", "onnx/*", "openvino/*"]))
    except Exception as error:
        raise EncoderError(
            f"GRENSWIJZER_ENCODER names {name}, which is no folder here and could not be fetched from the model hub "
            f"({type(error).__name__}): name another, or unset it to use the built one."
        ) from error
