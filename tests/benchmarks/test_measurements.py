"""What the benchmarks compute from what they measure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.rasa_project import samples, write_project
from benchmarks.reporting import write_section
from benchmarks.scale import crossing, mark_kept
from benchmarks.scale_vectors import look_at_neighbours, write_vectors
from benchmarks.systems import ENTRIES, best_points, bm25_rows, fused_rows
from knowledge.units import Passage

pytestmark = pytest.mark.unit


def passage(entry: str, text: str = "", kind: str = "question", point: str = "summary") -> Passage:
    return Passage(entry, point, kind, "nl", text or entry)


def row(index: str, p50_ms: float, recall: float, memory_mb: float = 10.0) -> dict[str, Any]:
    return {"size": 1000, "index": index, "p50_ms": p50_ms, "recall": recall, "memory_mb": memory_mb}


def test_an_entry_counts_once_with_the_point_of_its_best_passage() -> None:
    passages = [passage("mvv", point="fee"), passage("mvv", point="duration"), passage("twv")]
    assert best_points([1, 0, 2], passages) == [("mvv", "duration"), ("twv", "summary")]


def test_no_search_names_more_entries_than_are_looked_at() -> None:
    passages = [passage(f"entry-{number}") for number in range(ENTRIES + 5)]
    assert len(best_points(range(len(passages)), passages)) == ENTRIES


def test_fusion_puts_what_both_arms_find_before_what_one_finds_first() -> None:
    assert fused_rows(lambda _: [1, 2], lambda _: [3, 2])("")[0] == 2


def test_words_alone_find_the_passage_that_holds_them_and_nothing_for_unknown_ones() -> None:
    rows_of = bm25_rows([passage("a", "zorgverzekering voor stagiairs"), passage("b", "belasting in Duitsland")])
    assert rows_of("belasting")[0] == 1
    assert rows_of("xyzzy") == []


def test_a_size_between_two_measured_ones_is_told_in_logarithms() -> None:
    assert crossing([1000, 100_000], [0.1, 10.0], 1.0) == pytest.approx(10_000, abs=1)


def test_a_limit_that_no_size_reaches_has_no_crossing() -> None:
    assert crossing([1000, 100_000], [0.1, 0.2], 1.0) is None


def test_what_is_slower_larger_and_less_exact_is_not_on_the_front() -> None:
    rows = [row("Flat", 5.0, 1.0), row("HNSW", 1.0, 0.96), row("IVF", 2.0, 0.95)]
    mark_kept(rows)
    assert [one["front"] for one in rows] == [True, True, False]


def test_only_the_fastest_setting_that_finds_enough_is_drawn() -> None:
    rows = [row("HNSW", 1.0, 0.80), row("HNSW", 2.0, 0.97), row("HNSW", 3.0, 0.99)]
    mark_kept(rows)
    assert [one["kept"] for one in rows] == [False, True, False]


@given(st.lists(st.tuples(st.floats(0.1, 9), st.floats(0, 1), st.floats(1, 9)), min_size=1, max_size=8))
def test_some_index_is_always_on_the_front(figures: list[tuple[float, float, float]]) -> None:
    rows = [row(f"index-{number}", *one) for number, one in enumerate(figures)]
    mark_kept(rows)
    assert any(one["front"] for one in rows)


def test_drawn_vectors_lie_as_far_from_real_ones_as_real_neighbours_do(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    centres = np.repeat(generator.standard_normal((40, 16)), 10, axis=0)
    real = (centres + 0.3 * generator.standard_normal((400, 16))).astype(np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    neighbours = look_at_neighbours(real)
    write_vectors(tmp_path / "vectors.npy", real, neighbours, 1200)
    written = np.load(tmp_path / "vectors.npy")
    nearest = (written[400:] @ real.T).max(axis=1)
    assert written.shape == (1200, 16)
    assert np.linalg.norm(written, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.median(nearest) == pytest.approx(np.median(neighbours.cosines), abs=0.05)


def test_the_same_seed_writes_the_same_vectors(tmp_path: Path) -> None:
    real = np.eye(12, dtype=np.float32)
    neighbours = look_at_neighbours(real)
    for name in ("a", "b"):
        write_vectors(tmp_path / f"{name}.npy", real, neighbours, 30)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


def test_results_replace_their_own_section_and_leave_the_rest_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n\nPeers:\n", encoding="utf-8")
    write_section(tmp_path, "peers", "old figures")
    page.write_text(page.read_text(encoding="utf-8") + "\nMore words.\n", encoding="utf-8")
    write_section(tmp_path, "peers", "new figures")
    text = page.read_text(encoding="utf-8")
    assert "old figures" not in text
    assert text.startswith("# Benchmarks\n\nPeers:\n")
    assert text.endswith("More words.\n")
    assert text.count("new figures") == 1


def test_rasa_learns_from_sample_questions_alone_and_from_each_entry_alike() -> None:
    passages = [passage("mvv", f"vraag {number}") for number in range(30)]
    passages += [passage("twv", "een vraag"), passage("twv", "de tekst", kind="text")]
    chosen = samples(passages, 8)
    assert len(chosen["mvv"]) == 8
    assert chosen["twv"] == ["een vraag"]


def test_a_question_with_brackets_marks_no_entity_for_rasa(tmp_path: Path) -> None:
    write_project(tmp_path / "rasa", {"mvv": ["kost [mvv](permit) geld?"]}, 1)
    assert "- kost (mvv)(permit) geld?" in (tmp_path / "rasa" / "data" / "nlu.yml").read_text(encoding="utf-8")
