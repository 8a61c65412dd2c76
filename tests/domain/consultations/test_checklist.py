"""The checklist before opening, line by line."""

from datetime import date, timedelta

import pytest

from consult.domain.consultations import operations
from consult.domain.consultations.checklist import checklist
from consult.domain.consultations.rules import end_of_day, local_day, start_of_day
from consult.kernel.localised import LocalisedText
from tests.factories.people import make_organisation
from tests.factories.ready import BY, ZONE, ready


def outcomes(consultation, **options):
    return {
        item.code: item.outcome
        for item in checklist(consultation, **options)
        if item.outcome != "done"
    }


def facts_of(consultation, code):
    return next(item.facts for item in checklist(consultation) if item.code == code)


@pytest.mark.usefixtures("context")
class TestChecklist:
    def test_when_all_is_there(self):
        found = outcomes(ready())
        found.pop("B-06", None)
        assert found == {"B-03": "warning", "B-08": "warning"}

    def test_when_nothing_is_there(self):
        bare = operations.create(
            slug="bare", prefix="BARE-1", title=LocalisedText(ru="План"), by=BY
        )
        found = [code for code, outcome in outcomes(bare).items() if outcome == "blocking"]
        assert found == [
            "B-02",
            "B-05",
            "B-07",
            "B-09",
            "B-10",
            "B-11",
            "B-12",
            "B-13",
            "B-14",
        ]

    def test_when_a_decision_is_planned_before_the_closing(self):
        consultation = ready()
        consultation.decision_on = local_day(consultation.closes_at, ZONE)
        assert outcomes(consultation)["B-01"] == "blocking"
        consultation.decision_on += timedelta(days=1)
        assert "B-01" not in outcomes(consultation)

    def test_when_a_language_of_the_page_is_missing(self):
        consultation = ready(not_open=LocalisedText(ru="Бюджет", kk="Бюджет"))
        assert facts_of(consultation, "B-02") == {"missing": [["not_open", "en"]]}

    def test_when_the_period_is_short(self):
        consultation = ready(
            opens_at=start_of_day(date(2031, 3, 3), ZONE),
            closes_at=end_of_day(date(2031, 3, 10), ZONE),
        )
        facts = facts_of(consultation, "B-05")
        assert outcomes(consultation)["B-05"] == "blocking"
        assert (facts["days"], facts["wanted"]) == (4, 30)

    def test_when_the_minimum_is_set_below_the_floor(self):
        consultation = ready(min_working_days=3)
        assert facts_of(consultation, "B-05")["wanted"] == 10

    def test_when_the_closing_is_not_the_end_of_a_day(self):
        consultation = ready()
        consultation.closes_at -= timedelta(hours=1)
        assert facts_of(consultation, "B-07") == {"fault": "uneven"}

    def test_when_the_summary_is_long(self):
        consultation = ready(summary=LocalisedText(kk="сөз", ru="слово " * 501, en="word " * 500))
        assert facts_of(consultation, "B-10") == {"missing": [], "long": ["ru"]}

    def test_when_the_quiet_period_is_overridden_by_name(self):
        consultation = ready(quiet_period=True)
        assert outcomes(consultation)["B-16"] == "blocking"
        consultation.quiet_override = "A. Sample: court order of 3 March"
        assert "B-16" not in outcomes(consultation)

    def test_when_a_channel_has_no_contact(self):
        consultation = ready(channels=["web", "phone"], contact_phone="")
        assert facts_of(consultation, "B-12") == {"channels": ["phone"], "others": 1}

    def test_when_an_organisation_can_be_told(self):
        make_organisation("O01", contact_email="o01@example.kz")
        assert "B-08" not in outcomes(ready())
