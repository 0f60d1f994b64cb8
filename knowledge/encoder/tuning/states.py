"""What the lower layers make of a text, computed once: only the layers above them learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

#: Layers that stay as they are; the upper half learns.
FIXED = 6
#: Tokens of a text that are looked at in training.
MOST_TOKENS = 56
BATCH = 64
_PADDING = 1


@dataclass(frozen=True)
class States:
    """Vectors of the tokens of many texts, one text after the other."""

    #: Shape (tokens, dimensions), half precision.
    values: NDArray[np.float16]
    #: Shape (texts + 1,): where each text begins.
    starts: NDArray[np.int64]

    def length(self, row: int) -> int:
        """Return how many tokens the text at `row` has."""
        return int(self.starts[row + 1] - self.starts[row])

    def of(self, row: int) -> NDArray[np.float16]:
        """Return the vectors of the text at `row`, shape (its tokens, dimensions)."""
        return self.values[self.starts[row] : self.starts[row + 1]]

    def padded(self, rows: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Return the texts at `rows`, shape (texts, longest, dimensions), and a mask that is 1 at tokens."""
        longest = max(map(self.length, rows))
        values, mask = torch.zeros(len(rows), longest, self.values.shape[1]), torch.zeros(len(rows), longest)
        for place, row in enumerate(rows):
            values[place, : self.length(row)] = torch.from_numpy(self.of(row).astype(np.float32))
            mask[place, : self.length(row)] = 1
        return values, mask


def apply(layers: Any, values: Tensor, mask: Tensor) -> Tensor:
    """Return what `layers` of a BERT make of `values`; `mask` is 1 at tokens, shapes as in `States.padded`."""
    bias = (1 - mask)[:, None, None, :] * -1e4
    for layer in layers:
        made = layer(values, bias)
        values = made[0] if isinstance(made, tuple) else made
    return values.float()


def lower_states(bert: Any, tokenizer: Any, texts: Sequence[str], progress: Callable[[int, int], None]) -> States:
    """Return what the `FIXED` lower layers of `bert` make of `texts`, which have their prompts; some minutes."""
    tokens = tokenizer(list(texts), truncation=True, max_length=MOST_TOKENS)["input_ids"]
    lengths = [len(one) for one in tokens]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    values = np.empty((starts[-1], bert.config.hidden_size), dtype=np.float16)
    order = np.argsort(lengths)
    for begin in range(0, len(order), BATCH):
        rows = order[begin : begin + BATCH]
        ids = torch.full((len(rows), max(lengths[row] for row in rows)), _PADDING)
        mask = torch.zeros(ids.shape)
        for place, row in enumerate(rows):
            ids[place, : lengths[row]] = torch.tensor(tokens[row])
            mask[place, : lengths[row]] = 1
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            made = apply(bert.encoder.layer[:FIXED], bert.embeddings(ids), mask).numpy()
        for place, row in enumerate(rows):
            values[starts[row] : starts[row + 1]] = made[place, : lengths[row]]
        progress(begin + len(rows), len(order))
    return States(values, starts)
