"""The look that all pages share, how they are rendered, and the two of no school: the plain page and the record."""
