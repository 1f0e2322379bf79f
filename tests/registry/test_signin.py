"""Signing in: what opens a session, what ends it, and how many guesses there are."""

from datetime import UTC, datetime, timedelta

import people
import pyotp
import pytest
from people import PASSWORD, Somebody
from sqlmodel import select

from registry import db
from registry.errors import Invalid, NotFound
from registry.models import AuditEvent, SignInAttempt, WebSession
from registry.services import accounts, audit, signin, tokens
from registry.services.accounts import Person
from registry.services.actors import PUBLIC, Actor, Role, operator
from registry.services.signin import Attempt, Needs, Refused, TooOften
from registry.services.storage import Store


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    people.quick_hashes(monkeypatch)


def attempt(who: Somebody, password: str = PASSWORD, address: str = "10.0.0.1", device: str | None = None) -> Attempt:
    """Name and password from an address."""
    return Attempt(who.name, password, address, device)


def actor(store: Store, text: str, second_factor: bool = False) -> Actor | None:
    """Who acts with a session; None where it is dead."""
    with db.read(store.engine) as session:
        found = signin.current(session, text, second_factor)
        return found.actor if found else None


def test_the_right_password_opens_a_session(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    opened = signin.sign_in(store.engine, attempt(ana))
    found = actor(store, opened.text)
    assert found == Actor("ana@example.org", "GB", frozenset({Role.OFFICER}), ana.account_id)
    with db.read(store.engine) as session:
        assert opened.text not in repr(session.exec(select(WebSession)).all())
        assert {"account.added", "account.signed_in"} == {e.action for e in session.exec(select(AuditEvent))}
        assert audit.verify(session).broken_at is None


def test_wrong_words_get_one_sentence(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    shut = people.make(store, "shut", "GB", Role.OFFICER)
    accounts.disable(store.engine, people.ADMIN, shut.account_id, "left")
    said = set()
    for wrong in (attempt(ana, "no"), Attempt("nobody@example.org", PASSWORD, "10.0.0.1"), attempt(shut)):
        with pytest.raises(Refused) as error:
            signin.sign_in(store.engine, wrong)
        said.add(str(error.value))
    assert len(said) == 1


def test_ten_guesses_in_five_minutes(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    device = signin.sign_in(store.engine, attempt(ana, address="10.9.9.9")).device
    for number in range(10):
        with pytest.raises(Refused):
            signin.sign_in(store.engine, attempt(ana, "no", address=f"10.0.0.{number}"))
    with pytest.raises(TooOften):
        signin.sign_in(store.engine, attempt(ana, address="10.0.1.1"))
    # Her own browser is not shut out by strangers.
    assert signin.sign_in(store.engine, attempt(ana, device=device)).text
    with db.write(store.engine) as session:
        for row in session.exec(select(SignInAttempt)):
            row.at -= timedelta(minutes=6)
    assert signin.sign_in(store.engine, attempt(ana, address="10.0.1.1")).text


def test_one_address_cannot_try_every_account(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    for number in range(10):
        with pytest.raises(Refused):
            signin.sign_in(store.engine, Attempt(f"x{number}@example.org", "no", "10.0.0.1"))
    with pytest.raises(TooOften):
        signin.sign_in(store.engine, attempt(ana))
    assert signin.sign_in(store.engine, attempt(ana, address="10.0.0.2")).text


def test_right_ones_do_not_count(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    for _ in range(12):
        signin.sign_in(store.engine, attempt(ana))


def test_a_second_factor_is_asked_for_and_taken_once(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER, factor=True)
    half = signin.sign_in(store.engine, attempt(ana))
    assert actor(store, half.text) == PUBLIC
    code = ana.code()
    whole = signin.confirm(store.engine, half.text, code, "10.0.0.1")
    assert actor(store, whole.text, second_factor=True) == ana.actor(store)
    assert actor(store, half.text) is None
    again = signin.sign_in(store.engine, attempt(ana))
    with pytest.raises(Refused):
        signin.confirm(store.engine, again.text, code, "10.0.0.1")


def test_codes_cannot_be_guessed(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER, factor=True)
    half = signin.sign_in(store.engine, attempt(ana))
    wrong = str((int(ana.code()) + 1) % 1_000_000).zfill(6)
    for _ in range(10):
        with pytest.raises(Refused):
            signin.confirm(store.engine, half.text, wrong, "10.0.0.1")
    for address in ("10.0.0.1", "10.0.0.2"):
        with pytest.raises(TooOften):
            signin.confirm(store.engine, half.text, ana.code(), address)


def test_where_everybody_needs_one_it_is_set_first(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    opened = signin.sign_in(store.engine, attempt(ana))
    with db.read(store.engine) as session:
        found = signin.current(session, opened.text, second_factor=True)
    assert found
    assert (found.needs, found.actor) == (Needs.SECOND_FACTOR, PUBLIC)
    secret = signin.new_secret()
    with pytest.raises(Refused):
        signin.set_second_factor(store.engine, opened.text, secret, "000")
    fresh = signin.set_second_factor(store.engine, opened.text, secret, pyotp.TOTP(secret).now())
    assert actor(store, fresh.text, second_factor=True) == ana.actor(store)
    assert actor(store, opened.text) is None


def test_a_first_password_is_changed_first(store: Store) -> None:
    made = accounts.add(store.engine, people.ADMIN, Person("b@example.org", "B", "GB", frozenset({Role.OFFICER})))
    opened = signin.sign_in(store.engine, Attempt(made.name, made.password, "10.0.0.1"))
    with db.read(store.engine) as session:
        found = signin.current(session, opened.text, second_factor=False)
    assert found
    assert found.needs is Needs.PASSWORD
    for weak in ("short", "aaaaaaaaaaaaaaaa", made.password, "x" * 2000):
        with pytest.raises(Invalid):
            signin.change_password(store.engine, opened.text, made.password, weak)
    with pytest.raises(Refused):
        signin.change_password(store.engine, opened.text, "not it", PASSWORD)
    fresh = signin.change_password(store.engine, opened.text, made.password, PASSWORD)
    assert actor(store, opened.text) is None
    assert actor(store, fresh.text) != PUBLIC


def test_what_ends_a_session(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    boss = people.make(store, "boss", None, Role.ADMIN)

    def opened() -> str:
        return signin.sign_in(store.engine, attempt(ana)).text

    def dies(text: str, act: object) -> None:
        assert actor(store, text) is not None
        assert callable(act)
        act()
        assert actor(store, text) is None

    admin = boss.actor(store)
    text = opened()
    dies(text, lambda: signin.sign_out(store.engine, text))
    person = Person("", "Ana", "GB", frozenset({Role.VIEWER}))
    dies(opened(), lambda: accounts.change(store.engine, admin, ana.account_id, person))
    text = opened()
    other = opened()
    dies(text, lambda: signin.change_password(store.engine, other, PASSWORD, PASSWORD + "!"))
    accounts.reset(store.engine, admin, ana.account_id)
    with db.write(store.engine) as session:
        for row in session.exec(select(WebSession)):
            assert row.ended_at or row.created_at


def test_a_session_ends_after_twelve_hours(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    text = signin.sign_in(store.engine, attempt(ana)).text
    with db.write(store.engine) as session:
        for row in session.exec(select(WebSession)):
            row.created_at = datetime.now(UTC) - timedelta(hours=12, seconds=1)
    assert actor(store, text) is None


def test_only_an_administrator_manages_accounts(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER, Role.UPLOADER, Role.APPROVER, Role.AUDITOR)
    her = ana.actor(store)
    person = Person("x@example.org", "X", "GB", frozenset({Role.ADMIN}))
    for act in (
        lambda: accounts.add(store.engine, her, person),
        lambda: accounts.change(store.engine, her, ana.account_id, person),
        lambda: accounts.disable(store.engine, her, ana.account_id, "so"),
        lambda: accounts.enable(store.engine, her, ana.account_id),
        lambda: accounts.reset(store.engine, her, ana.account_id),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (Person("no address", "X", None, frozenset({Role.ADMIN})), "no e-mail"),
        (Person("x@example.org", " ", None, frozenset({Role.ADMIN})), "name to show"),
        (Person("x@example.org", "X", None, frozenset()), "no role"),
        (Person("x@example.org", "X", "XX", frozenset({Role.OFFICER})), "no partner"),
        (Person("x@example.org", "X", None, frozenset({Role.OFFICER})), "speaks for a partner"),
    ],
)
def test_an_account_must_make_sense(store: Store, person: Person, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        accounts.add(store.engine, people.ADMIN, person)


def test_the_last_administrator_stays(store: Store) -> None:
    boss = people.make(store, "boss", None, Role.ADMIN)
    with pytest.raises(Invalid, match="last administrator"):
        accounts.disable(store.engine, boss.actor(store), boss.account_id, "tired")
    with pytest.raises(Invalid, match="last administrator"):
        accounts.change(
            store.engine, boss.actor(store), boss.account_id, Person("", "B", None, frozenset({Role.VIEWER}))
        )
    with pytest.raises(Invalid, match="already"):
        people.make(store, "boss", None, Role.ADMIN)


def test_a_token_acts_with_no_more_than_its_account(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER, Role.UPLOADER)
    issued = tokens.issue(store.engine, ana.actor(store), "nightly upload", [Role.UPLOADER], 30)

    def acts() -> Actor | None:
        with db.read(store.engine) as session:
            return tokens.token_actor(session, issued.text)

    found = acts()
    assert found
    assert (found.roles, found.partner, found.account_id) == ({Role.UPLOADER}, "GB", ana.account_id)
    accounts.change(store.engine, people.ADMIN, ana.account_id, Person("", "Ana", "GB", frozenset({Role.OFFICER})))
    assert (found := acts()) is not None
    assert found.roles == frozenset()
    tokens.revoke(store.engine, ana.actor(store), issued.token_id)
    assert acts() is None
    with db.read(store.engine) as session:
        assert tokens.token_actor(session, "") is None
        assert tokens.token_actor(session, issued.text[:-1]) is None


def test_a_token_is_issued_to_people_for_their_own_roles(store: Store) -> None:
    ana = people.make(store, "ana", "GB", Role.OFFICER)
    ben = people.make(store, "ben", "GB", Role.OFFICER)
    her = ana.actor(store)
    issued = tokens.issue(store.engine, her, "mine", [Role.OFFICER], 1)
    with db.read(store.engine) as session:
        by_token = tokens.token_actor(session, issued.text)
    assert by_token
    for actor_, roles, days in (
        (her, [Role.APPROVER], 1), (her, [], 1), (her, [Role.OFFICER], 0), (her, [Role.OFFICER], 400),
        (by_token, [Role.OFFICER], 1), (operator("cli:x"), [Role.OFFICER], 1),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            tokens.issue(store.engine, actor_, "mine", roles, days)
    with pytest.raises(NotFound):
        tokens.revoke(store.engine, ben.actor(store), issued.token_id)
    with db.write(store.engine) as session:
        tokens.mine(session, her)[0].expires_at = datetime.now(UTC)
    with db.read(store.engine) as session:
        assert tokens.token_actor(session, issued.text) is None
