"""Write the network of the packed model for ONNX Runtime, in integers.

The kinds of numbers follow what each costs in likeness to the exact vectors:

- the word table keeps the 4 bits and the scales of the package, so its rows are exact;
- linear layers have weights of 7 bits with one scale per output, and inputs of 8 bits with one fixed scale, from
  `activations.py`. Seven bits, for processors without VNNI add two products in 16 bits, which eight would overflow;
- a few channels are up to fifty times as large as the others and would leave these hardly any steps. Each channel is
  divided by a share of its size, and the weights that it meets are multiplied by the same (SmoothQuant, Xiao et al.,
  arXiv 2211.10438).

Cosine to the exact vectors, and times: docs/adr/0006-fixed-scales.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from knowledge.encoder.activations import Activations
from knowledge.encoder.packed import BLOCK, PackedModel

MICROSOFT = "com.microsoft"
#: What ONNX Runtime of our lock reads.
OPSET, IR_VERSION = 21, 10
SEVEN_BITS = 63
#: How much of a channel's size goes over into the weights: 0 none, 1 all.
SMOOTHING = 0.8
#: A channel or weight smaller than this is taken for as large.
_LEAST = 1e-3
#: The lowest value of GELU, which goes into the second feed-forward layer.
_LEAST_GELU = 0.17

Floats = NDArray[np.float32]


def quantise_blocks(weight: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """Return whole steps of 4 bits and scales of `weight`, shape (rows, columns), with one scale per block of a row.

    The weight of largest magnitude of a block is step 0, and step 8 is zero, so that weights that were packed this way
    before come back bit for bit.

    Returns:
        steps of shape (rows, columns / BLOCK, BLOCK) in [0, 16), scales of shape (rows, columns / BLOCK).
    """
    blocks = weight.reshape(len(weight), -1, BLOCK)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scales = extreme / -8
    steps = np.round(blocks / np.where(scales == 0, 1, scales)).clip(-8, 7) + 8
    return steps.astype(np.uint8), scales[:, :, 0].astype(np.float32)


def pack_nibbles(steps: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return two values of 4 bits per byte along the last axis, the first in the low half."""
    return (steps[..., 0::2] & 0x0F | steps[..., 1::2] << 4).astype(np.uint8)


def quantise_rows(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return whole steps of 7 bits of `weight`, shape (rows, columns), and one scale per row."""
    scales: Floats = (np.abs(weight).max(axis=1) / SEVEN_BITS).astype(np.float32)
    steps = np.round(weight / np.where(scales == 0, 1, scales)[:, None])
    return steps.astype(np.int8), scales


def smoothing_of(largest: Floats, weight: Floats) -> Floats:
    """Return what to divide each channel by, geometric mean 1.

    `largest`: magnitude of each channel, shape (columns,); `weight`: what they meet, shape (rows, columns).
    """
    met = np.maximum(np.abs(weight).max(axis=0), _LEAST)
    logs = SMOOTHING * np.log(np.maximum(largest, _LEAST)) - (1 - SMOOTHING) * np.log(met)
    smoothing: Floats = np.exp(logs - logs.mean()).astype(np.float32)
    return smoothing


def input_scale(lowest: float, highest: float) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return the step and the place of zero for inputs between `lowest` (at most 0) and `highest` in 8 bits."""
    step = max(highest - lowest, _LEAST) / 255
    return np.array(step, dtype=np.float32), np.array(round(-lowest / step), dtype=np.uint8)


@dataclass
class _Graph:
    """A graph under construction; `model` holds the weights by their packed names."""

    model: PackedModel
    activations: Activations
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.model.tensors[name])

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **settings: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **settings))
        return output


def write_network(model: PackedModel, activations: Activations, path: Path, prompts: dict[str, str]) -> None:
    """Write the network to `path`: token ids and mask in, vectors of length 1 out.

    `prompts`: what goes before a `query` and a `passage`; kept in the file, with the limit of tokens.
    """
    shape = model.shape
    graph = _Graph(model, activations)
    hidden = _embed(graph)
    for layer in range(shape.layers):
        hidden = _layer(graph, layer, hidden)
    _pool(graph, hidden)
    made = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("ids", "mask")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", shape.hidden])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=IR_VERSION,
    )
    said = {f"prompt.{kind}": prompts[kind] for kind in ("query", "passage")}
    said["tokens"] = str(shape.positions)
    helper.set_model_props(made, said)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(made, path)


