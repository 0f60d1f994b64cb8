"""Where vectors are kept: what `GRENSWIJZER_VECTORS` says, and under which name."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.loading import PACKAGE
from knowledge.stores.base import StoreError

VARIABLE = "GRENSWIJZER_VECTORS"
TOKEN = "GRENSWIJZER_VECTORS_TOKEN"  # noqa: S105 - the name of a variable
OWNER = "GRENSWIJZER_VECTORS_OWNER"
HNSW = "faiss+hnsw"
_CHOICES = f"choose faiss, {HNSW}, milvus+lite:FILE.db or milvus+http://HOST:19530"
_LITE = "milvus+lite:"
_OWNER = re.compile(r"[a-z0-9]{1,32}")


@dataclass(frozen=True)
class Place:
    """Where vectors are kept."""

    #: For Milvus's client: the path of a file, or http(s)://host:port and maybe /database; empty for FAISS.
    address: str = ""
    #: An API key, or user:password; empty where none is needed.
    token: str = field(default="", repr=False)
    #: Part of the names of collections, so that several installations can share a server.
    owner: str = ""
    #: For FAISS: whether a graph is searched, which misses little, and not every vector.
    approximate: bool = False
    #: Where graphs are kept, for they take long to build; None keeps none.
    graphs: Path | None = None

    @property
    def is_milvus(self) -> bool:
        """Whether vectors are kept by Milvus; otherwise by FAISS, in this process."""
        return bool(self.address)

    @property
    def is_file(self) -> bool:
        """Whether Milvus runs in this process too, on a file."""
        return self.is_milvus and "://" not in self.address

    def __str__(self) -> str:
        if not self.is_milvus:
            return f"FAISS, in this process{', by a graph (HNSW)' if self.approximate else ''}"
        return f"Milvus Lite in {self.address}" if self.is_file else f"Milvus at {self.address}"


IN_PROCESS = Place()


def place_from_environment() -> Place:
    """Return what the variables say; without them vectors are kept in this process.

    Raises:
        StoreError: a variable has a value that cannot be used, or the folder of the state cannot be written to.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if text in ("", "faiss"):
        return IN_PROCESS
    if text == HNSW:
        return Place(approximate=True, graphs=_state() / "graphs")
    if text.startswith(_LITE):
        return Place(_file(text.removeprefix(_LITE)), owner=_owner())
    return Place(_server(text), os.environ.get(TOKEN, "").strip(), _owner())


def _file(path: str) -> str:
    if not path.endswith(".db") or path.endswith("/.db"):
        raise StoreError(
            f"{VARIABLE}: the file of Milvus Lite needs a name that ends in .db, as in {_LITE}var/vectors.db."
        )
    return path


def _server(text: str) -> str:
    """Return the address that follows `milvus+`. What may hold a password is not repeated in a message."""
    if not text.startswith(("milvus+http://", "milvus+https://")):
        raise StoreError(f"{VARIABLE} names no store that there is: {_CHOICES}.")
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if "@" in text or "?" in text or "#" in text:
        raise StoreError(f"{VARIABLE}: user and password do not belong in the address: put user:password into {TOKEN}.")
    if not usable:
        raise StoreError(f"{VARIABLE} names no host, or a port that is no number from 1 to 65535: {_CHOICES}.")
    return text.removeprefix("milvus+")


def _state() -> Path:
    return Path(os.environ.get("GRENSWIJZER_STATE", "").strip() or PACKAGE.parent / "var")


def _owner() -> str:
    """Return the name of this installation: that of the variable, else one made once and kept with the state."""
    named = os.environ.get(OWNER, "").strip()
    if named:
        if not _OWNER.fullmatch(named):
            raise StoreError(f"{OWNER}={named!r}: use 1 to 32 small letters and digits.")
        return named
    kept = _state() / "vectors-owner"
    try:
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            made = kept.with_name(f".vectors-owner-{os.getpid()}")
            made.write_text(secrets.token_hex(4), encoding="ascii")
            _keep_first(made, kept)
        owner = kept.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise StoreError(f"{kept} cannot be written or read: set {OWNER} to a name of your own.") from error
    if not _OWNER.fullmatch(owner):
        raise StoreError(f"{kept} holds no name: delete it, or set {OWNER}.")
    return owner


def _keep_first(made: Path, kept: Path) -> None:
    """Put `made` in the place of `kept`, unless another process was faster."""
    try:
        os.link(made, kept)
    except FileExistsError:
        pass
    finally:
        made.unlink()
