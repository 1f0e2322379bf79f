"""The review queue: what is shown before an answer, what an answer does, and taking it back."""

import people
import pytest
from flask.testing import FlaskClient
from pagecheck import dangers, flaws, parsed
from people import Somebody, enter, token
from sqlmodel import select
from world import World

from registry import db
from registry.errors import Invalid, NotFound, WrongState
from registry.models import AuditEvent, Judgement, Verdict
from registry.services import divergence, review
from registry.services.actors import Role
from registry.services.review import Case, Filters

# Everybody says the same name, nobody a date: similar, and nothing to decide it.
ALL = Filters()
NAME = {"name": "Karem Abu Testun al-Nahri", "listed": "2020-01-01"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


@pytest.fixture
def waiting(here: World) -> World:
    """Two pairs that wait: GB and EU, GB and CH."""
    here.take("w_gb", NAME | {"ref": "1"}, {"ref": "2", "name": "Marija Probnić", "born": "1970-01-02"})
    here.take("w_eu", NAME | {"ref": "9"})
    here.take("w_ch", NAME | {"ref": "5", "aliases": ["Karem Testun"]})
    here.link()
    assert len(here.proposals()) >= 2
    return here


@pytest.fixture
def officer(here: World) -> Somebody:
    """An officer of GB."""
    return people.make(here.store, "ana", "GB", Role.OFFICER, factor=True)


def first(world: World, who: Somebody, filters: Filters = ALL) -> Case:
    """The first case of the queue."""
    with db.read(world.store.engine) as session:
        _, rows = review.queue(session, who.actor(world.store), filters)
        return review.case(session, who.actor(world.store), rows[0].number, filters)


def total(world: World, who: Somebody, filters: Filters) -> int:
    """How many wait under the filters."""
    with db.read(world.store.engine) as session:
        return review.queue(session, who.actor(world.store), filters)[0]


def test_the_queue_is_filtered_and_counted(waiting: World, officer: Somebody) -> None:
    everything = total(waiting, officer, Filters())
    assert total(waiting, officer, Filters(("GB", "EU"))) == 1
    assert total(waiting, officer, Filters(("US",))) == 0
    assert total(waiting, officer, Filters(kind="vessel")) == 0
    assert total(waiting, officer, Filters(most=0.0)) == 0
    with db.read(waiting.store.engine) as session:
        pairs = review.pairs_of_partners(session, officer.actor(waiting.store))
    assert sum(count for _, _, count in pairs) == everything


def test_only_those_who_may_see_it(waiting: World) -> None:
    uploader = people.make(waiting.store, "up", "GB", Role.UPLOADER)
    auditor = people.make(waiting.store, "aud", None, Role.AUDITOR)
    with pytest.raises(NotFound):
        first(waiting, uploader)
    found = first(waiting, auditor)
    with pytest.raises(NotFound):
        review.judge(waiting.store.engine, auditor.actor(waiting.store), found.waiting, Verdict.SAME, "so")


@pytest.mark.parametrize("verdict", [Verdict.SAME, Verdict.DIFFERENT])
def test_what_an_answer_does_is_what_was_shown(waiting: World, officer: Somebody, verdict: Verdict) -> None:
    found = first(waiting, officer)

    def gaps() -> set[tuple[str, str, str]]:
        answer = waiting.divergence(as_of=waiting.now().date())
        ours = {found.waiting.key_a, found.waiting.key_b}
        return {
            (partner, line.measure, kind)
            for line in answer.lines
            if ours & {item.key for item in line.party.listings}
            for partner, kind in line.gaps
        }

    with db.read(waiting.store.engine) as session:
        request = divergence.Request(waiting.now().date(), waiting.now())
        scopes = divergence.scopes_of(session, request)[1]
        effects = review.effects(session, officer.actor(waiting.store), found, scopes, request.as_of)
    shown = next(effect for effect in effects if effect.verdict is verdict)
    before = gaps()
    review.judge(waiting.store.engine, officer.actor(waiting.store), found.waiting, verdict, "the file")
    after = gaps()
    assert (set(shown.closes), set(shown.opens)) == (before - after, after - before)
    assert shown.joins is (verdict is Verdict.SAME)
    joined = waiting.party(found.waiting.key_a) == waiting.party(found.waiting.key_b)
    assert joined is shown.joins


def test_a_word_that_keeps_them_apart_is_named(waiting: World, officer: Somebody) -> None:
    waiting.judge("w_gb:1", "w_eu:9", "same")
    waiting.judge("w_eu:9", "w_ch:5", "different")
    engine, actor = waiting.store.engine, officer.actor(waiting.store)
    with db.read(engine) as session:
        _, rows = review.queue(session, actor, Filters(("GB", "CH")))
        found = review.case(session, actor, rows[0].number, Filters())
        request = divergence.Request(waiting.now().date(), waiting.now())
        same, _ = review.effects(session, actor, found, divergence.scopes_of(session, request)[1], request.as_of)
    assert "w_eu:9 and w_ch:5 are different" in same.against or "w_ch:5 and w_eu:9 are different" in same.against
    assert not same.joins


def test_an_answer_is_taken_back(waiting: World, officer: Somebody) -> None:
    engine, actor = waiting.store.engine, officer.actor(waiting.store)
    found, before = first(waiting, officer), total(waiting, officer, Filters())
    home = waiting.party(found.waiting.key_a), waiting.party(found.waiting.key_b)
    review.judge(engine, actor, found.waiting, Verdict.SAME, "the file")
    with pytest.raises(WrongState):
        review.judge(engine, actor, found.waiting, Verdict.DIFFERENT, "late")
    with db.read(engine) as session:
        judgement = session.exec(select(Judgement)).one()
    with pytest.raises(Invalid):
        review.undo(engine, actor, judgement.id or 0, " ")
    review.undo(engine, actor, judgement.id or 0, "another man")
    assert (waiting.party(found.waiting.key_a), waiting.party(found.waiting.key_b)) == home
    assert total(waiting, officer, Filters()) == before
    with pytest.raises(WrongState):
        review.undo(engine, actor, judgement.id or 0, "again")
    with db.read(engine) as session:
        assert [event.action for event in session.exec(select(AuditEvent))][-1] == "judgement.undone"


def test_taking_back_brings_the_word_before_it_back(waiting: World, officer: Somebody) -> None:
    waiting.judge("w_gb:1", "w_eu:9", "different", "no")
    waiting.judge("w_gb:1", "w_eu:9", "same", "yes after all")
    engine = waiting.store.engine
    with db.read(engine) as session:
        last = session.exec(select(Judgement).where(Judgement.verdict == "same")).one()
    review.undo(engine, officer.actor(waiting.store), last.id or 0, "slip")
    with db.read(engine) as session:
        standing = session.exec(select(Judgement).where(Judgement.superseded_at == None)).one()  # noqa: E711
    assert (standing.verdict, standing.because) == ("different", "no")
    assert waiting.party("w_gb:1") != waiting.party("w_eu:9")


def test_through_the_pages(waiting: World, officer: Somebody, client: FlaskClient) -> None:
    enter(client, officer)
    queue = client.get("/review")
    assert flaws(parsed(queue.text)) == []
    assert "Karem Abu Testun" in queue.text
    address = parsed(queue.text).xpath("//tbody//th/a/@href")[0]
    page = client.get(address)
    assert flaws(parsed(page.text)) == []
    assert [item for item in dangers(parsed(page.text)) if "review.js" not in item] == []
    assert "become one party" in page.text
    form = {"csrf_token": token(client, address), "verdict": "same"}
    wrong = client.post(address, data=form)
    assert wrong.status_code == 422
    assert "This is needed." in wrong.text
    done = client.post(address, data=form | {"because": "same man"})
    assert done.status_code == 303
    onward = client.get(done.headers["Location"])
    assert onward.status_code == 200
    late = client.post(address, data=form | {"because": "late"})
    assert late.status_code == 409
    assert "same man" in late.text


def test_others_find_nothing(waiting: World, client: FlaskClient) -> None:
    for who in (None, people.make(waiting.store, "up", "GB", Role.UPLOADER, factor=True)):
        if who:
            enter(client, who)
        assert client.get("/review").status_code == 404
        assert client.get("/review/1").status_code == 404


def test_a_party_tells_officers_what_it_rests_on(waiting: World, officer: Somebody, client: FlaskClient) -> None:
    waiting.judge("w_gb:1", "w_eu:9", "same", "the file of 2019")
    address = f"/party/{waiting.party('w_gb:1')}"
    assert "the file of 2019" not in client.get(address).text
    enter(client, officer)
    page = client.get(address)
    assert flaws(parsed(page.text)) == []
    assert "the file of 2019" in page.text
    links = parsed(page.text).xpath("//section[@aria-labelledby='waits']//a/@href")
    assert links
    assert all(client.get(link).status_code == 200 for link in links)
