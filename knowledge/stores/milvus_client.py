"""A quiet client of Milvus: its errors become sentences of ours, and nothing secret is in them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.stores.base import StoreError, StoreUnavailable
from knowledge.stores.place import TOKEN, VARIABLE, Place

#: Seconds to find the server; also spent in a search when the connection is lost during it.
CONNECT_S = 2.0
#: A lost connection is tried again after a second at most (by itself gRPC waits up to two minutes), and a client that
#: is made anew does not wait for what another has found out.
_CHANNEL = {"grpc.max_reconnect_backoff_ms": 1000, "grpc.use_local_subchannel_pool": 1}


def connect(place: Place) -> Any:
    """Return a `pymilvus.MilvusClient` for `place`; those of one process share a connection.

    Raises:
        StoreError: pymilvus is not installed.
        StoreUnavailable: nothing answers there, or it refuses us.
    """
    # When imported, it would take variables from any .env in the folders above it.
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise StoreError(
            f"{VARIABLE} names Milvus, and its client is not installed: run `make milvus`, or set {VARIABLE}=faiss."
        ) from error
    # They log whole tracebacks of what is raised here anyway, and of calls that Milvus Lite can do without.
    for name in ("pymilvus", "milvus_lite", "grpc._server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if place.is_file:
        _make_folder(Path(place.address))
    with told(place):
        return MilvusClient(place.address, token=place.token, timeout=CONNECT_S, grpc_options=_CHANNEL)


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what the client raises into one sentence.

    Raises:
        StoreUnavailable: the client raised something.
    """
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ValueError, OSError) as error:
        if place.is_file:
            raise StoreUnavailable(
                f"{place} cannot be used ({_reason(error, place)}). One process at a time can open the file: stop the "
                f"other, or run a Milvus server for both; also the folder must be writable."
            ) from None
        raise StoreUnavailable(
            f"{place} cannot be used ({_reason(error, place)}). Check that it runs, that the address is right, and "
            f"{TOKEN} if it asks for one; {VARIABLE}=faiss does without it."
        ) from None


def _reason(error: Exception, place: Place) -> str:
    details = getattr(error, "details", None)
    text = getattr(error, "message", None) or (details() if callable(details) else str(error)) or type(error).__name__
    for secret in filter(None, (place.token, place.token.partition(":")[2])):
        text = text.replace(secret, "***")
    return " ".join(str(text).split())[:200]


def _make_folder(file: Path) -> None:
    try:
        file.absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{VARIABLE}: {file.parent} cannot be made ({error.strerror}): name another file.") from error
