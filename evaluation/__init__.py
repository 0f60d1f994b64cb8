"""How good the answers are, measured against the running stack."""
