"""The words of the audit trail: every action and every actor in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.web.labels import LABELS, label

LABELS.setdefault(
    "audit_subject",
    {
        "consultation": _l("Consultation"),
        "plan": _l("Plan"),
        "recommendation": _l("Recommendations"),
        "recommendations": _l("Registers of recommendations"),
        "submission": _l("Submissions"),
        "receipts": _l("Receipts"),
        "record": _l("Closed records"),
        "comment": _l("Comments of authors"),
        "comments": _l("Entering comments"),
        "moderation": _l("Moderation"),
        "campaign": _l("Campaigns"),
        "surge": _l("Many requests"),
        "claim": _l("Names of organisations"),
        "response": _l("Answers"),
        "responses": _l("Entering answers"),
        "change": _l("Changes and their causes"),
        "report": _l("Reports"),
        "role": _l("Roles"),
        "invitation": _l("Invitations"),
        "letter": _l("Letters"),
        "round_table": _l("Round tables"),
        "attendance": _l("Attendance"),
        "statements": _l("Entering statements"),
        "statement": _l("Statements"),
        "minutes": _l("Minutes"),
        "decision": _l("Decisions of meetings"),
        "desk": _l("Capture desks"),
        "trustee": _l("Trustees' keys"),
        "unsealing": _l("Requests to open an identity"),
        "identity": _l("Sealed identities"),
        "backup": _l("Backups"),
        "retention": _l("Periods of keeping"),
    },
)
LABELS.setdefault(
    "audit_action",
    {
        "identity.erased": _l("Name of an author erased"),
        "retention.changed": _l("Period of keeping changed"),
        "retention.purged": _l("Data purged whose period is over"),
        "user.erased": _l("Account closed by its owner"),
        "backup.made": _l("Backup made"),
        "backup.restored": _l("Restored from a backup"),
        "backup.verified": _l("Backup checked by restoring it"),
        "consultation.created": _l("Consultation created"),
        "consultation.edited": _l("Texts or dates changed"),
        "consultation.organisers_set": _l("Organisers named"),
        "consultation.scheduled": _l("Consultation announced"),
        "consultation.opened": _l("Opened for comments"),
        "consultation.extended": _l("Extended"),
        "consultation.closed": _l("Closed for comments"),
        "consultation.reopened": _l("Opened again"),
        "consultation.cancelled": _l("Consultation cancelled"),
        "consultation.answering": _l("Answering began"),
        "consultation.report_published": _l("Moved on: report published"),
        "consultation.decision_made": _l("Moved on: decision made"),
        "consultation.monitoring": _l("Moved on: monitoring"),
        "consultation.archived": _l("Moved on: archived"),
        "consultation.recalled": _l("Announcement taken back"),
        "plan.imported": _l("Plan imported"),
        "plan.published": _l("Plan published"),
        "plan.discarded": _l("Draft of the plan discarded"),
        "plan.match_confirmed": _l("What became of a measure confirmed"),
        "plan.matches_confirmed": _l("What became of the measures confirmed"),
        "plan.removal_confirmed": _l("Reason for leaving out a measure given"),
        "plan.draft_made": _l("New draft of the plan made"),
        "plan.measure_edited": _l("Measure edited"),
        "plan.measure_added": _l("Measure added"),
        "plan.measure_removed": _l("Measure left out"),
        "plan.measure_split": _l("Measure split"),
        "plan.measures_merged": _l("Measures merged"),
        "plan.measure_moved": _l("Measure moved or numbered"),
        "plan.section_edited": _l("Title of a section edited"),
        "plan.reasons_edited": _l("Reasons of a section changed"),
        "plan.registers_set": _l("Registers of recommendations chosen"),
        "recommendation.position_stated": _l("Position of the State entered"),
        "recommendation.predecessor_set": _l("Earlier recommendation named"),
        "recommendations.imported": _l("Recommendations imported from a file"),
        "recommendations.total_quoted": _l("Quoted total entered"),
        "receipts.issued": _l("Receipts issued"),
        "record.closed": _l("Record of receipts closed"),
        "submission.received": _l("Comments received"),
        "submission.entered": _l("Comments entered by staff"),
        "submission.file_dropped": _l("File without a clean copy deleted"),
        "submission.withdrawn": _l("Submission withdrawn by the author"),
        "comment.edited": _l("Comment changed by the author"),
        "consent.changed": _l("Use of the name changed by the author"),
        "comment.withdrawn": _l("Comment withdrawn by the author"),
        "comments.imported": _l("Comments imported from a file"),
        "round_table.planned": _l("Round table planned"),
        "round_table.changed": _l("Round table changed"),
        "round_table.moved": _l("Round table brought to the next state"),
        "round_table.cancelled": _l("Round table cancelled"),
        "round_table.invited": _l("Organisations invited to a round table"),
        "round_table.reminded": _l("Reminders of a round table written"),
        "round_table.registered": _l("Registration for a round table"),
        "round_table.registration_changed": _l("Registration for a round table changed"),
        "round_table.registration_withdrawn": _l("Registration for a round table withdrawn"),
        "round_table.material_added": _l("Material of a round table added"),
        "round_table.material_removed": _l("Material of a round table removed"),
        "attendance.recorded": _l("Attendance of a round table written down"),
        "attendance.counted": _l("Numbers of a round table written down"),
        "minutes.drafted": _l("Minutes of a round table begun"),
        "minutes.written": _l("Minutes of a round table written"),
        "minutes.sent": _l("Draft minutes sent for checking"),
        "minutes.checked_on_paper": _l("Draft minutes checked on paper"),
        "minutes.agreed": _l("Draft minutes agreed to by somebody present"),
        "minutes.corrected": _l("Correction of draft minutes handed in"),
        "minutes.correction_decided": _l("Correction of draft minutes decided"),
        "minutes.approved": _l("Minutes of a round table approved"),
        "minutes.published": _l("Minutes of a round table published"),
        "minutes.file_made": _l("File of minutes made"),
        "statements.taken": _l("Statements of a round table registered"),
        "decision.recorded": _l("Decision of a meeting recorded"),
        "decision.changed": _l("Decision of a meeting changed"),
        "decision.told": _l("Bodies told of the decisions of a meeting"),
        "statement.changed": _l("Statement changed at the desk"),
        "desk.opened": _l("Capture desk opened on a device"),
        "desk.revoked": _l("Device revoked"),
        "desk.readmitted": _l("Device let in again"),
        "desk.wiped": _l("Device wiped"),
        "photo.taken": _l("Photo handed in from the desk"),
        "moderation.published": _l("Comment published"),
        "moderation.published_redacted": _l("Comment published in part"),
        "moderation.withheld": _l("Comment not published"),
        "moderation.spam": _l("Comment marked as spam"),
        "moderation.received": _l("Comment put back in the queue"),
        "response.drafted": _l("Answer drafted"),
        "response.submitted": _l("Answer handed in for approval"),
        "response.taken_back": _l("Answer taken back by its writer"),
        "response.reviewed": _l("Answer reviewed"),
        "response.assigned": _l("Comments assigned to a body"),
        "response.transferred": _l("Comment transferred to another body"),
        "response.positioned": _l("Position of a co-responsible body drafted"),
        "response.position_approved": _l("Position of a co-responsible body approved"),
        "response.reasons_kept": _l("Reasons kept for reuse"),
        "response.reasons_dropped": _l("Kept reasons removed"),
        "response.reminded": _l("Bodies reminded of open answers"),
        "responses.drafted": _l("Several answers drafted"),
        "responses.submitted": _l("Several answers handed in for approval"),
        "responses.taken_back": _l("Several answers taken back"),
        "responses.reviewed": _l("Several answers reviewed"),
        "responses.returned": _l("Several answers returned with a remark"),
        "responses.approved": _l("Several answers approved"),
        "moderation.group_made": _l("Group of like comments made"),
        "moderation.group_named": _l("Group of like comments renamed"),
        "moderation.group_joined": _l("Comments added to a group"),
        "moderation.group_left": _l("Comments taken out of a group"),
        "moderation.group_dissolved": _l("Group of like comments dissolved"),
        "campaign.found": _l("Campaign found"),
        "campaign.merged": _l("Campaigns put together"),
        "campaign.left": _l("Comments taken out of a campaign"),
        "campaign.returned": _l("Comments put back into a campaign"),
        "campaign.dissolved": _l("Campaign dissolved"),
        "campaign.restored": _l("Dissolving of a campaign undone"),
        "campaign.represented": _l("Text of a campaign chosen"),
        "surge.began": _l("Checks for many requests switched on"),
        "surge.ended": _l("Checks for many requests switched off"),
        "claim.told": _l("Organisation told that its name was used"),
        "claim.disputed": _l("Organisation says it did not send a submission"),
        "claim.recognised": _l("Organisation says it sent a submission"),
        "submission.address_confirmed": _l("E-mail address of a submission confirmed"),
        "response.returned": _l("Answer returned with a remark"),
        "response.approved": _l("Answer approved"),
        "responses.imported": _l("Answers imported from a file"),
        "response.promised": _l("Change promised for a later version"),
        "plan.adopted": _l("Plan adopted"),
        "change.gathered": _l("Changes of a version listed"),
        "change.cause_stated": _l("Cause of a change stated"),
        "change.comment_linked": _l("Comment named as the cause of a change"),
        "change.comment_unlinked": _l("Comment taken back from a change"),
        "change.causes_imported": _l("Causes of changes imported from a file"),
        "change.answers_linked": _l("Answers tied to the changes they name"),
        "report.requested": _l("Report requested"),
        "report.compiled": _l("Report compiled"),
        "report.restarted": _l("Report started again"),
        "report.published": _l("Report published"),
        "report.file_requested": _l("File of a report requested"),
        "report.file_made": _l("File of a report made"),
        "role.granted": _l("Role given"),
        "role.revoked": _l("Role taken away"),
        "invitation.sent": _l("Invitation sent"),
        "invitation.resent": _l("Invitation sent again"),
        "invitation.cancelled": _l("Invitation cancelled"),
        "invitation.accepted": _l("Invitation accepted"),
        "letter.retried": _l("Letter sent again"),
        "trustee.key_added": _l("Trustee's key added"),
        "trustee.key_revoked": _l("Trustee's key taken back"),
        "identity.sealed": _l("Identity sealed"),
        "identity.destroyed": _l("Sealed identity destroyed"),
        "unsealing.asked": _l("Opening of an identity asked for"),
        "unsealing.seconded": _l("Opening of an identity seconded"),
        "unsealing.refused": _l("Opening of an identity refused"),
        "unsealing.delivered": _l("Identity handed to a trustee"),
        "unsealing.closed": _l("Opening of an identity closed"),
        "letters.retried": _l("Failed letters sent again"),
    },
)
SUBJECTS = tuple(LABELS["audit_subject"])
BROKEN = {
    "gap": _l("an event is missing or stands in another place"),
    "payload": _l("its details were changed"),
    "hash": _l("it was changed, or an event before it was"),
}


GROUPS = {
    "ground": "ground",
    "role": "role",
    "revoked": "role",
    "granted": "role",
    "state": "consultation_state",
    "state_after": "consultation_state",
    "disposition": "disposition",
    "language": "language",
    "audience": "audience",
    "kind": "kind",
    "channel": "channel",
    "opened_for": "unsealing_ground",
}
DETAILS = {
    "accepted": _l("Accepted"),
    "body": _l("Body"),
    "comments": _l("Comments"),
    "email": _l("E-mail address"),
    "format": _l("Format"),
    "hidden": _l("Passages hidden"),
    "letters": _l("Letters"),
    "measures": _l("Measures"),
    "number": _l("Number"),
    "points": _l("Comments"),
    "receipts": _l("Receipts"),
    "rows": _l("Rows"),
    "slug": _l("Address of the pages"),
    "submissions": _l("Submissions"),
    "unchanged": _l("Unchanged"),
}


def subject_name(code: str) -> str:
    """Return the name of a group of actions."""
    return label("audit_subject", code)


def action_name(code: str) -> str:
    """Return the name of an action; one without a name is shown by its code."""
    return label("audit_action", code) if code in LABELS["audit_action"] else code


def broken_reason(code: str) -> str:
    """Return how an event is broken."""
    return str(BROKEN[code])


def details(payload: Mapping[str, Any]) -> list[str]:
    """Return what of an event's details people can read; the rest stands in the file."""
    shown = []
    for name, value in payload.items():
        group = GROUPS.get(name)
        if group and value in LABELS[group]:
            shown.append(label(group, value))
        elif name in DETAILS and value:
            shown.append(_("%(name)s: %(value)s", name=DETAILS[name], value=value))
    return shown


def actor_name(event_actor: str, names: Mapping[str, str]) -> str:
    """Return who acted: staff by name, others by pseudonym."""
    if event_actor in names:
        return names[event_actor]
    kind, _colon, rest = event_actor.partition(":")
    if kind == "system":
        return _("The service")
    if kind == "user":
        return _("Account %(id)s", id=rest[:8])
    return _("Somebody without an account")
