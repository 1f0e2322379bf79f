"""Proposals that wait for a person, and what persons say."""

from itertools import islice
from typing import Any

from registry import db
from registry.api import asked, given, shapes
from registry.api.doors import Door, api_actor, door
from registry.models import Verdict
from registry.services import linking
from registry.services.linking import Word
from registry.services.permission import Action
from registry.web.opened import registry


@door("/proposals", Door(given.many(given.Proposal), asked.Proposals, permission=Action.SEE_PROPOSALS))
def proposals(query: dict[str, Any]) -> dict[str, Any]:
    """Two listings each that may be one party, the likeliest first."""
    key, begin = f"{query.get('list', '')}:", (query["page"] - 1) * query["size"]
    with db.read(registry().store.engine) as session:
        found = [
            item
            for item in linking.proposals(session)
            if item.score >= query["least"]
            and (key == ":" or item.listing_a.startswith(key) or item.listing_b.startswith(key))
        ]
    return shapes.page(list(islice(found, begin, begin + query["size"])), len(found), query)


@door("/judgements", Door(given.Judged, body=asked.Judgement, permission=Action.JUDGE, status=201))
def judge(query: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes no choices
    """Say whether two listings are one party, and why; an earlier word is superseded, never deleted."""
    word = Word(body["listing_a"], body["listing_b"], Verdict(body["verdict"]), body["because"])
    done = linking.judge(registry().store.engine, api_actor(), word)
    return body | {"parties": done.parties, "moved": done.moved}
