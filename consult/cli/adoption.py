"""`consult consultation adopt`: record the act that adopted a plan."""

from datetime import date, datetime

import click

from consult.cli.consultation import BY, commands
from consult.domain.consultations.adoption import Act, adopt
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.consultations.rules import ACT_KINDS
from consult.domain.plans.queries import version_of
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText


@commands.command("adopt")
@click.argument("slug")
@click.option("--version", "number", type=int, required=True, help="Number of the version.")
@click.option("--kind", type=click.Choice(ACT_KINDS), required=True)
@click.option("--number", "act_number", required=True, help="Number of the act, such as 1234.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--signatory-kk", default="", help="Post and name of who signed, in Kazakh.")
@click.option("--signatory-ru", default="", help="The same in Russian.")
@click.option("--signatory-en", default="", help="The same in English.")
@click.option("--address", default="", help="Where the act is published, an https address.")
def adopt_(  # noqa: PLR0913  one argument an option
    slug: str,
    *,
    number: int,
    kind: str,
    act_number: str,
    day: datetime,
    signatory_kk: str,
    signatory_ru: str,
    signatory_en: str,
    address: str,
) -> None:
    """Record the act that adopted a version of the plan; the consultation is decided by it.

    Example: consult consultation adopt upr-2011 --version 2 --kind resolution --number 1165
    --date 2011-10-12 --signatory-ru "Премьер-Министр К. Масимов"
    """
    consultation = consultation_by_slug(slug)
    adopted_on: date = day.date()
    signatory = LocalisedText(kk=signatory_kk, ru=signatory_ru, en=signatory_en)
    act = Act(kind, act_number, adopted_on, signatory, address)
    adopt(consultation, version_of(consultation.id, number), act, by=BY)
    db.session.commit()
    click.echo(f"Version {number} of {slug} is adopted: {kind} No. {act_number}, {adopted_on}.")
