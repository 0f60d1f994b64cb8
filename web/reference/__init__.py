"""The API described: its OpenAPI document, and the page on which people read it."""
