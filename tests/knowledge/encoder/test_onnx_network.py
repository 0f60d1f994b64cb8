"""Weights in whole steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder.onnx_network import input_scale, pack_nibbles, quantise_blocks, quantise_rows, smoothing_of

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
    found = quantise_blocks(weight)
    assert np.array_equal(weights_of(*found, bits=4), weight)


@given(st.integers(0, 2**32 - 1))
def test_seven_bits_are_within_half_a_step_and_never_need_the_eighth(seed: int) -> None:
    weight = np.random.default_rng(seed).normal(size=(5, 96)).astype(np.float32)
    steps, scales = quantise_rows(weight)
    assert np.abs(steps).max() <= 63
    assert (np.abs(steps * scales[:, None] - weight) <= scales[:, None] * 0.501).all()


def test_a_row_of_zeros_stays_zero() -> None:
    steps, scales = quantise_rows(np.zeros((2, 8), dtype=np.float32))
    assert not (steps * scales[:, None]).any()


@given(st.floats(-50, 0), st.floats(0, 50), st.floats(0, 1))
def test_an_input_between_the_bounds_comes_back_within_a_step(lowest: float, highest: float, where: float) -> None:
    value = lowest + where * (highest - lowest)
    step, zero = input_scale(lowest, highest)
    written = int(np.clip(np.round(value / step) + int(zero), 0, 255))
    assert abs((written - int(zero)) * step - value) <= step * 1.01


def test_zero_is_written_exactly() -> None:
    for lowest, highest in ((-3.0, 5.0), (-0.17, 8.0), (0.0, 0.0)):
        step, zero = input_scale(lowest, highest)
        assert 0 <= int(zero) <= 255
        assert step > 0


@given(st.integers(0, 2**32 - 1))
def test_smoothing_leaves_the_product_as_it_is(seed: int) -> None:
    random = np.random.default_rng(seed)
    weight = random.normal(size=(6, 16)).astype(np.float32)
    largest = np.exp(random.normal(scale=2, size=16)).astype(np.float32)
    inputs = (random.uniform(-1, 1, size=(3, 16)) * largest).astype(np.float32)
    smoothing = smoothing_of(largest, weight)
    assert np.allclose((inputs / smoothing) @ (weight * smoothing).T, inputs @ weight.T, rtol=1e-3, atol=1e-3)


def test_a_channel_fifty_times_as_large_is_at_most_three_times_as_large_when_smooth() -> None:
    weight = np.random.default_rng(1).normal(size=(64, 16)).astype(np.float32)
    largest = np.ones(16, dtype=np.float32)
    largest[3] = 50
    smooth = largest / smoothing_of(largest, weight)
    assert smooth[3] / np.median(smooth) < 3


def test_a_block_of_zeros_stays_zero() -> None:
    steps, scales = quantise_blocks(np.zeros((1, 32), dtype=np.float32))
    assert not weights_of(steps, scales, bits=4).any()


def test_two_values_share_a_byte_the_first_in_the_low_half() -> None:
    assert pack_nibbles(np.array([[1, 2, 15, 0]], dtype=np.uint8)).tolist() == [[0x21, 0x0F]]
