"""One thread for each operation of the libraries that calculate."""

from __future__ import annotations

import os

#: What OpenMP (FAISS), OpenBLAS (NumPy) and MKL ask when they are imported.
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def calculate_in_one_thread() -> None:
    """Let the libraries use one thread for each operation, unless the variables say otherwise.

    To be called before they are imported. Ours are short: several threads spend more time waiting for each other than
    they save, and where other processes keep the cores busy a search takes three times as long.
    """
    for variable in VARIABLES:
        os.environ.setdefault(variable, "1")
