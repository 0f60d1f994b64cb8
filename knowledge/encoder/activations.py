"""How large the inputs of each linear layer are, measured once and kept beside the code.

Integers need a scale for what goes into a layer. Taking it anew for each call costs time and makes the vector of a text
depend on the texts beside it, so the scales are fixed, and read from `activations.npz`. That file is committed, for
measured on another machine it would differ in its last digits, and so would every vector made with it.

    .venv/service/bin/python -m knowledge.encoder.activations

measures it again, on the texts of the built index through the floats of the built encoder; only another network needs
that, for the sizes depend far less on the text than on the layer and the channel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

FILE = Path(__file__).with_name("activations.npz")
#: Inputs that are measured, by the short name of the layer: the three of attention share theirs.
PARTS = {
    "qkv": "attention.self.query",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
TEXTS = 800


@dataclass(frozen=True)
class Activations:
    """The largest magnitude that each input channel reaches, by layer and part (`l3.fo`), shape (channels,)."""

    channels: Mapping[str, NDArray[np.float32]]

    @classmethod
    def load(cls) -> Activations:
        """Read the committed file."""
        with np.load(FILE) as held:
            return cls({name: held[name].astype(np.float32) for name in held.files})

    def save(self, path: Path = FILE) -> None:
        """Write them in half precision."""
        arrays: dict[str, Any] = {name: values.astype(np.float16) for name, values in self.channels.items()}
        np.savez_compressed(path, **arrays)


def measure(folder: Path, texts: Sequence[str]) -> Activations:
    """Return what `texts` with their prompts reach in the sentence-transformers model in `folder`."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    bert: Any = model[0].auto_model
    largest: dict[str, Tensor] = {}
    hooks = [
        bert.get_submodule(f"encoder.layer.{layer}.{long}").register_forward_pre_hook(
            _note(largest, f"l{layer}.{short}")
        )
        for layer in range(bert.config.num_hidden_layers)
        for short, long in PARTS.items()
    ]
    # One at a time: padding has activations too.
    model.encode(list(texts), batch_size=1)
    for hook in hooks:
        hook.remove()
    return Activations({name: values.numpy() for name, values in largest.items()})


def _note(largest: dict[str, Tensor], name: str) -> Any:
    def note(_module: Any, inputs: tuple[Tensor, ...]) -> None:
        values = inputs[0].detach().abs().flatten(0, -2).amax(0)
        largest[name] = values if name not in largest else largest[name].maximum(values)

    return note


def _texts() -> Iterator[str]:
    from knowledge.encoder.conversion import PROMPTS
    from knowledge.index import open_index

    passages = open_index(Path(__file__).parents[2] / "models" / "index", None).passages
    for passage in passages[:: max(len(passages) // TEXTS, 1)]:
        kind = "query" if passage.kind in ("question", "asked") else "passage"
        yield PROMPTS[kind] + passage.text


if __name__ == "__main__":
    from knowledge.encoder.finding import DEFAULT_FOLDER

    measure(DEFAULT_FOLDER, list(_texts())).save()
