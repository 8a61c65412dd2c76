"""The table of what was found in staged files."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.database import Model
from consult.machinery.files import StoredFile


class FileCheck(Model):
    """What was found in a file when it was staged, and its clean copy.

    `found` holds pairs of kind and value; `refusal` says why there is no clean copy; `wants_clean`
    that the author chose to send the clean copy alone. The row goes when the file is sent: what it
    tells is nobody's business then.
    """

    __tablename__ = "file_checks"

    file_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("stored_files.id", ondelete="CASCADE"), primary_key=True
    )
    cleaned_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("stored_files.id", ondelete="SET NULL")
    )
    found: Mapped[list[dict[str, Any]]]
    refusal: Mapped[str] = mapped_column(default="")
    wants_clean: Mapped[bool] = mapped_column(default=False)

    cleaned: Mapped[StoredFile | None] = relationship(lazy="raise", foreign_keys=[cleaned_id])
