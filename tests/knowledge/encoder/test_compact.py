"""Making the network smaller changes next to nothing of what it computes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from knowledge.encoder.compact import BLOCK, WORDS, BlockEmbedding, BrainLinear, compact

pytestmark = pytest.mark.unit


def packed_in_four_bits(rows: int, blocks: int) -> torch.Tensor:
    """Weights as a 4-bit format gives them: from -8 to 7 steps of a float16 scale, and -8 in each block."""
    random = torch.Generator().manual_seed(7)
    steps = torch.randint(-8, 8, (rows, blocks, BLOCK), generator=random)
    steps[:, :, 3] = -8
    scales = torch.randn((rows, blocks, 1), generator=random).half().float()
    return (steps * scales).reshape(rows, -1)


def test_a_table_that_was_packed_in_four_bits_comes_back_bit_for_bit() -> None:
    weight = packed_in_four_bits(9000, 2)
    ids = torch.tensor([[0, 8191, 8192], [8999, 5, 5]])
    assert torch.equal(BlockEmbedding(weight)(ids), weight[ids])


def test_any_other_table_comes_back_nearly() -> None:
    weight = torch.randn((50, 2 * BLOCK), generator=torch.Generator().manual_seed(7))
    back = BlockEmbedding(weight)(torch.arange(50))
    largest = weight.reshape(50, 2, BLOCK).abs().amax(dim=2, keepdim=True).expand(50, 2, BLOCK).reshape(50, -1)
    assert ((back - weight).abs() <= largest / 100).all()


def test_a_row_of_zeros_stays_zeros() -> None:
    assert torch.equal(BlockEmbedding(torch.zeros((1, BLOCK)))(torch.tensor([0])), torch.zeros((1, BLOCK)))


def test_the_table_takes_a_quarter_of_the_memory_and_an_eighth_of_that_for_scales() -> None:
    table = BlockEmbedding(torch.ones((1000, 384)))
    assert sum(part.nbytes for part in table.buffers()) == 1000 * 384 * (1 + 4 / BLOCK)


def test_a_linear_layer_in_brain_floats_gives_nearly_the_same() -> None:
    torch.manual_seed(7)
    linear = nn.Linear(384, 384)
    values = torch.randn((20, 384))
    exact, brief = linear(values).detach().numpy(), BrainLinear(linear)(values).numpy()
    assert brief.dtype == np.float32
    assert np.abs(exact - brief).max() < 0.02


def test_a_whole_network_keeps_what_it_computes() -> None:
    torch.manual_seed(7)
    network = nn.Sequential(nn.Embedding(WORDS, BLOCK), nn.Sequential(nn.Linear(BLOCK, 2)))
    ids = torch.tensor([3, 9999])
    before = network(ids).detach()
    compact(network)
    assert isinstance(network[0], BlockEmbedding)
    assert torch.allclose(network(ids), before, atol=0.05)


def test_a_small_table_is_left_alone() -> None:
    network = nn.Sequential(nn.Embedding(512, BLOCK))
    compact(network)
    assert isinstance(network[0], nn.Embedding)
