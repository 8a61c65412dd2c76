"""Trustees with keys of their own, made by the trustees' tool. Call inside an app context."""

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from consult.config import ROOT
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor, Grant
from consult.domain.submissions import trustees
from consult.kernel.database import db
from tests.factories.kept import kept
from tests.factories.people import make_user

TOOL = ROOT / "docs" / "trustees" / "consult_trustee.py"


@dataclass
class Trustee:
    """A trustee: the account, the actor, the files of the key."""

    user: Any
    actor: Actor
    private: Path
    public: Path


def tool() -> ModuleType:
    """The trustees' tool as a module, for steps that need no process of their own."""
    spec = importlib.util.spec_from_file_location("consult_trustee", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_trustee(
    consultation: Consultation, folder: Path, name: str = "Trustee One", *, key: bool = True
) -> Trustee:
    """A trustee whose public key is added unless told; the private one is in the folder."""
    user = make_user([("trustee", consultation)], name=name)
    actor = Actor(user_id=user.id, name=name, grants=frozenset({Grant("trustee", consultation.id)}))
    private = folder / f"{user.id}.json"
    owner = trustees.owner_of(consultation, user.id)
    assert tool().main(["keygen", "--for", owner, "--out", str(private), "--no-passphrase"]) == 0
    public = private.with_suffix(".public.json")
    if key:
        held = db.session.get_one(Consultation, consultation.id)
        kept(trustees.add_key(held, public.read_bytes(), by=actor))
    return Trustee(user, actor, private, public)


def opened(package: bytes, trustee: Trustee, folder: Path, capsys: Any) -> dict[str, Any]:
    """What the tool reads in a sealed identity with the trustee's key."""
    file = folder / "sealed-identity.json"
    file.write_bytes(package)
    capsys.readouterr()
    assert tool().main(["open", str(file), str(trustee.private), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found
