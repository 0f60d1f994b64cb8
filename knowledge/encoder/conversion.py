"""Turn the packed weights into an ordinary sentence-transformers folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.encoder.packed import PackedModel, Shape, Vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: The prompts that the model was trained with; without them its vectors are of little use.
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
META_SPACE = "▁"
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def tensor_names(layers: int) -> dict[str, str]:
    """Return the name in a `BertModel` for each name in the packed file."""
    names = dict(EMBEDDINGS)
    for layer in range(layers):
        for short, long in LAYER_PARTS.items():
            for suffix, kind in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{short}.{suffix}"] = f"encoder.layer.{layer}.{long}.{kind}"
    return names


def bert_settings(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the arguments of `BertConfig` for this network."""
    return {
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": round(shape.layer_norm_epsilon, 15),
        "pad_token_id": vocabulary.padding,
        "bos_token_id": vocabulary.begin,
        "eos_token_id": vocabulary.end,
    }


def special_tokens(vocabulary: Vocabulary) -> dict[str, str]:
    """Return the roles of the special pieces, as a tokenizer is told them."""
    pieces = [piece for piece, _ in vocabulary.pieces]
    begin, end = pieces[vocabulary.begin], pieces[vocabulary.end]
    return {
        "bos_token": begin,
        "cls_token": begin,
        "eos_token": end,
        "sep_token": end,
        "unk_token": pieces[vocabulary.unknown],
        "pad_token": pieces[vocabulary.padding],
    }


def build_tokenizer(vocabulary: Vocabulary, normalisation: dict[str, str]) -> Tokenizer:
    """Return the XLM-RoBERTa tokenizer that the vocabulary belongs to.

    The normalisation table is Unicode's NFKC but for characters that vanish or become blanks. Using NFKC itself
    also composes letters typed as base and accent, as the original model's tokenizer does.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    gone = [char for char, becomes in normalisation.items() if not becomes]
    blank = [char for char, becomes in normalisation.items() if becomes == " "]
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_character_class(gone)), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(_character_class(blank)), " "),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(META_SPACE, prepend_scheme="always")
    begin, end = (vocabulary.pieces[index][0] for index in (vocabulary.begin, vocabulary.end))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)]
    )
    return tokenizer


def _character_class(characters: list[str]) -> str:
    return "[" + "".join(f"\\x{{{ord(char):x}}}" for char in characters) + "]"


def write_sentence_transformer(model: PackedModel, folder: Path) -> None:
    """Write `model` to `folder` (made if need be) so that `SentenceTransformer(folder)` loads it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers.utils import logging

    logging.disable_progress_bar()
    transformer_folder = folder.with_name(folder.name + "-transformer")
    _write_transformer(model, transformer_folder)
    modules = [
        Transformer(str(transformer_folder), max_seq_length=model.shape.positions),
        Pooling(model.shape.hidden, pooling_mode="mean"),
        Normalize(),
    ]
    SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save(str(folder), create_model_card=False)


def _write_transformer(model: PackedModel, folder: Path) -> None:
    """Write a `BertModel` and its tokenizer."""
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    config = BertConfig(**bert_settings(model.shape, model.vocabulary))
    with torch.device("meta"):
        bert = BertModel(config)
    weights = {
        long: torch.from_numpy(model.tensors[short].reshape(bert.get_parameter(long).shape))
        for short, long in tensor_names(model.shape.layers).items()
    }
    # The pooler has no part in a mean of token vectors; zeros keep the folder repeatable.
    weights |= {name: torch.zeros(value.shape) for name, value in bert.state_dict().items() if "pooler" in name}
    bert.load_state_dict(weights, strict=False, assign=True)
    bert.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(model.vocabulary, dict(model.normalisation)),
        model_max_length=model.shape.positions,
        **special_tokens(model.vocabulary),
    ).save_pretrained(folder)
