"""Weights in whole steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder.onnx_network import pack_nibbles, quantise_blocks

pytestmark = pytest.mark.unit


def weights_of(steps: np.ndarray, scales: np.ndarray, bits: int) -> np.ndarray:
    return ((steps.astype(np.float32) - (1 << (bits - 1))) * scales[:, :, None]).reshape(len(steps), -1)


@given(st.integers(0, 2**32 - 1))
def test_weights_that_were_packed_in_four_bits_come_back_bit_for_bit(seed: int) -> None:
    random = np.random.default_rng(seed)
    steps = random.integers(-8, 8, size=(3, 4, 32)).astype(np.float32)
    # As in the package, the weight of largest magnitude of each block is at -8 steps.
    steps[:, :, 5] = -8
    scales = random.normal(size=(3, 4, 1)).astype(np.float16).astype(np.float32)
    weight = (steps * scales).reshape(3, 128)
    found = quantise_blocks(weight, bits=4, block=32)
    assert np.array_equal(weights_of(*found, bits=4), weight)


@given(st.integers(0, 2**32 - 1))
def test_eight_bits_are_within_a_128th_of_the_largest_weight_of_the_block(seed: int) -> None:
    weight = np.random.default_rng(seed).normal(size=(5, 256)).astype(np.float32)
    steps, scales = quantise_blocks(weight, bits=8, block=128)
    off = np.abs(weights_of(steps, scales, bits=8) - weight).reshape(5, 2, 128)
    largest = np.abs(weight).reshape(5, 2, 128).max(axis=2, keepdims=True)
    assert (off <= largest / 128 * 1.001).all()


def test_a_block_of_zeros_stays_zero() -> None:
    steps, scales = quantise_blocks(np.zeros((1, 32), dtype=np.float32), bits=4, block=32)
    assert not weights_of(steps, scales, bits=4).any()


def test_two_values_share_a_byte_the_first_in_the_low_half() -> None:
    assert pack_nibbles(np.array([[1, 2, 15, 0]], dtype=np.uint8)).tolist() == [[0x21, 0x0F]]
