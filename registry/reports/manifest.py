"""Proof that a report can be made again: what was asked, what it rests on, and the hash of what was written."""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, or_
from sqlmodel import Session, col, select

from importers.vocabulary import MeasureCode, PartyKind
from registry import db
from registry.errors import Invalid, NotFound
from registry.models import Comparison, Judgement
from registry.reports import pdf
from registry.reports.writers import WRITERS
from registry.services import divergence, heads
from registry.services.divergence import Divergence, Request

SUFFIX = ".manifest.json"
_OTHER_TYPE = (
    "this machine has another typst or other fonts than the one that made it, so that it cannot be made again here; "
    "any other format of the report can"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A report file: where, how many lines it holds, its size and hash."""

    path: Path
    lines: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What verifying one file found; `why` is empty when the file is what it should be."""

    file: str
    why: str = ""


def _ignore(_number: int, _path: Path) -> None:
    """Nobody follows."""


def write(
    session: Session,
    answer: Divergence,
    paths: Sequence[Path],
    key_file: Path,
    follow: Callable[[int, Path], None] = _ignore,
) -> tuple[list[Written], Path]:
    """Write the report to each path (its format follows from the ending) and a manifest beside the first.

    `follow` is told of each file, by its number from 0, before it is written.

    Every file appears whole or not at all. The manifest carries the signed head of the audit trail as it is now; the
    report itself names the trail as it was at the instant known, so that it comes out the same later, under a new key
    too. Raises `Invalid` for an ending that is no format, or a key that cannot be used.
    """
    for path in paths:
        _writer(path)
    written = []
    for number, path in enumerate(paths):
        follow(number, path)
        written.append(_write_one(answer, path))
    manifest = paths[0].with_name(paths[0].name + SUFFIX)
    content = _manifest(session, answer, written) | {"audit_head": heads.head(session, key_file)}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    _replace(manifest, lambda part: part.write_text(text, encoding="utf-8"))
    return written, manifest


def verify(engine: Engine, manifest: Path) -> list[Finding]:
    """Make every file of a manifest again and compare byte for byte, with the manifest and with the file beside it.

    Raises `NotFound` or `Invalid` when the manifest itself cannot be used.
    """
    claimed = _load(manifest)
    with db.read(engine) as session:
        answer = divergence.compute(session, request_of(claimed["request"]))
        decisions = _decisions(session, answer.request.known_at)
        head = heads.fault(session, claimed.get("audit_head"))
    findings = [Finding("audit head", head)] if head else []
    if claimed["decisions"] != decisions:
        findings.append(Finding("decisions", "the links and judgements known at that time are not the same"))
    if claimed["sources"] != _sources(answer):
        findings.append(Finding("sources", "the source files are not the same"))
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        beside, again = manifest.parent, Path(folder)
        for item in claimed["outputs"]:
            if _is_pdf(item["file"]) and claimed.get("typesetting") != pdf.typesetting():
                findings.append(Finding(Path(item["file"]).name, _OTHER_TYPE))
            else:
                findings.append(_verify_one(answer, beside / Path(item["file"]).name, item, again))
    return findings


def _is_pdf(file: str) -> bool:
    return file.lower().endswith(".pdf")


def _verify_one(answer: Divergence, path: Path, output: dict[str, Any], folder: Path) -> Finding:
    again = folder / path.name
    _writer(path)(answer, again)
    if _hash(again) != output["sha256"]:
        return Finding(path.name, "made again it comes out differently than the manifest says")
    if not path.exists():
        return Finding(path.name, "the file is not beside the manifest")
    return Finding(path.name, "" if _hash(path) == output["sha256"] else "the file was changed after it was written")


def _writer(path: Path) -> Any:
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise Invalid(f"{path.name}: no report format ends like that.", f"Use one of {', '.join(WRITERS)}.")
    return writer


def _write_one(answer: Divergence, path: Path) -> Written:
    lines = 0

    def fill(part: Path) -> None:
        nonlocal lines
        lines = _writer(path)(answer, part)

    _replace(path, fill)
    return Written(path, lines, path.stat().st_size, _hash(path))


def _replace(path: Path, fill: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        fill(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _manifest(session: Session, answer: Divergence, written: Sequence[Written]) -> dict[str, Any]:
    request = answer.request
    outputs = [
        {"file": item.path.name, "lines": item.lines, "bytes": item.size, "sha256": item.sha256} for item in written
    ]
    printed = any(_is_pdf(item.path.name) for item in written)
    return {
        "report": "divergence",
        "software": f"sanctions-registry {version('sanctions-registry')}",
        "request": plain_request(request),
        "sources": _sources(answer),
        "decisions": _decisions(session, request.known_at),
        # The other formats depend on nothing outside the registry.
        **({"typesetting": pdf.typesetting()} if printed else {}),
        "outputs": outputs,
    }


def plain_request(request: Request) -> dict[str, Any]:
    """A request as JSON values."""
    return {
        "as_of": request.as_of.isoformat(),
        "known_at": request.known_at.isoformat(),
        "partners": list(request.partners),
        "measures": [measure.value for measure in request.measures],
        "kinds": [kind.value for kind in request.kinds],
        "programmes": list(request.programmes),
        "atrocity_focus": request.atrocity_focus,
        "parties": list(request.parties),
    }


def _sources(answer: Divergence) -> list[dict[str, Any]]:
    return [
        {"list": s.list_key, "file": s.file, "bytes": s.size, "sha256": s.sha256, "published_on": _iso(s.published_on)}
        for s in answer.sources
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _decisions(session: Session, known_at: datetime) -> dict[str, Any]:
    """How many links and judgements stood at that instant, and a hash over them in the order of their numbers."""
    comparisons = session.exec(
        select(Comparison.id, Comparison.listing_a_id, Comparison.listing_b_id, Comparison.standing)
        .where(col(Comparison.recorded_from) <= known_at)
        .where(or_(col(Comparison.recorded_to).is_(None), col(Comparison.recorded_to) > known_at))
        .order_by(col(Comparison.id))
    ).all()
    judgements = session.exec(
        select(Judgement.id, Judgement.listing_a_id, Judgement.listing_b_id, Judgement.verdict)
        .where(col(Judgement.judged_at) <= known_at)
        .where(or_(col(Judgement.superseded_at).is_(None), col(Judgement.superseded_at) > known_at))
        .order_by(col(Judgement.id))
    ).all()
    digest = sha256(json.dumps([list(map(list, comparisons)), list(map(list, judgements))]).encode()).hexdigest()
    return {"links_and_proposals": len(comparisons), "judgements": len(judgements), "sha256": digest}


def _load(manifest: Path) -> dict[str, Any]:
    try:
        claimed = json.loads(manifest.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotFound(f"The manifest {manifest} cannot be opened ({error.strerror}).") from error
    except ValueError as error:
        raise Invalid(f"{manifest.name} is not a manifest ({error}).") from error
    if not isinstance(claimed, dict) or claimed.get("report") != "divergence":
        raise Invalid(f"{manifest.name} is not the manifest of a divergence report.")
    return claimed


def request_of(asked: dict[str, Any]) -> Request:
    """The request that `plain_request` was given."""
    return Request(
        date.fromisoformat(asked["as_of"]),
        datetime.fromisoformat(asked["known_at"]),
        tuple(asked["partners"]),
        tuple(MeasureCode(code) for code in asked["measures"]),
        tuple(PartyKind(kind) for kind in asked["kinds"]),
        tuple(asked["programmes"]),
        asked["atrocity_focus"],
        tuple(asked["parties"]),
    )
