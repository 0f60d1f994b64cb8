"""What the encoder learnt from our own questions, and how it learns it again.

`factors.py` adds what was learnt to the weights when the encoder is built. All else is only for learning it anew:

    make tune-encoder
"""

from knowledge.encoder.tuning import factors
from knowledge.encoder.tuning.factors import FILE, add_tuning, load_tuning, save_tuning

__all__ = ["FILE", "add_tuning", "factors", "load_tuning", "save_tuning"]
