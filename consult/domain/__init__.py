"""The subjects in the order of the process, without the web."""
