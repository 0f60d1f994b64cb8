"""Find personal data in what people type, and take it out before anything is read or stored."""

from knowledge.privacy.findings import DataKind, Finding
from knowledge.privacy.masking import PLACEHOLDER, Masked, Masker

__all__ = ["PLACEHOLDER", "DataKind", "Finding", "Masked", "Masker"]
