"""An adopter's own documents: take files in, keep them, search them. The converters are imported only when used."""

from knowledge.ingest.errors import DocumentsUnusable, UnreadableDocument
from knowledge.ingest.search import DocumentResult, DocumentSearch
from knowledge.ingest.store import Document, DocumentStore, documents_folder

__all__ = [
    "Document",
    "DocumentResult",
    "DocumentSearch",
    "DocumentStore",
    "DocumentsUnusable",
    "UnreadableDocument",
    "documents_folder",
]
