"""Words that must not be found: planted at every level, looked for in every place (REQ 112)."""
