"""The network of an encoder in less memory, and with less work where the processor allows it."""

from __future__ import annotations

import gc

import torch
from torch import Tensor, nn

BLOCK = 32
#: A table with at least so many rows is one of words; those of positions and kinds are small.
WORDS = 10_000
#: Rows that are converted at a time, so that the copies in between stay small.
ROWS = 8192


class BlockEmbedding(nn.Module):
    """An embedding table as 8-bit integers with a scale for each 32 weights.

    The weight of largest magnitude in a block is -128 steps. The default encoder's table was packed the same way with
    4 bits, of which these steps are a sixteenth, so its weights come back bit for bit; any other's come back to within
    1/256 of the block's largest.
    """

    steps: Tensor
    scales: Tensor

    def __init__(self, weight: Tensor) -> None:
        """`weight`: floats of shape (vocabulary, dimensions); dimensions are a multiple of `BLOCK`."""
        super().__init__()
        rows, dimensions = weight.shape
        steps = torch.empty((rows, dimensions // BLOCK, BLOCK), dtype=torch.int8)
        scales = torch.empty((rows, dimensions // BLOCK, 1), dtype=torch.float32)
        for start in range(0, rows, ROWS):
            blocks = weight[start : start + ROWS].detach().float().reshape(-1, dimensions // BLOCK, BLOCK)
            extreme = blocks.gather(2, blocks.abs().argmax(dim=2, keepdim=True))
            scale = extreme / -128
            exact = torch.where(scale == 0, torch.ones_like(scale), scale)
            steps[start : start + ROWS] = (blocks / exact).round().clamp(-128, 127).to(torch.int8)
            scales[start : start + ROWS] = scale
        self.register_buffer("steps", steps)
        self.register_buffer("scales", scales)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the rows of `ids` as floats, with the dimensions as the last axis."""
        return (self.steps[ids].float() * self.scales[ids]).flatten(-2)


class BrainLinear(nn.Module):
    """A linear layer whose weights and products are bfloat16; what comes in and goes out is float32."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight = nn.Parameter(linear.weight.detach().bfloat16(), requires_grad=False)
        self.bias = None if linear.bias is None else nn.Parameter(linear.bias.detach().bfloat16(), requires_grad=False)

    def forward(self, values: Tensor) -> Tensor:
        """Return what the linear layer would, to about three digits."""
        return nn.functional.linear(values.bfloat16(), self.weight, self.bias).float()


def has_bfloat16() -> bool:
    """Tell whether this processor multiplies bfloat16 itself; others imitate it, which is slow."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def compact(network: nn.Module) -> None:
    """Make a freshly loaded model smaller, in place.

    Its word table becomes a `BlockEmbedding`; its linear layers become `BrainLinear` where the processor multiplies
    these itself (the cosine of the vectors to the exact ones is at least 0.9999). All other weights are copied out of
    the file that they were mapped from: with the mapping gone, what was read of it is no memory of this process.
    """
    _replace_layers(network, brain_floats=has_bfloat16())
    for parameter in network.parameters():
        parameter.data = parameter.data.clone()
    gc.collect()


def _replace_layers(module: nn.Module, *, brain_floats: bool) -> None:
    for name, child in list(module.named_children()):
        if isinstance(child, nn.Linear) and brain_floats:
            setattr(module, name, BrainLinear(child))
        elif isinstance(child, nn.Embedding) and child.num_embeddings >= WORDS and child.embedding_dim % BLOCK == 0:
            setattr(module, name, BlockEmbedding(child.weight))
        else:
            _replace_layers(child, brain_floats=brain_floats)
