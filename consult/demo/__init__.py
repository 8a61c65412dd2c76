"""The worked example: sample files of an invented consultation and how they are loaded."""
