"""The letter with which the draft minutes go to somebody who was present."""

from consult.domain.roundtables.desk_models import Minutes, MinutesChecker
from consult.domain.roundtables.models import RoundTable
from consult.kernel.dates import in_zone, long_date
from consult.machinery import letters, outbox


def draft_to_check(
    table: RoundTable, minutes: Minutes, checker: MinutesChecker, secret: str
) -> None:
    """Write to one of those present; the link in the letter is theirs alone."""
    language = checker.language
    until = minutes.check_until or table.ends_at
    written = letters.write(
        "minutes_check",
        language,
        name=checker.name,
        title=table.title.in_(language),
        day=long_date(in_zone(table.starts_at, table.zone).date(), language),
        until=long_date(in_zone(until, table.zone).date(), language),
        link=letters.address(
            "public.minutes_check", language, slug=table.consultation.slug, token=secret
        ),
    )
    outbox.post(
        written,
        to=checker.contact_email,
        kind="minutes",
        language=language,
        cause=f"minutes:{minutes.id}:{checker.id}",
        consultation_id=table.consultation_id,
    )
