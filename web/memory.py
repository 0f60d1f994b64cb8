"""Memory that loading took and nothing uses any more goes back to the system."""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Give back what is free, and let later collections of garbage pass over what is there now: it stays.

    To be called when the knowledge, or another index of it, has been loaded; takes some tens of milliseconds.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    # The C libraries of other systems than ours have no such function.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