def _embed(graph: _Graph) -> str:
    """Add words, places and kind, and normalise."""
    model, shape = graph.model, graph.model.shape
    words = model.tensors["emb.word"].reshape(shape.vocabulary, shape.hidden)
    steps, scales = quantise_blocks(words)
    # The operator counts from -8; in two's complement that only turns the highest bit.
    packed = pack_nibbles((steps ^ np.uint8(8)).reshape(shape.vocabulary, shape.hidden))
    table = TensorProto(name="words", data_type=TensorProto.INT4, dims=words.shape, raw_data=packed.tobytes())
    graph.constants.append(table)
    graph.node(
        "GatherBlockQuantized", ["words", "ids", graph.constant("words.scales", scales)], "word", MICROSOFT,
        block_size=BLOCK, gather_axis=0, quantize_axis=1,
    )  # fmt: skip
    places = model.tensors["emb.pos"].reshape(shape.positions, shape.hidden)
    kinds = model.tensors["emb.type"].reshape(shape.token_types, shape.hidden)
    graph.constant("places", places + kinds[0])
    for name, value in (("zero", 0), ("one", 1), ("two", 2)):
        graph.constant(name, np.array([value], dtype=np.int64))
    graph.node("Shape", ["ids"], "sizes")
    graph.node("Slice", ["sizes", "one", "two", "zero"], "length")
    graph.node("Slice", ["places", "zero", "length", "zero"], "place")
    graph.node("Add", ["word", "place"], "embedded")
    graph.node("Cast", ["mask"], "mask.int", to=TensorProto.INT32)
    return graph.node(
        "LayerNormalization", ["embedded", graph.weight("emb.ln.w"), graph.weight("emb.ln.b")], "layer.in",
        axis=-1, epsilon=shape.layer_norm_epsilon,
    )  # fmt: skip


def _layer(graph: _Graph, layer: int, hidden: str) -> str:
    """One layer of a BERT: attention and feed-forward, each added to its input and normalised."""
    name, shape = f"l{layer}", graph.model.shape
    # Queries, keys and values in one product.
    asked = _linear(graph, hidden, f"{name}.qkv", [f"{name}.{part}" for part in "qkv"])
    parts = [f"{name}.{part}" for part in "qkv"]
    graph.nodes.append(helper.make_node("Split", [asked], parts, axis=-1, num_outputs=len(parts)))
    seen = graph.node("MultiHeadAttention", [*parts, "", "mask.int"], f"{name}.seen", MICROSOFT, num_heads=shape.heads)
    mixed = _add_and_normalise(graph, _linear(graph, seen, f"{name}.ao"), hidden, f"{name}.aln")
    wide = graph.node("Gelu", [_linear(graph, mixed, f"{name}.fi")], f"{name}.wide", MICROSOFT)
    return _add_and_normalise(graph, _linear(graph, wide, f"{name}.fo"), mixed, f"{name}.oln")


def _add_and_normalise(graph: _Graph, value: str, to: str, name: str) -> str:
    # Two operators, for ONNX Runtime's one that does both takes three times as long.
    return graph.node(
        "LayerNormalization",
        [graph.node("Add", [value, to], f"{name}.added"), graph.weight(f"{name}.w"), graph.weight(f"{name}.b")],
        f"{name}.out", axis=-1, epsilon=graph.model.shape.layer_norm_epsilon,
    )  # fmt: skip


def _linear(graph: _Graph, value: str, name: str, layers: Sequence[str] = ()) -> str:
    """Multiply `value` by the weights of `layers`, one after the other, and add their biases; default: `name` alone."""
    tensors = graph.model.tensors
    biases = [tensors[f"{layer}.b"] for layer in layers or [name]]
    weight = np.concatenate(
        [tensors[f"{layer}.w"].reshape(len(bias), -1) for layer, bias in zip(layers or [name], biases, strict=True)]
    )
    largest = graph.activations.channels[name]
    smoothing = smoothing_of(largest, weight)
    steps, scales = quantise_rows(weight * smoothing)
    smooth = graph.node("Mul", [value, graph.constant(f"{name}.smoothing", 1 / smoothing)], f"{name}.smooth")
    lowest = np.minimum(largest, _LEAST_GELU) if name.endswith(".fo") else largest
    step, zero = input_scale(-float((lowest / smoothing).max()), float((largest / smoothing).max()))
    of_input = [graph.constant(f"{name}.in.scale", step), graph.constant(f"{name}.in.zero", zero)]
    inputs = [
        graph.node("QuantizeLinear", [smooth, *of_input], f"{name}.in"),
        graph.constant(f"{name}.steps", steps.T),
        of_input[0],
        graph.constant(f"{name}.scales", scales),
        of_input[1],
        graph.constant(f"{name}.zeros", np.zeros(len(scales), dtype=np.int8)),
        graph.constant(f"{name}.bias", np.concatenate(biases)),
    ]
    return graph.node("MatMulIntegerToFloat", inputs, f"{name}.out", MICROSOFT)


def _pool(graph: _Graph, hidden: str) -> str:
    """Take the mean over the tokens, 1 long; the length makes dividing by the number of tokens needless."""
    graph.node("Cast", ["mask"], "mask.float", to=TensorProto.FLOAT)
    graph.node("Unsqueeze", ["mask.float", "two"], "mask.column")
    graph.node("Mul", [hidden, "mask.column"], "kept")
    graph.node("ReduceSum", ["kept", "one"], "sum", keepdims=0)
    return graph.node("LpNormalization", ["sum"], "vectors", axis=-1, p=2)
