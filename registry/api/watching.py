"""What watches the service asks: whether it lives, whether it can work, and figures for Prometheus.

The figures hold counts, ages and times only: no name, and nothing of a submission that is not applied.
"""

import os
import time
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Flask, Response, g, request
from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from registry import db
from registry.errors import RegistryError
from registry.models import Job
from registry.models.job import JobState
from registry.services import audit, clock, linking
from registry.web.opened import registry
from registry.web.pages import PERMISSIONS, PUBLIC

blueprint = Blueprint("watching", __name__)
PERMISSIONS |= {"watching.healthz": PUBLIC, "watching.readyz": PUBLIC, "watching.metrics": PUBLIC}
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
Figure = tuple[str, str, list[tuple[dict[str, str], float]]]


def install(app: Flask) -> None:
    """Measure every answer, and put the three addresses into the application."""
    # The library decides at its import whether several processes share their figures (see `registry serve`).
    from prometheus_client import CollectorRegistry, Histogram
    from prometheus_client.multiprocess import MultiProcessCollector

    own = CollectorRegistry()
    seconds = Histogram(
        "registry_request_seconds",
        "Time to answer by route, method and class of status.",
        ("route", "method", "status"),
        buckets=_BUCKETS,
        registry=own,
    )
    shared = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    app.extensions["figures"] = shared if "PROMETHEUS_MULTIPROC_DIR" in os.environ else own

    def begin() -> None:
        g.begun = time.perf_counter()

    def end(response: Response) -> Response:
        # The rule, never the address: an address holds the name that somebody looks for.
        route = request.url_rule.rule if request.url_rule else "none"
        took = time.perf_counter() - g.get("begun", time.perf_counter())
        seconds.labels(route, request.method, f"{response.status_code // 100}xx").observe(took)
        return response

    app.before_request(begin)
    app.after_request(end)
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The database answers, with the tables that this version works with."""
    try:
        db.require_current(registry().store.engine)
    except (RegistryError, SQLAlchemyError):
        return Response("not ready\n", 503, content_type="text/plain; charset=utf-8")
    return Response("ready\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures in Prometheus' text format."""
    from flask import current_app
    from prometheus_client import generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST

    text = generate_latest(current_app.extensions["figures"]).decode()
    with db.read(registry().store.engine) as session:
        text += "".join(_written(figure) for figure in _figures(session))
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def _figures(session: Session) -> Iterator[Figure]:
    held = registry().compared.held(session, clock.latest(session))
    known = [(item, item.age_days(date.today())) for item in held if item.last]  # noqa: DTZ011
    ages = [({"list": item.spec.key}, float(age)) for item, age in known if age is not None]
    yield "registry_list_age_days", "Days since the publisher's own date of the list held.", ages
    counts = [({"list": item.spec.key}, float(item.listings)) for item, _ in known]
    yield "registry_listings", "Listings that stand on a list.", counts
    jobs = dict(session.exec(select(Job.state, func.count()).group_by(col(Job.state))).all())
    waiting = [({"state": state.value}, float(jobs.get(state.value, 0))) for state in JobState]
    yield "registry_jobs", "Jobs by state.", waiting
    yield "registry_proposals", "Proposals that wait for a person.", [({}, float(linking.count_proposals(session)))]
    mark, at = audit.mark(session)
    yield "registry_audit_events", "Events in the audit trail.", [({}, float(mark.events))]
    last = [({"hash": mark.hash}, at.timestamp())] if at else []
    yield "registry_audit_head_timestamp_seconds", "When the last event was, with its hash.", last


def _written(figure: Figure) -> str:
    name, about, values = figure
    lines = [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
    for labels, value in values:
        inner = ",".join(f'{key}="{text}"' for key, text in labels.items())
        lines.append(f"{name}{{{inner}}} {value!r}" if inner else f"{name} {value!r}")
    return "\n".join(lines) + "\n"
