"""Train the reranker on questions as people ask them, each with the scores of a search that has not seen it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from knowledge.candidates import CANDIDATES, COLUMNS
from knowledge.reranking import Network
from knowledge.stores.base import Floats2d


@dataclass(frozen=True)
class Recipe:
    """What training depends on; chosen by cross-validation on the asked questions."""

    hidden: int = 32
    epochs: int = 40
    batch: int = 256
    learning_rate: float = 3e-3
    decay: float = 1e-2
    dropout: float = 0.05
    seed: int = 2016


class _Module(nn.Module):
    """The network of `knowledge.reranking`, as torch trains it."""

    def __init__(self, columns: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(columns, hidden)
        self.out = nn.Linear(hidden, 1, bias=False)
        self.direct = nn.Linear(columns, 1, bias=False)

    def forward(self, values: Tensor) -> Tensor:
        scores: Tensor = (self.out(torch.relu(self.hidden(values))) + self.direct(values)).squeeze(-1)
        return scores


def train(tables: Sequence[Floats2d], right: Sequence[int], recipe: Recipe) -> Network:
    """Train the network; takes some seconds.

    `tables`: one per question, of `Candidates.describe`; `right`: the row of its right unit in it. Questions with
    fewer than `CANDIDATES` candidates are left out.
    """
    torch.manual_seed(recipe.seed)
    whole = [i for i, table in enumerate(tables) if len(table) == CANDIDATES]
    values = torch.tensor(np.array([tables[i] for i in whole]))
    gold = torch.tensor([right[i] for i in whole])
    mean, scale = values.mean((0, 1)), values.std((0, 1)) + 1e-6
    values = (values - mean) / scale
    module = _Module(len(COLUMNS), recipe.hidden)
    optimiser = torch.optim.AdamW(module.parameters(), lr=recipe.learning_rate, weight_decay=recipe.decay)
    for _ in range(recipe.epochs):
        for batch in torch.split(torch.randperm(len(values)), recipe.batch):
            scores = module(nn.functional.dropout(values[batch], recipe.dropout))
            loss = nn.functional.cross_entropy(scores, gold[batch])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    learnt = {name: value.detach().numpy().squeeze() for name, value in module.state_dict().items()}
    return Network(
        mean.numpy(), scale.numpy(), learnt["direct.weight"],
        learnt["hidden.weight"], learnt["hidden.bias"], learnt["out.weight"],
    )  # fmt: skip
