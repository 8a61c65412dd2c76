"""Files that came with a comment, for the bodies that answer it: the clean copies."""

import uuid

from flask import Response

from consult.access import Permission
from consult.domain.responses.queries import CommentFile, comment_file
from consult.domain.submissions.file_copies import copies_for_body
from consult.kernel.errors import NotFound
from consult.web.downloads import give
from consult.web.guard import needs
from consult.web.respond import blueprint


def find(comment_id: uuid.UUID, attachment_id: uuid.UUID) -> tuple[CommentFile, uuid.UUID]:
    """Return the comment that the file came with; raises NotFound."""
    return comment_file(comment_id), attachment_id


@blueprint.get("/comments/<uuid:comment_id>/files/<uuid:attachment_id>")
@needs(Permission.ANSWER, find=find)
def attachment(file: CommentFile, attachment_id: uuid.UUID) -> Response:
    """Give the clean copy of a file; one with a virus is refused."""
    for copy in copies_for_body(file.comment):
        if copy.id == attachment_id:
            return give(copy.file, copy.name)
    raise NotFound
