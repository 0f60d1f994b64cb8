"""`grenswijzer ingest`: take an adopter's own documents in, list them, take them out."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from knowledge.cli.editors.common import end, errors
from knowledge.loading import KnowledgeError

if TYPE_CHECKING:
    from knowledge.encoder import Encoder
    from knowledge.ingest.files import Found
    from knowledge.ingest.store import Document, DocumentStore
    from knowledge.ingest.taking_in import TakenIn, Wishes

EPILOG = """Examples:

grenswijzer ingest guide.pdf "house rules.docx"

grenswijzer ingest ~/school-documents

grenswijzer ingest guide-v7-final.pdf --title "Internship guide 2026"

grenswijzer ingest --list

grenswijzer ingest --remove guide.pdf
"""
_SHOWN = 10
INTERRUPTED = 130
_full = Console(highlight=False, soft_wrap=True)


def ingest(  # noqa: PLR0913, PLR0917 - one parameter per option
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders: PDF, Word (.docx), HTML, Markdown, plain text.", show_default=False),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="Show which documents are kept.")] = False,
    remove: Annotated[
        list[str] | None,
        typer.Option(help="Take a document out: its id, its name, or the path of its file. Can be repeated."),
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="What readers see instead of the file's name; for one file.")
    ] = None,
    max_mb: Annotated[float, typer.Option(min=0.001, help="Refuse files larger than this, in megabytes.")] = 50,
    max_passages: Annotated[
        int, typer.Option(min=1, help="Refuse files that give more passages (of some 100 words) than this.")
    ] = 5000,
    again: Annotated[
        bool, typer.Option("--embed-again", help="Embed all kept documents anew, after a change of the encoder.")
    ] = False,
) -> None:
    """Take your own documents in, so that they are found beside our entries and named as yours.

    Files that did not change are skipped, so the same folder can be named every night.
    Nothing leaves this machine: the text is kept in var/documents, or where GRENSWIJZER_DOCUMENTS says.
    A running service takes every change up within seconds.
    Ends with 1 where a file could not be read.
    """
    from knowledge.ingest.store import DocumentStore, documents_folder

    if not (paths or listing or remove or again):
        raise end('Name a file or a folder, as in: grenswijzer ingest "my guide.pdf" (or --list, --remove, --help).', 2)
    if title is not None and (not title.strip() or len(paths or []) != 1 or not (paths or [Path()])[0].is_file()):
        raise end("--title is the name of one document: name exactly one file with it.", 2)
    store = DocumentStore(documents_folder())
    failed = False
    with _errors_told(store.folder):
        if remove:
            _remove(store, remove)
        if again:
            _embed_again(store)
        if paths:
            failed = _take_in_all(store, paths, title.strip() if title else None, (max_mb, max_passages))
        if listing:
            _list(store)
    if failed:
        raise typer.Exit(1)


@contextmanager
def _errors_told(folder: Path) -> Iterator[None]:
    from knowledge.encoder import EncoderError

    try:
        yield
    except (KnowledgeError, EncoderError) as error:
        raise end(str(error)) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise end("The disk is full: free 100 MB and run the command again.") from error
        reason = error.strerror or type(error).__name__
        another = f"Choose another folder than {folder} with GRENSWIJZER_DOCUMENTS."
        raise end(f"{error.filename or folder}: {reason}. {another}") from error
    except KeyboardInterrupt as error:
        raise end(
            "Stopped. The files told above are kept, and of no other any part; the same command goes on from here.",
            INTERRUPTED,
        ) from error


def _waiting() -> None:
    errors.print("Another `grenswijzer ingest` is at work: waiting until it has ended…")


def _list(store: DocumentStore) -> None:
    documents = store.documents()
    if not documents:
        _full.print(f"No documents are kept in {escape(str(store.folder))}.")
        return
    for one in documents:
        pages = f"{_count(one.pages, 'page')}, " if one.pages else ""
        held = f"{pages}{_count(one.passages, 'passage')}, {' '.join(one.languages)}"
        _full.print(escape(f"{one.title}\n  id {one.id}: {held}; as of {one.as_of}, taken in {one.added}"))


def _remove(store: DocumentStore, names: Sequence[str]) -> None:
    """Take out what `names` name; nothing at all where one of them is unclear."""
    with store.changing(_waiting):
        documents = store.documents()
        gone: list[Document] = []
        for name in names:
            place = str(Path(name).resolve())
            ways: tuple[Callable[[Document], bool], ...] = (
                lambda one, name=name: name.removeprefix("document:") == one.id,  # type: ignore[misc]
                lambda one, place=place: place == one.path,  # type: ignore[misc]
                lambda one, name=name: name in {one.title, Path(one.path).name},  # type: ignore[misc]
            )
            found = next(filter(None, ([one for one in documents if way(one)] for way in ways)), [])
            if not found:
                raise end(f"No document is called {name!r}: `grenswijzer ingest --list` shows those that are kept.")
            if len(found) > 1:
                raise end(
                    f"{name!r} names {len(found)} documents; take one of these ids: {', '.join(o.id for o in found)}."
                )
            gone += found
        store.remove([one.id for one in gone])
    for one in gone:
        _full.print(f"removed    {escape(one.title)}: {_count(one.passages, 'passage')}")


def _embed_again(store: DocumentStore) -> None:
    from knowledge.encoder import load_encoder

    encoder = load_encoder()
    with store.changing(_waiting), _progress() as bar:
        count = _bring_up_to(encoder, store, bar)
    if not count:
        _full.print("All documents are embedded with this encoder.")


def _bring_up_to(encoder: Encoder, store: DocumentStore, bar: Progress) -> int:
    """Embed again what another encoder embedded, for the documents are searched with one; returns how many."""
    from knowledge.ingest.taking_in import embed_again

    task = bar.add_task("embedding again", total=None, visible=False)
    count = embed_again(
        store, encoder, lambda _what, done, total: bar.update(task, completed=done, total=total, visible=True)
    )
    bar.remove_task(task)
    if count:
        told = "1 document is" if count == 1 else f"{count} documents are"
        _full.print(f"{told} embedded again with the encoder that is used now.")
    return count


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("to go"), TimeRemainingColumn(compact=True),
    )  # fmt: skip
    return Progress(*columns, console=_full, transient=True, disable=not _full.is_terminal)


def _take_in_all(store: DocumentStore, paths: Sequence[Path], title: str | None, limits: tuple[float, int]) -> bool:
    """Take in every file under `paths` and tell what became of each; returns whether one failed."""
    from knowledge.clock import clock_from_environment
    from knowledge.encoder import load_encoder
    from knowledge.ingest.files import find_files
    from knowledge.ingest.taking_in import Wishes

    found = find_files(paths)
    counts: Counter[str] = Counter()
    for missing in found.missing:
        errors.print(f"not read   {escape(str(missing))}: does not exist, or is no file.")
        counts["not read"] += 1
    if found.files:
        encoder = load_encoder()
        max_mb, max_passages = limits
        wishes = Wishes(clock_from_environment().today(), max_megabytes=max_mb, max_passages=max_passages, title=title)
        with store.changing(_waiting), _progress() as bar:
            _bring_up_to(encoder, store, bar)
            every = bar.add_task("files", total=len(found.files), visible=len(found.files) > 1)
            task = bar.add_task("", total=None)
            for path in found.files:
                counts[_take_in(path, store, encoder, wishes, (bar, task))] += 1
                bar.advance(every)
    _tell_passed_over(found)
    summary = ", ".join(f"{count} {what}" for what, count in counts.items()) or "Nothing to read"
    kept = _count(len(store.documents()), "document")
    _full.print(f"{summary}; now kept in {escape(str(store.folder))}: {kept}.")
    return counts["not read"] > 0


def _take_in(path: Path, store: DocumentStore, encoder: Encoder, wishes: Wishes, shown: tuple[Progress, TaskID]) -> str:
    """Take one file in and tell what became of it, in a word and on the screen."""
    from knowledge.ingest.errors import UnreadableDocument
    from knowledge.ingest.taking_in import take_in

    bar, task = shown

    def progress(what: str, done: int, total: int) -> None:
        bar.update(task, description=f"{what} {escape(path.name)}", completed=done, total=total)

    try:
        taken = take_in(path, store, encoder, wishes, progress)
    except UnreadableDocument as error:
        errors.print(f"not read   {escape(str(path))}: {escape(str(error))}")
        return "not read"
    except PermissionError:
        if not path.is_file() or _readable(path):
            raise
        errors.print(f"not read   {escape(str(path))}: may not be read by this user.")
        return "not read"
    _full.print(_told(taken))
    return str(taken.outcome)


def _readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def _told(taken: TakenIn) -> str:
    one = taken.document
    pages = f"{_count(one.pages, 'page')}, " if one.pages else ""
    remark = f" ({escape(taken.remark)})" if taken.remark else ""
    name = escape(one.title) if not taken.remark.startswith("the same") else escape(Path(one.path).name)
    return f"{taken.outcome:<10} {name}: {pages}{_count(one.passages, 'passage')}, {' '.join(one.languages)}{remark}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _tell_passed_over(found: Found) -> None:
    for paths, why in ((found.unsupported, "of a type that is not read"), (found.outside, "leading out of the folder")):
        if paths:
            names = ", ".join(path.name for path in paths[:_SHOWN]) + (", …" if len(paths) > _SHOWN else "")
            _full.print(f"passed over {_count(len(paths), 'file')} {why}: {escape(names)}")
