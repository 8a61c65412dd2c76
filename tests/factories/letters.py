"""Letters of campaigns in three wordings, and comments of others on the same topics, labelled."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.submissions import registering
from consult.domain.submissions.models import Comment
from consult.domain.submissions.points import About, Point, Target
from consult.domain.submissions.receipts import new_secrets
from consult.domain.submissions.registering import Entry
from consult.domain.submissions.targets import places_of
from consult.kernel.clock import now
from consult.kernel.database import db

FAMILIES = {
    "prison": (
        "ru",
        "Уважаемые разработчики плана! Я поддерживаю меры по предупреждению пыток в местах"
        " лишения свободы, но считаю сроки слишком долгими. В нашей области, {region}, люди"
        " месяцами ждут ответа на жалобы, а видеозаписи из коридоров хранятся только тридцать"
        " дней. Прошу закрепить в плане хранение записей не менее шести месяцев, доступ"
        " общественных наблюдательных комиссий без предварительного уведомления и обязательное"
        " медицинское освидетельствование в течение суток после поступления. Прошу также"
        " опубликовать ежеквартальную статистику обращений по каждому учреждению и назвать"
        " ответственного заместителя министра. Без этих изменений мера останется обещанием на"
        " бумаге, как это было с прошлым планом, когда из двенадцати пунктов выполнены только"
        " четыре. Мы готовы участвовать в обсуждении и предоставить собранные нами"
        " свидетельства. С уважением, {name}.",
    ),
    "school": (
        "kk",
        "Құрметті жоспар әзірлеушілер! Мен мүмкіндігі шектеулі балаларға арналған инклюзивті"
        " білім беру шараларын қолдаймын, бірақ қаржыландыру көзі көрсетілмегенін атап өткім"
        " келеді. Біздің өңірде, {region}, педагог-ассистенттер жетіспейді, ал мектептердің"
        " жартысында пандус пен лифт жоқ. Жоспарға әр мектепке кемінде екі ассистент, көлікпен"
        " тасымалдау және ата-аналарға ай сайынғы кеңес беру қызметін енгізуді сұраймын. Сондай-ақ"
        " көрсеткіштер ауыл мектептері үшін бөлек есептеліп, жыл сайын жариялануы тиіс. Өткен"
        " жоспардағы он екі шараның төртеуі ғана орындалды, сондықтан жауапты орган мен нақты"
        " мерзімді жазу керек. Біз пікірталасқа қатысуға және жинаған деректерімізді ұсынуға"
        " дайынбыз. Құрметпен, {name}.",
    ),
    "river": (
        "ru",
        "Обращаюсь к рабочей группе по вопросу доступа к чистой воде. В плане сказано о"
        " строительстве сетей, однако не сказано о контроле качества. В нашем селе, {region},"
        " вода подаётся два часа в день, а анализы за последний год не публиковались. Предлагаю"
        " добавить показатель доли населения, получающего воду круглосуточно, обязать"
        " поставщиков публиковать результаты проб каждый месяц и создать при акимате совет"
        " жителей с правом остановить приёмку работ. Финансирование следует указать отдельной"
        " строкой, чтобы средства не уходили на текущий ремонт дорог. Считаю, что срок до"
        " четвёртого квартала следующего года реален, если тендеры объявить весной. Прошу"
        " ответить на каждое предложение отдельно и указать причину, если оно отклонено."
        " Спасибо за внимание, {name}.",
    ),
}
SWAPS = {
    "prison": [("считаю", "нахожу"), ("месяцами", "неделями"), ("бумаге", "словах"),
               ("готовы", "согласны"), ("долгими", "длинными")],
    "school": [("қолдаймын", "құптаймын"), ("жетіспейді", "аз"), ("керек", "қажет"),
               ("дайынбыз", "әзірміз"), ("сұраймын", "өтінемін")],
    "river": [("Предлагаю", "Прошу"), ("реален", "выполним"), ("строкой", "статьёй"),
              ("следует", "нужно"), ("Считаю", "Думаю")],
}  # fmt: skip
ADDED = {
    "ru": ["Это важно для моей семьи.", "Мой отец тоже так считает.", "Жду вашего ответа."],
    "kk": ["Бұл біздің отбасыға маңызды.", "Жауабыңызды күтемін.", "Көршілерім де осы ойда."],
}
REGIONS = ("Алматы", "Қарағанды", "Ақтөбе", "Шымкент", "Павлодар", "Атырау", "Семей", "Қостанай")
NAMES = ("Айгүл Сәрсен", "Марат Ким", "Ольга Петрова", "Ержан Омар", "Нина Цой", "Дина Бек")
WORDS = [
    "мера",
    "орган",
    "закон",
    "право",
    "суд",
    "срок",
    "бюджет",
    "доступ",
    "жалоба",
    "область",
    "обучение",
    "отчёт",
    "проверка",
    "показатель",
    "решение",
    "комиссия",
    "участие",
    "ребёнок",
    "женщина",
    "работник",
    "договор",
    "услуга",
    "помощь",
    "жоспар",
    "шара",
    "құқық",
    "сот",
    "мерзім",
    "қаржы",
    "көмек",
    "қызмет",
    "бала",
    "әйел",
    "жұмыс",
    "дерек",
    "есеп",
    "аймақ",
    "кеңес",
]


@dataclass(frozen=True)
class Letter:
    """A text with its language and the campaign that it really belongs to, empty for none."""

    text: str
    language: str
    family: str = ""


def letters(per_family: int, seed: int = 7) -> Iterator[Letter]:
    """Yield near-identical letters: other names and regions, swapped words, added sentences."""
    chance = random.Random(seed)
    for family, (language, text) in FAMILIES.items():
        for _ in range(per_family):
            yield Letter(_varied(family, language, text, chance), language, family)


def _varied(family: str, language: str, text: str, chance: random.Random) -> str:
    made = text.format(region=chance.choice(REGIONS), name=chance.choice(NAMES))
    for old, new in chance.sample(SWAPS[family], chance.choice((0, 0, 1, 1, 2))):
        made = made.replace(old, new, 1)
    if chance.random() < 0.25:
        made += " " + chance.choice(ADDED[language])
    if chance.random() < 0.3:
        made = made.replace(",", "", chance.randint(1, 4)).replace("!", ".")
    return made.upper() if chance.random() < 0.03 else made


def others(count: int, seed: int = 11) -> Iterator[Letter]:
    """Yield comments of no campaign: every fourth borrows a sentence or two of a family."""
    chance = random.Random(seed)
    for number in range(count):
        words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(20, 140)))
        if number % 4 == 0:
            family = chance.choice(sorted(FAMILIES))
            sentences = FAMILIES[family][1].split(". ")
            words += ". " + ". ".join(chance.sample(sentences, chance.randint(1, 3)))
        yield Letter(f"{words} {number}.", chance.choice(("ru", "kk")))


def send(
    consultation: Consultation, sent: Sequence[Letter], verified: int = 3
) -> dict[uuid.UUID, str]:
    """Register letters as comments on the whole plan, each by an author of its own.

    Every `verified`th author's address is confirmed. Returns the family of each comment.
    """
    start = registering.hold_counter(consultation.id)
    target = Target("plan")
    entries = [
        Entry(
            about=About(
                author_kind="individual",
                level="named",
                author_name=f"Author {number}",
                language=letter.language,
                verification="unverified" if number % verified else "email_confirmed",
            ),
            points=[
                Point(target=target, kind="objection", language=letter.language, text=letter.text)
            ],
            channel="web",
            received_at=now() + timedelta(milliseconds=number),
            number=start + number,
            secrets=new_secrets(),
        )
        for number, letter in enumerate(sent, start=1)
    ]
    registering.write(consultation, places_of(consultation.id), entries)
    registering.set_counter(consultation.id, start + len(sent))
    family = {entry.id: letter.family for entry, letter in zip(entries, sent, strict=True)}
    rows = db.session.execute(
        select(Comment.id, Comment.submission_id).where(Comment.submission_id.in_(family))
    )
    return {comment_id: family[submission_id] for comment_id, submission_id in rows}
