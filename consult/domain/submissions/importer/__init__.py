"""Reading comments from CSV, XLSX and letter tables: bytes in, comment rows and findings out."""

from consult.domain.submissions.importer.comments import (
    COLUMNS,
    CommentFile,
    CommentRow,
    Reading,
    read_comments,
    text_doubts,
)
from consult.domain.submissions.importer.letters import (
    LetterFacts,
    read_letter,
    read_letter_index,
)

__all__ = [
    "COLUMNS",
    "CommentFile",
    "CommentRow",
    "LetterFacts",
    "Reading",
    "read_comments",
    "read_letter",
    "read_letter_index",
    "text_doubts",
]
