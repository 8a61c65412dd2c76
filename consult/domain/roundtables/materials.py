"""Materials of a meeting: files for everybody, under names that tell nothing of their makers."""

import uuid

from sqlalchemy import func, select

from consult.domain.people.actors import Actor
from consult.domain.roundtables.models import Material, RoundTable
from consult.kernel.database import db
from consult.kernel.errors import ConsultError, Missing, NotFound
from consult.kernel.localised import LocalisedText
from consult.machinery import audit, files, jobs, scans
from consult.machinery.cleaning.examining import examine
from consult.machinery.files import StoredFile

PURPOSE = "round_table_material"


class MaterialRefused(ConsultError):
    """There is no clean copy of a file, so it is not shown to everybody."""

    code = "material_refused"


def add_material(
    table: RoundTable,
    data: bytes,
    *,
    title: LocalisedText,
    ending: str,
    media_type: str,
    by: Actor,
) -> Material:
    """Store the clean copy of a file as the last one; raises Missing, MaterialRefused.

    The file was found to be what it says; what tells who made it is left out (REQ 80).
    """
    if not title:
        raise Missing(missing=["title"])
    cleaned = examine(data, ending).cleaned
    if cleaned is None:
        raise MaterialRefused
    last = select(func.coalesce(func.max(Material.position), 0)).where(
        Material.round_table_id == table.id
    )
    position = int(db.session.scalar(last) or 0) + 1
    name = f"round-table-{table.reference}-{position}.{ending}".lower()
    stored = files.store(cleaned, name=name, media_type=media_type, purpose=PURPOSE)
    db.session.flush()
    made = Material(round_table_id=table.id, position=position, title=title, file_id=stored.id)
    db.session.add(made)
    db.session.flush()
    scans.ask_later([stored.id])
    _note("round_table.material_added", made, table, by)
    return made


def remove_material(table: RoundTable, material: Material, *, by: Actor) -> None:
    """Take a file away from everybody; the bytes are deleted once this is committed."""
    _note("round_table.material_removed", material, table, by)
    jobs.defer("forget_material", queue="files", file_id=str(material.file_id))
    db.session.delete(material)
    db.session.flush()


def forget_material(file_id: uuid.UUID) -> None:
    """Delete a file that was a material of a meeting and is none any more."""
    stored = db.session.get(StoredFile, file_id)
    used = select(Material.id).where(Material.file_id == file_id)
    if stored is None or stored.purpose != PURPOSE or db.session.scalar(used) is not None:
        return
    files.forget(stored)


def material_of(table: RoundTable, material_id: uuid.UUID) -> Material:
    """Return a material of this meeting; raises NotFound."""
    found = next((one for one in table.materials if one.id == material_id), None)
    if found is None:
        raise NotFound
    return found


def _note(action: str, material: Material, table: RoundTable, by: Actor) -> None:
    audit.record(
        action,
        material,
        by=by,
        consultation_id=table.consultation_id,
        table=table.reference,
    )
