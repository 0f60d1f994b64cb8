"""What can be wrong with a document of an adopter, or with what was kept of it.

KnowledgeError
├── UnreadableDocument      a file cannot be taken in; the message says why and what to do
└── DocumentsUnusable       the kept documents are damaged, or were embedded by another encoder
"""

from __future__ import annotations

from knowledge.loading import KnowledgeError


class UnreadableDocument(KnowledgeError):
    """A file cannot be taken in. The message is what follows the file's name and a colon."""


class DocumentsUnusable(KnowledgeError):
    """What was kept of the documents cannot be searched."""
