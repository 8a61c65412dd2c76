"""Files that came with a submission, for those who moderate: always a download, never a page."""

import uuid

from flask import Response

from consult.access import Permission
from consult.domain.submissions import queries
from consult.domain.submissions.file_copies import copy_for
from consult.domain.submissions.models import Attachment, Submission
from consult.kernel.errors import NotFound
from consult.web.downloads import give
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
    """Give the copy that the staff may have; its name is neutral where the author is withheld."""
    copy = copy_for("staff", submission, found.id)
    return give(copy.file, copy.name)
