"""Learn small changes of the upper layers, so that questions lie near what answers them.

Each question should be nearer to its partner, another question or text of its unit, than to those of the other units in
the batch, and each partner nearer to its question (InfoNCE, van den Oord et al., arXiv 1807.03748, both ways). Units of
a batch lie near one another, which makes the others hard negatives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import normalize

from knowledge.encoder.conversion import LAYER_PARTS
from knowledge.encoder.tuning.examples import Examples, Sampler, neighbours
from knowledge.encoder.tuning.factors import READS, WRITES
from knowledge.encoder.tuning.states import FIXED, States, apply

#: Texts that go through the layers together.
_TOGETHER = 32
#: How much the question's choice among partners counts, beside the partner's among questions.
_QUESTIONS = 0.7
_LARGEST_GRADIENT = 1.0


@dataclass(frozen=True)
class Recipe:
    """What training depends on; batch, temperature and shares were not searched for."""

    steps: int = 700
    batch: int = 64
    #: Units that lie near one another, of each group in a batch.
    group: int = 10
    rank: int = 16
    learning_rate: float = 5e-4
    warm_up: int = 30
    temperature: float = 0.04
    #: Share of questions as people type them, and of partners that are texts.
    typed: float = 0.5
    text: float = 0.3
    dropout: float = 0.05
    seed: int = 7


class UpperLayers(nn.Module):
    """The layers above the fixed ones, with changes that learn."""

    def __init__(self, bert: Any, recipe: Recipe) -> None:
        from peft import LoraConfig, inject_adapter_in_model

        super().__init__()
        self.layer = bert.encoder.layer[FIXED:]
        for weight in bert.parameters():
            weight.requires_grad = False
        of_layers = ["query", "key", "value", "dense"]
        settings = LoraConfig(
            r=recipe.rank, lora_alpha=2 * recipe.rank, lora_dropout=recipe.dropout, target_modules=of_layers
        )
        inject_adapter_in_model(settings, self)

    def forward(self, states: States, rows: Sequence[int]) -> Tensor:
        """Return the vectors of the texts at `rows`, shape (texts, dimensions), length 1."""
        order = sorted(range(len(rows)), key=lambda place: states.length(rows[place]))
        parts = []
        for begin in range(0, len(order), _TOGETHER):
            values, mask = states.padded([rows[place] for place in order[begin : begin + _TOGETHER]])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                values = apply(self.layer, values, mask)
            parts.append(normalize((values * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True), dim=1))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def factors(self) -> dict[str, NDArray[np.float16]]:
        """Return what was learnt, as `add_tuning` wants it."""
        short = {long: name for name, long in LAYER_PARTS.items()}
        found: dict[str, NDArray[np.float16]] = {}
        for name, module in self.named_modules():
            if not hasattr(module, "lora_A"):
                continue
            _, layer, part = name.split(".", 2)
            weight = f"l{int(layer) + FIXED}.{short[part]}.w"
            reads, writes = (getattr(module, side)["default"].weight.detach().numpy() for side in ("lora_A", "lora_B"))
            found[f"{weight}.{READS}"] = reads.astype(np.float16)
            found[f"{weight}.{WRITES}"] = (writes * module.scaling["default"]).astype(np.float16)
        return found


def _share_lost(similarity: Tensor, right: Tensor) -> Tensor:
    """Return the mean negative log share of the right columns."""
    held = similarity.masked_fill(~right, -1e9)
    return (torch.logsumexp(similarity, 1) - torch.logsumexp(held, 1)).mean()


def train(
    bert: Any, states: States, examples: Examples, recipe: Recipe, progress: Callable[[int, float], None]
) -> dict[str, NDArray[np.float16]]:
    """Return the factors learnt; some 20 minutes on two cores that do nothing else.

    `states`: of all texts of `examples`; `progress` is told each step and its loss.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    sampler = Sampler(examples, neighbours(examples, states, 2 * recipe.group), recipe.seed)
    upper = UpperLayers(bert, recipe)
    learning = [weight for weight in upper.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=recipe.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / recipe.warm_up) * max(0.02, 1 - step / recipe.steps)
    )
    upper.train()
    for step in range(recipe.steps):
        asked = sampler.questions(recipe.batch, recipe.typed)
        vectors = upper(states, asked + [sampler.partner(row, recipe.text) for row in asked])
        similarity = vectors[: len(asked)] @ vectors[len(asked) :].T / recipe.temperature
        unit = torch.tensor(examples.unit[asked])
        right = unit[:, None] == unit[None]
        loss = _QUESTIONS * _share_lost(similarity, right) + (1 - _QUESTIONS) * _share_lost(similarity.T, right)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learning, _LARGEST_GRADIENT)
        optimiser.step()
        schedule.step()
        progress(step + 1, float(loss.detach()))
    return upper.factors()
