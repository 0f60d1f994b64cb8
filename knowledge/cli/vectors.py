"""`grenswijzer vectors`: where vectors are kept, and whether they are found there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge.cli.editors.common import errors, errors_told
from knowledge.cli.index import FOLDER

EPILOG = "Example: GRENSWIJZER_VECTORS=milvus+http://localhost:19530 grenswijzer vectors"
#: How many questions are asked, and how many passages of each answer are compared.
_QUESTIONS = 50
_DEPTH = 100
#: The share of the nearest passages that a store which does not search all must find.
_LEAST = 0.99


@contextmanager
def filling_bar() -> Iterator[Callable[[int, int], None]]:
    """Yield what shows how many vectors are put into a store; nothing is shown where none are."""
    columns = (TextColumn("putting vectors in"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=errors, transient=True)

    def show(done: int, total: int) -> None:
        if not bar.task_ids:
            bar.start()
            bar.add_task("")
        bar.update(bar.task_ids[0], completed=done, total=total)

    try:
        yield show
    finally:
        if bar.task_ids:
            bar.stop()


def vectors() -> None:
    """Put the vectors where GRENSWIJZER_VECTORS says, and hold what is found there against exact search.

    FAISS in this process is the default; docs/vectors.md tells when a graph (faiss+hnsw) or Milvus is worth it. What is
    there already is not put in again. Ends with status 1 where the ranking differs, where a graph misses more than one
    in a hundred of the nearest passages, or where the store cannot be used.
    """
    from knowledge.adapter import Adapter
    from knowledge.index import open_index
    from knowledge.stores import open_store, place_from_environment
    from knowledge.stores.checking import ranks_exactly, share_found

    with errors_told():
        place = place_from_environment()
        index = open_index(FOLDER, None)
        wanted = index.vector_set(Adapter.load())
        began = time.monotonic()
        with filling_bar() as show:
            store = open_store(wanted, place, show)
        typer.echo(f"Vectors are kept by {place}.")
        typer.echo(f"{store.label} holds {len(store)} vectors and was ready in {time.monotonic() - began:.1f} s.")
        held = wanted.read()
        asked = [row for row, passage in enumerate(index.passages) if passage.kind in ("asked", "question")]
        questions = asked[:: max(1, len(asked) // _QUESTIONS)][:_QUESTIONS]
        right, found, spent = 0, 0.0, 0.0
        for row in questions:
            began = time.monotonic()
            store.search(held[row], _DEPTH)
            spent += time.monotonic() - began
            right += ranks_exactly(store, held, held[row], _DEPTH)
            found += share_found(store, held, held[row], _DEPTH) / len(questions)
    per_search = spent / max(1, len(questions)) * 1000
    typer.echo(f"{right} of {len(questions)} questions are ranked as by exact search; {per_search:.1f} ms a search.")
    if place.approximate:
        typer.echo(f"{found:.1%} of the {_DEPTH} nearest passages are found.")
    if found < _LEAST if place.approximate else right < len(questions):
        raise typer.Exit(1)
