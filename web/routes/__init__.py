"""The routes of the public app, one module per subject."""
