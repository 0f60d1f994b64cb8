"""Train the adapter on the entries' own questions.

Each question should lie near the texts of its unit (in all three languages) and near the other questions of
the unit, and far from all else: a softmax over every text, and one over every other question (InfoNCE, van
den Oord et al., arXiv 1807.03748, with several positives). The map begins as the identity and is pulled
towards it, so that it forgets little of what the encoder knows.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import dropout, normalize

from knowledge.adapter import Adapter
from knowledge.index import Index

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Recipe:
    """What training depends on; the same recipe, index and machine give the same map."""

    steps: int = 200
    batch: int = 512
    #: Other questions that each batch is compared with, drawn anew for each step.
    others: int = 4096
    learning_rate: float = 2e-3
    #: Pull towards the identity.
    decay: float = 0.01
    temperature: float = 0.05
    #: Share of vector parts that are blanked at random, against learning single questions by heart.
    dropout: float = 0.1
    #: What nearness to other questions counts against nearness to texts.
    questions: float = 0.5
    seed: int = 2016


def _loss(similarity: Tensor, right: Tensor) -> Tensor:
    """Return the mean negative log share of the right columns; rows without one are passed over."""
    rows = right.any(dim=1)
    held = similarity.masked_fill(~right, -1e9)
    return (torch.logsumexp(similarity, 1) - torch.logsumexp(held, 1))[rows].mean()


def train(index: Index, progress: Progress, recipe: Recipe, left_out: frozenset[int] = frozenset()) -> Adapter:
    """Train the map over the vectors of `index`. Takes a minute or two on two cores.

    `left_out`: positions of passages that it must not see, because it will be tested on them.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    vectors = torch.tensor(index.read_store().vectors())
    numbers: dict[tuple[str, str], int] = {}
    unit = torch.tensor([numbers.setdefault((p.entry, p.point), len(numbers)) for p in index.passages])
    questions = torch.tensor(
        [row for row, p in enumerate(index.passages) if p.kind in ("question", "asked") and row not in left_out]
    )
    texts = torch.tensor([row for row, p in enumerate(index.passages) if p.kind == "text"])
    change = torch.zeros(vectors.shape[1], vectors.shape[1], requires_grad=True)
    identity = torch.eye(vectors.shape[1])
    optimiser = torch.optim.Adam([change], lr=recipe.learning_rate)
    for step in range(recipe.steps):
        drawn = questions[torch.randperm(len(questions))[: recipe.others]]
        asked = drawn[: recipe.batch]
        mapped = {
            name: normalize(dropout(vectors[rows], recipe.dropout) @ (identity + change).T, dim=1)
            for name, rows in (("asked", asked), ("texts", texts), ("questions", drawn))
        }
        to_texts = mapped["asked"] @ mapped["texts"].T / recipe.temperature
        to_questions = mapped["asked"] @ mapped["questions"].T / recipe.temperature
        itself = asked[:, None] == drawn[None, :]
        of_unit = unit[asked][:, None]
        loss = (
            _loss(to_texts, of_unit == unit[texts][None, :])
            + recipe.questions
            * _loss(to_questions.masked_fill(itself, -1e9), (of_unit == unit[drawn][None, :]) & ~itself)
            + recipe.decay * (change**2).sum()
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        progress(step + 1, recipe.steps)
    matrix = (identity + change).detach().numpy().astype(np.float32)
    return Adapter(matrix, index.manifest.encoder)
