"""What workers can do: every kind of job and the function that does it.

A function may be stopped at any `progress` and begun again later: it commits whole steps or nothing, and a second
run finds done what the first one did.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from registry import db
from registry.config import Settings
from registry.reports import book
from registry.services import aftermath, annotations, clock, intake, linking
from registry.services.actors import Actor, operator
from registry.services.spool import Progress
from registry.services.storage import Store
from registry.services.submissions import Summary

REGISTRY = operator("registry")
"""On whose behalf the registry does what follows from what people decided."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job being done: its parameters, on whose behalf, and the progress to report to."""

    store: Store
    settings: Settings
    params: Mapping[str, Any]
    actor: Actor
    progress: Progress


Kind = Callable[[Work], Mapping[str, Any]]
"""Does the work and gives the job's result as JSON values. Raises `RegistryError` with what to tell people."""


def link(work: Work) -> Mapping[str, Any]:
    """Compare the listings of a submission with all others, link and propose; tell what the submission caused."""
    kept, submission_id = work.settings.linking_dir, work.params["submission"]
    linked = linking.propose(work.store.engine, REGISTRY, submission_id, work.progress, kept)
    work.progress("telling gaps", 0, None)
    with db.read(work.store.engine) as session:
        caused = aftermath.compute(session, submission_id, datetime.now(UTC).date(), clock.latest(session))
    return {
        "listings": linked.listings,
        "automatic": linked.automatic,
        "proposed": linked.proposed,
        "reopened": linked.reopened,
        "regrouped": asdict(linked.regrouped),
        "aftermath": aftermath.plain(caused),
    }


def check(work: Work) -> Mapping[str, Any]:
    """Find out what applying a submission would change."""
    return _told(intake.check(work.store, work.params["submission"], work.actor, work.progress))


def apply(work: Work) -> Mapping[str, Any]:
    """Apply an approved submission."""
    return _told(intake.apply_approved(work.store, work.params["submission"], work.actor, work.progress))


def report(work: Work) -> Mapping[str, Any]:
    """Write the files of a report that was asked for."""
    entry = book.build(work.store, work.actor, work.params["report"], work.progress)
    return {"state": entry.state.value, "files": [item.name for item in entry.files]}


def annotate(work: Work) -> Mapping[str, Any]:
    """Note in a sender's own file what was not understood."""
    kept = annotations.make(work.store, work.params["submission"])
    return {"sha256": kept.sha256, "size": kept.size}


def _told(summary: Summary) -> Mapping[str, Any]:
    return {"state": summary.state.value, "counts": summary.counts and asdict(summary.counts)}


KINDS: dict[str, Kind] = {"check": check, "apply": apply, "link": link, annotations.KIND: annotate, book.JOB: report}
