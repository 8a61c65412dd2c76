"""Files that came with a submission, for those who moderate: always a download, never a page."""

import uuid

from flask import Response, stream_with_context

from consult.access import Permission
from consult.domain.submissions import queries
from consult.domain.submissions.levels import sees
from consult.domain.submissions.models import Attachment, Submission
from consult.kernel.errors import NotFound
from consult.machinery import files
from consult.web.guard import needs
from consult.web.organise import blueprint


def attachment_by_id(slug: str, attachment_id: uuid.UUID) -> tuple[Submission, Attachment]:
    """Return the submission and one of its files; raises NotFound."""
    submission, found = queries.attachment(attachment_id)
    if submission.consultation.slug != slug:
        raise NotFound
    return submission, found


@blueprint.get("/organise/<string:slug>/attachments/<uuid:attachment_id>")
@needs(Permission.READ_STAFF, find=attachment_by_id)
def attachment(submission: Submission, found: Attachment) -> Response:
    """Give a file; its name is neutral where the author's name is withheld (G 77, 81)."""
    stored = found.file
    response = Response(stream_with_context(files.chunks(stored)), mimetype=stored.media_type)
    ending = stored.name.rsplit(".", 1)[-1]
    neutral = f"attachment-{found.position}.{ending}"
    named = "name" in sees("public", submission.level)
    response.headers.set(
        "Content-Disposition", "attachment", filename=stored.name if named else neutral
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_length = stored.size
    return response
