"""Names of the codes of the trace: recommendations, changes, positions, acts."""

from typing import Any

from flask_babel import lazy_gettext as _l

TRACE_LABELS: dict[str, dict[str, Any]] = {
    "mechanism": {
        "UPR": _l("Universal Periodic Review (UPR)"),
        "CCPR": _l("Human Rights Committee"),
        "CESCR": _l("Committee on Economic, Social and Cultural Rights"),
        "CERD": _l("Committee on the Elimination of Racial Discrimination"),
        "CEDAW": _l("Committee on the Elimination of Discrimination against Women"),
        "CAT": _l("Committee against Torture"),
        "SPT": _l("Subcommittee on Prevention of Torture"),
        "CRC": _l("Committee on the Rights of the Child"),
        "CRPD": _l("Committee on the Rights of Persons with Disabilities"),
        "CMW": _l("Committee on Migrant Workers"),
        "CED": _l("Committee on Enforced Disappearances"),
        "SP": _l("Special procedures of the Human Rights Council"),
        "ILO": _l("International Labour Organization"),
        "OTHER": _l("Another mechanism"),
    },
    "position": {
        "received": _l("Received"),
        "supported": _l("Supported by the State"),
        "noted": _l("Noted by the State"),
        "partially_supported": _l("Partially supported by the State"),
        "pending": _l("Position not stated yet"),
        "not_applicable": _l("No position is asked for"),
    },
    "action_category": {
        "1": _l("Minimal action"),
        "2": _l("Continuing action"),
        "3": _l("Considering action"),
        "4": _l("General action"),
        "5": _l("Specific action"),
    },
    "change_kind": {
        "unchanged": _l("Unchanged"),
        "edited": _l("Edited"),
        "added": _l("Added"),
        "removed": _l("Removed"),
        "split": _l("Split"),
        "merged": _l("Merged"),
        "renumbered": _l("Renumbered"),
        "section": _l("Title of a section edited"),
    },
    "plan_field": {
        "text": _l("Wording of the measure"),
        "completion_form": _l("Form of completion"),
        "executors": _l("Responsible bodies"),
        "deadline": _l("Deadline"),
        "indicator": _l("Indicator"),
        "baseline": _l("Present value"),
        "target": _l("Target value"),
        "funding": _l("Source of funding"),
        "recommendations": _l("Recommendations"),
        "note": _l("Note"),
        "title": _l("Title of the section"),
    },
    "change_cause": {
        "none": _l("No cause stated yet"),
        "comments": _l("Comments"),
        "own_initiative": _l("Own initiative of the drafters"),
        "agreed": _l("Agreed between bodies"),
    },
    "side": {
        "before": _l("Before"),
        "after": _l("After"),
    },
    "stance": {
        "agree": _l("Agrees"),
        "dissent": _l("Does not agree"),
        "supplement": _l("Adds to the answer"),
    },
    "position_state": {
        "draft": _l("Draft position"),
        "approved": _l("Approved"),
    },
    "act_kind": {
        "resolution": _l("Government resolution"),
        "decree": _l("Decree of the President"),
        "order": _l("Order"),
        "law": _l("Law"),
        "other": _l("Another act"),
    },
}
