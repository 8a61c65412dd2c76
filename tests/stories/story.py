"""The main job, act by act: from a draft plan in a spreadsheet to the published report."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.stories.acting import CAST, DATA, Person, Stage, forget_other_files, sign_in

SLUG = "upr-2027"
PLAN = [DATA / f"plan_v1_{language}.xlsx" for language in ("ru", "kk", "en")]
CODE = re.compile(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}")
REFERENCE = re.compile(r"Your reference ([0-9A-Z]{8})")
BODY = "Ministry of Justice (en)"
SECRET = "Gulnar Hidden"
FIRST = "The six months are too short for training."
SECOND = f"Ask {SECRET} who waited for forty days."
REASONS = "The term is set by the budget law."


@dataclass
class Kept:
    """What people keep from one act to the next."""

    reference: str = ""
    code: str = ""
    downloads: dict[str, bytes] = field(default_factory=dict)


def _in_three(person: Person, name: str, text: str) -> None:
    for code in ("kk", "ru", "en"):
        person.write(f"{name}-{code}", f"{text} ({code})")


def set_up(stage: Stage, today: date) -> None:
    """An organiser makes a consultation and says what it is about."""
    person = sign_in(stage, "organiser").open("/en/organise/").follow("New consultation")
    _in_three(person, "title", "Action plan 2027")
    person.fill("Address of the pages", SLUG).fill("Prefix of registration numbers", "UPR-2027")
    person.press("Make the draft").follow("Texts of the public page")
    for name in ("summary", "purpose", "open_to_change", "not_open"):
        _in_three(person, name, name.capitalize())
    person.press("Save").follow("Period and days")
    person.fill("First day", str(today + timedelta(days=1)))
    person.fill("Last day", str(today + timedelta(days=90)))
    person.fill("Answers published by", str(today + timedelta(days=180)))
    person.press("Save").follow("Contact and ways to take part")
    _in_three(person, "deciding_body", "The Government")
    _in_three(person, "contact_address", "Astana")
    person.fill("Contact person", "Aigul").fill("E-mail address", "contact@example.kz")
    person.press("Save").follow("Organisers and lead body")
    person.choose(BODY).fill("Lead body", "MOJ").press("Save")
    assert person.text.count("Not complete") == 0


def publish_plan(stage: Stage) -> None:
    """The draft plan comes in three workbooks, is looked at and published."""
    person = sign_in(stage, "organiser").open(f"/en/organise/{SLUG}/plan/import")
    person.attach("files", PLAN).press("Read the files")
    assert "52 measures" in person.text
    assert "8 sections" in person.text
    person.press("Import as a draft").follow("Why each section is there")
    for place in range(8):
        _in_three(person, f"section_{place}", "Because of the recommendations")
    person.press("Save").press("Publish the plan")
    assert person.heading == "Opening and closing"


def give_roles(stage: Stage) -> None:
    """People with accounts get their roles from the organiser."""
    person = sign_in(stage, "organiser").open(f"/en/organise/{SLUG}/people")
    for name, role, body in (
        ("second", "Organiser", ""),
        ("moderator", "Moderator", ""),
        ("contributor", "Ministry contributor", BODY),
        ("approver", "Ministry approver", BODY),
    ):
        person.fill("E-mail address", f"{name}@example.kz").choose(role)
        if body:
            person.fill("On behalf of", body)
        person.press("Add the person")
        assert f"{CAST[name]} has the role now" in person.text


def open_up(stage: Stage) -> None:
    """The checklist is done; the consultation opens and everybody can read the plan."""
    person = sign_in(stage, "organiser").open(f"/en/organise/{SLUG}/opening")
    person.press("Open the consultation now")
    assert "The consultation is open for comments." in person.text
    reader = stage.enter().open("/en/").follow("Action plan 2027 (en)")
    assert reader.heading == "Action plan 2027 (en)"
    reader.open(f"/en/c/{SLUG}/measures/1.5")
    assert "Comment on this measure" in reader.text


def comment(stage: Stage, kept: Kept) -> None:
    """An organisation writes two points, checks them, sends them and keeps the receipt."""
    person = sign_in(stage, "ngo").open(f"/en/c/{SLUG}/comment?target=measure:1.5&field=deadline")
    person.choose("Objection").fill("Your comment", FIRST).choose("English")
    person.press("Save this point").follow("Add another point")
    person.choose("One measure or a part of it").fill("Measure", "1.6").press("Continue")
    person.choose("Information").fill("Your comment", SECOND).choose("English")
    person.press("Save this point")
    assert person.heading == "Your points"
    person.follow("Go on").choose("For an organisation").fill("Your organisation", "NGO O99")
    person.choose("Only the organisation published").choose("I have read the privacy notice").press(
        "Continue"
    )
    assert person.heading == "Check your answers"
    assert person.text.index(FIRST) < person.text.index(SECOND)
    person.press("Send")
    assert person.heading.startswith("Your comments are registered")
    code, reference = CODE.search(person.text), REFERENCE.search(person.text)
    assert code is not None
    assert reference is not None
    kept.code, kept.reference = code.group(), reference.group(1)
    kept.downloads["receipt"] = person.download("Download the receipt")
    assert kept.reference in kept.downloads["receipt"].decode()


def moderate(stage: Stage) -> None:
    """One point is published as it is, the other without the name of a third person."""
    person = sign_in(stage, "moderator").open(f"/en/organise/{SLUG}/moderation")
    person.follow("UPR-2027/0001-1").press("Publish as it is")
    person.open(f"/en/organise/{SLUG}/moderation").follow("UPR-2027/0001-2")
    person.choose("Publish in part").fill("Words to hide", SECRET)
    person.choose("Personal data of another person").press("Save the decision")
    reader = stage.enter().open(f"/en/c/{SLUG}/measures/1.5")
    assert FIRST in reader.text
    assert SECRET not in reader.open(f"/en/c/{SLUG}/measures/1.6").text
    assert "who waited for forty days" in reader.text


def close(stage: Stage) -> None:
    """The deadline passes; the organiser closes and hands the comments to the ministries."""
    stage.pass_deadline(SLUG)
    late = stage.enter().open(f"/en/c/{SLUG}/comment")
    assert "closed" in late.text
    person = sign_in(stage, "organiser").open(f"/en/organise/{SLUG}/opening")
    if "The time for comments is over." in person.text:  # the worker may have been quicker
        person.press("Close")
    person.open(f"/en/organise/{SLUG}/opening").press("Start the answers")
    assert "The bodies can answer now." in person.text


def answer(stage: Stage) -> None:
    """One person of the ministry writes the answers, another one approves them."""
    for code, words in (("UPR-2027/0001-1", REASONS), ("UPR-2027/0001-2", "It will be used.")):
        writer = sign_in(stage, "contributor").open("/en/respond/").follow(code)
        rejected = words == REASONS
        writer.choose("Rejected" if rejected else "Noted")
        _in_three(writer, "reasons", words)
        if rejected:
            writer.fill("Ground of the rejection", "Legal ground")
        writer.press("Hand in for approval")
        assert "is saved" in writer.text
        head = sign_in(stage, "approver").open("/en/respond/").follow(code).press("Approve")
        assert "is approved" in head.text


def report(stage: Stage) -> None:
    """One organiser has the report compiled, another one publishes it."""
    person = sign_in(stage, "organiser").open(f"/en/organise/{SLUG}/reports")
    assert "Every comment that counts has an approved answer." in person.text
    person.press("Compile a new report")
    stage.work()
    person = sign_in(stage, "second").open(f"/en/organise/{SLUG}/reports/1")
    person.press("Publish the report")
    assert "Report 1 is published." in person.text
    forget_other_files(stage.app)
    stage.work()


def read_report(stage: Stage, kept: Kept) -> None:
    """Everybody reads the report and takes it away; the author sees the answers."""
    reader = stage.enter().open(f"/en/c/{SLUG}").open(f"/en/c/{SLUG}/report/1")
    assert reader.heading == "Report on the results"
    assert REASONS in reader.text
    assert SECRET not in reader.text
    for name, words in (
        ("csv", "Table for machines (CSV), English"),
        ("xlsx", "Workbook (XLSX), English"),
        ("pdf", "PDF, English"),
    ):
        kept.downloads[name] = reader.download(words)
    author = stage.enter().open("/en/receipt").fill("Reference", kept.reference)
    author.fill("Receipt code", kept.code).press("Show")
    assert author.heading == "What became of your points"
    assert REASONS in author.text
    assert "Rejected" in author.text


def play(stage: Stage, today: date) -> Kept:
    """Play the whole story; returns what people took away."""
    kept = Kept()
    set_up(stage, today)
    publish_plan(stage)
    give_roles(stage)
    open_up(stage)
    comment(stage, kept)
    stage.work()
    moderate(stage)
    close(stage)
    answer(stage)
    report(stage)
    read_report(stage, kept)
    return kept
