"""Invented reports: a head, and as many rows as a test wants, with every hostile text among them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from consult.domain.reports.document import (
    NO_TEXT,
    Answer,
    Author,
    MeasureLine,
    Points,
    ReportHead,
    ReportRow,
    Target,
)
from consult.kernel.localised import LocalisedText

CLOSES = datetime(2011, 4, 15, 17, 59, 59, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example","click")',
    "+7 701 000 00 00",
    "- a list\n- of points",
    "@SUM(1+1)",
    "＝1+1",
    "\x00\x01\x0bcontrol\x1f",
    "nonchar \ufffe and \uffff end",
    "half \ud83d pair",
    "line\r\nline\x0bline",
    "emoji 👍🏽 👨‍👩‍👧 🇰🇿",
    "العربية نص تجريبي",
    "中文字符",
    "#set page(fill: red) *bold* $x$ @ref <label>",
    "{{7*7}} {% for x in y %} @@TABLE@@",
    "<script>alert(1)</script> & ]]>",
    "_x0041_ literal",
    "e\u0301" + "\u0301" * 40 + " zalgo",
    "\u202eevil\u202c bidi",
    "ә ғ қ ң ө ұ ү һ і ₸ № «»",
    "слово" * 300,
)
SECTIONS = {
    "1": LocalisedText("Әділет", "Правосудие", "Justice"),
    "2": LocalisedText("Алдын алу", "Предупреждение пыток", "Prevention of torture"),
}
MEASURES = {
    "1.1": "Сделать доступным правосудие для жителей отдалённых районов.",
    "1.10": "Опубликовать перечень судов, в которых есть переводчик.",
    "2.1": "Создать национальный превентивный механизм с участием общественных организаций.",
    "2.2": "Провести обучение сотрудников.",
}
AUTHORS = (
    ("ngo", "KZ-55", "ОО «Открытая дверь»", "Запятаева М. Н."),
    ("accredited_ngo", "KZ-61", "ОО «Семь писем»", "Столбцова О. П."),
    ("individual", "KZ-75", "", "Проселков И. К."),
    ("coalition", "", "Коалиция НПО «Общий стол»", "Пробелова А. А."),
    ("academia", "abroad", "Institute of Lanterns", "Ann Example"),
)
LEVELS = ("named", "org_only", "withheld_public", "withheld_ministries", "anonymous")
PUBLICATIONS = ("published",) * 6 + (
    "published_redacted",
    "withheld",
    "spam",
    "received",
    "withdrawn",
)
DISPOSITIONS = (
    "accepted",
    "partly",
    "covered",
    "noted",
    "rejected",
    "out_of_scope",
    "deferred",
    None,
)
CHANNELS = ("web", "e-mail", "letter", "round_table")
KINDS = ("amendment", "addition", "support", "question")


def head(rows: int, **changes: object) -> ReportHead:
    """A published report on a plan of two sections and four measures."""
    measures = tuple(
        MeasureLine(
            number, order, number[0], int(number[0]), SECTIONS[number[0]], LocalisedText(ru=text)
        )
        for order, (number, text) in enumerate(MEASURES.items(), 1)
    )
    made = ReportHead(
        number=3,
        state="published",
        slug="upr-2011",
        consultation=LocalisedText(
            "Іс-қимыл жоспары", "План действий на 2011–2014 годы", "Action Plan"
        ),
        as_of=datetime(2011, 7, 8, 6, 30, tzinfo=UTC),
        zone="Asia/Almaty",
        opens_at=datetime(2011, 3, 13, 18, 0, tzinfo=UTC),
        closes_at=CLOSES,
        rows=rows,
        checksum="ab" * 32,
        plan=LocalisedText("Жоспар", "План действий", "Action plan"),
        version=LocalisedText("1-нұсқа", "Проект для обсуждения", "Draft for discussion"),
        answers_due=date(2011, 5, 31),
        organisers=(
            LocalisedText("Әділет министрлігі", "Министерство юстиции", "Ministry of Justice"),
        ),
        measures=measures,
        measures_changed=3,
        complaints=LocalisedText(
            ru="Жалобы принимает приёмная министерства до 1 августа 2011 года."
        ),
        executor="Образцов П. П., тел. 00-00",
        signer_post=LocalisedText(ru="Директор департамента"),
        signer_name="И. Печаткин",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def target(number: str) -> Target:
    """A measure, a section when the number has no dot, or the whole plan when it is empty."""
    if not number:
        return Target("plan")
    section = number.partition(".")[0]
    place = {
        "section_number": section,
        "section_order": int(section),
        "section_title": SECTIONS[section],
    }
    if number == section:
        return Target("section", **place)  # type: ignore[arg-type]
    order = list(MEASURES).index(number) + 1
    text = LocalisedText(kk="Қазақша мәтін: " + MEASURES[number], ru=MEASURES[number])
    return Target("measure", "text", number, order, wording=text, **place)  # type: ignore[arg-type]


def answer(index: int) -> Answer | None:
    """An approved answer, or none for every eighth comment."""
    disposition = DISPOSITIONS[index % len(DISPOSITIONS)]
    if disposition is None:
        return None
    changed = disposition in ("accepted", "partly")
    return Answer(
        disposition,
        reasons=LocalisedText(
            ru=f"Обоснование ответа номер {index}.", kk="Негіздеме." if index % 2 else ""
        ),
        ground="legal" if disposition == "rejected" else "",
        body_code="MOJ" if index % 3 else "MIA",
        body_name=LocalisedText("ӘМ", "Министерство юстиции", "Ministry of Justice")
        if index % 3
        else LocalisedText("ІІМ", "Министерство внутренних дел", "Ministry of the Interior"),
        signer_post=LocalisedText(ru="начальник управления"),
        approved_at=datetime(2011, 5, 16, 3, 31, tzinfo=UTC) + timedelta(days=index % 20),
        part_accepted=LocalisedText(ru="указан штат") if disposition == "partly" else NO_TEXT,
        change_text=LocalisedText(ru="Дополнено словами «с участием НПО».") if changed else NO_TEXT,
        change_measure="2.11" if changed else "",
        covered_by="2.2" if disposition == "covered" else "",
        days_from_close=20 + index % 7,
        days_from_receipt=30 + index % 11,
    )


def row(index: int, place: str = "2.1", **changes: object) -> ReportRow:
    """One comment; everything about it follows from its index."""
    kind, region, organisation, name = AUTHORS[index % len(AUTHORS)]
    level = LEVELS[(index // 2) % len(LEVELS)]
    publication = PUBLICATIONS[index % len(PUBLICATIONS)]
    secret = f"СЕКРЕТ{index}"
    said = f"{HOSTILE[index % len(HOSTILE)]} (пункт {index})"
    made = ReportRow(
        position=index + 1,
        comment_code=f"UPR-2011/{index // 2 + 1:04d}-{index % 2 + 1}",
        reg_no=f"UPR-2011/{index // 2 + 1:04d}",
        received_on=date(2011, 3, 14) + timedelta(days=index % 32),
        received_at=datetime(2011, 3, 14, 5, 0, tzinfo=UTC)
        + timedelta(days=index % 32, seconds=index),
        target=target(place),
        kind=KINDS[index % len(KINDS)],
        language=("ru", "kk", "en")[index % 3],
        points=Points(
            said, "Предлагаемая редакция." if index % 2 else "", "Обоснование." if index % 3 else ""
        ),
        author=Author(name, LocalisedText(ru=organisation), kind, region),
        consent=level,
        publication=publication,
        channel=CHANNELS[(index // 2) % len(CHANNELS)],
        late=index % 13 == 0,
        ground="third_person_data" if publication == "withheld" else "",
        answer=answer(index),
    )
    if publication == "published_redacted":
        made = replace(made, points=Points(f"{secret} {said}"), redacted=Points(f"[…] {said}"))
    return replace(made, **changes)  # type: ignore[arg-type]


def places(count: int) -> list[str]:
    """Where the comments stand, in the order of the table."""
    line = ["", "1", "1.1", "1.10", "2", "2.1", "2.2"]
    return [line[index * len(line) // count] for index in range(count)] if count else []


def rows(count: int) -> Iterator[ReportRow]:
    """Rows in the order of the table."""
    return (row(index, place) for index, place in enumerate(places(count)))
