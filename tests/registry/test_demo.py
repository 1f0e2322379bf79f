"""The demo: its folder, what it says, and every story that its fictional cast is there to tell, by name."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html

from importers.vocabulary import MeasureCode
from registry import config, db, samples
from registry.app import create_app
from registry.cli import main
from registry.cli.demo import MEASURES
from registry.cli.shared import DEMO_MARK
from registry.services import cells, clock, divergence, dossier, guests, linking
from registry.services.actors import Role
from registry.services.cells import Line, PartyFacts, State
from registry.services.divergence import Divergence, Request
from registry.services.linking import Proposal
from registry.services.storage import open_store

FREEZE, BAN, SHIP = MEASURES
EXPLICIT, IMPLIED = State.IMPOSED_EXPLICIT, State.IMPOSED_IMPLIED


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@dataclass(frozen=True)
class Shown:
    """A demo that was run once: its folder, what it printed, and what its database holds."""

    folder: Path
    output: str
    answer: Divergence
    proposals: tuple[Proposal, ...]
    whys: Mapping[str, str]

    def party(self, key: str) -> PartyFacts:
        """The party of a listing, e.g. `gb_uksl:BEL9921`."""
        (found,) = [party for party in self.answer.compared if any(item.key == key for item in party.listings)]
        return found

    def line(self, key: str, measure: MeasureCode) -> Line:
        """The line of that party and measure."""
        (found,) = self.lines(key, measure)
        return found

    def lines(self, key: str, measure: MeasureCode) -> list[Line]:
        party = self.party(key)
        return [line for line in self.answer.lines if line.party == party and line.measure is measure]

    def states(self, key: str, measure: MeasureCode, *partners: str) -> list[State]:
        line = self.line(key, measure)
        return [line.cells[partner].state for partner in partners]

    def asked(self, a: str, b: str) -> bool:
        """Whether a person is asked about these two listings."""
        return any({item.listing_a, item.listing_b} == {a, b} for item in self.proposals)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("demo") / "here"
    result = run("demo", "--data", folder)
    assert result.exit_code == 0, result.output
    store = open_store(config.Settings(data_dir=folder, database_url=None, storage_dir=None))
    with db.read(store.engine) as session:
        known = clock.latest(session)
        answer = divergence.compute(session, Request(samples.AS_OF, known, measures=MEASURES))
        proposals = tuple(linking.proposals(session))
        whys = {
            page.key: str(page.why.get("how"))
            for party in answer.compared
            for page in dossier.load(session, party.public_id, samples.AS_OF, known).listings
        }
    yield Shown(folder, result.output, answer, proposals, whys)
    store.engine.dispose()


# ------------------------------------------------------------------------------------------------------- the stories


def test_two_freeze_and_ban_and_others_freeze_only(shown: Shown) -> None:
    drazhynets = "gb_uksl:BEL9921"
    assert shown.states(drazhynets, FREEZE, "GB", "EU", "CH", "US") == [EXPLICIT, IMPLIED, EXPLICIT, EXPLICIT]
    states = shown.states(drazhynets, BAN, "GB", "EU", "CH", "US")
    assert states == [EXPLICIT, EXPLICIT, State.NOT_IMPOSED, State.NOT_PUBLISHED]
    assert ("CH", "measure_missing") in shown.line(drazhynets, BAN).gaps


def test_a_ban_that_follows_from_the_programme_beside_one_that_is_stated(shown: Shown) -> None:
    tin_naung = "us_ofac_sdn:98014"
    assert shown.states(tin_naung, BAN, "US", "GB", "AU") == [IMPLIED, EXPLICIT, State.NOT_IMPOSED]
    assert shown.line(tin_naung, BAN).cells["US"].measure_basis == "implied_programme"


def test_a_visa_only_listing(shown: Shown) -> None:
    mchedlauridze = "us_state_7031c:PS-2023-9964"
    assert shown.line(mchedlauridze, BAN).imposing == ("US",)
    assert shown.lines(mchedlauridze, FREEZE) == []


def test_a_person_on_the_travel_ban_list_only(shown: Shown) -> None:
    smalevich = "eu_travel_bans:EU.9923.34"
    assert shown.line(smalevich, BAN).imposing == ("EU",)
    assert shown.lines(smalevich, FREEZE) == []


def test_a_un_listing_that_all_copy_but_one(shown: Shown) -> None:
    zwari = "un_sc:LYi.901"
    line = shown.line(zwari, FREEZE)
    assert set(line.imposing) == {"UN", "EU", "GB", "US", "CH"}
    assert line.cells["AU"].state is State.NOT_LISTED
    assert shown.whys["gb_uksl:LIB9958"] == shown.whys["ch_seco:991160"] == "un_reference"


def test_a_person_whom_one_partner_lists(shown: Shown) -> None:
    line = shown.line("ca_sema:iran-1-part-2-2", FREEZE)
    assert line.party.name == "Mahin Dokht Rastegarpour"
    assert line.imposing == ("CA",)


def test_days_weeks_months_and_years_after_the_first(shown: Shown) -> None:
    line = shown.line("gb_uksl:MYA9901", FREEZE)
    assert line.party.name == "Kyaw Zeya Lwin Htet"
    assert line.first_mover == ("GB", date(2021, 2, 18), "listed_on")
    lags = {partner: line.lag_days(partner) for partner in line.imposing}
    assert lags == {"GB": 0, "US": 2, "EU": 32, "CH": 40, "CA": 88, "AU": 713}


def test_taken_off_by_one_and_listed_by_others(shown: Shown) -> None:
    habarugira = shown.line("ch_seco:990580", FREEZE)
    assert habarugira.cells["CH"].state is State.DELISTED
    assert habarugira.cells["CH"].since == date(2025, 11, 3)
    assert set(habarugira.imposing) == {"EU", "GB", "US"}
    qasrawi = shown.line("eu_fsf:EU.9932.43", BAN)
    assert ("EU", "delisted_elsewhere") in qasrawi.gaps
    assert {"GB", "CH", "CA", "AU"} <= set(qasrawi.imposing)


def test_no_travel_ban_can_reach_a_company(shown: Shown) -> None:
    ruby_crown = shown.party("gb_uksl:MYA9906")
    assert shown.lines("gb_uksl:MYA9906", BAN) == []
    here = cells.standing(ruby_crown, samples.AS_OF, {})
    scope = cells.PartnerScope("GB", frozenset({FREEZE, BAN}), frozenset())
    assert cells.cell(here, scope, BAN).state is State.NOT_APPLICABLE
    assert cells.cell(here, scope, FREEZE).state is EXPLICIT


def test_a_ship_under_shipping_measures(shown: Shown) -> None:
    ship = shown.line("gb_uksl:RUS9945", SHIP)
    assert ship.party.name == "SEVERNY PRIZRAK"
    assert ship.imposing == ("AU", "CA", "GB")
    assert ship.first_mover == ("GB", date(2024, 6, 13), "listed_on")
    assert ship.cells["US"].state is State.NOT_PUBLISHED
    assert shown.line("gb_uksl:RUS9945", FREEZE).imposing == ("US",)


def test_a_partner_without_such_a_regime(shown: Shown) -> None:
    luo = shown.line("us_ofac_sdn:98336", FREEZE)
    assert luo.imposing == ("GB", "US")
    assert luo.cells["CH"].state is luo.cells["UN"].state is State.NO_REGIME
    assert luo.cells["EU"].state is State.NOT_LISTED


def test_one_person_in_several_scripts(shown: Shown) -> None:
    bezborodnikov = shown.party("gb_uksl:GHR9942")
    assert "Олег Аркадьевич БЕЗБОРОДНИКОВ" in {item.name for item in bezborodnikov.listings}
    assert {item.partner for item in bezborodnikov.listings} == {"GB", "US", "CA", "EU", "AU"}
    assert shown.whys["ca_sema:russia-1-part-1-1"] == "name_and_birth"
    kabbashi = shown.party("ch_seco:990300")
    assert {item.name for item in kabbashi.listings} == {
        "Babakr Uthman Qabbashi", "Babikir Othman AL-KABBASHI", "Babiker Osman EL GABBASHI",
    }  # fmt: skip


def test_two_people_of_one_name_are_kept_apart(shown: Shown) -> None:
    elder, younger = shown.party("gb_uksl:SUD9913"), shown.party("us_ofac_sdn:98098")
    assert elder.public_id != younger.public_id
    assert {item.partner for item in elder.listings} == {"GB", "EU"}
    assert {item.partner for item in younger.listings} == {"US", "CA"}


def test_the_same_name_and_nothing_else_is_asked(shown: Shown) -> None:
    a, b = "au_dfat:9910", "ca_sema:myanmar-1-part-1-5"
    assert shown.party(a).name == shown.party(b).name == "Tin Maung Zaw Lat"
    assert shown.party(a).public_id != shown.party(b).public_id
    assert shown.asked(a, b)
    assert shown.states(a, FREEZE, "AU", "CA") == [EXPLICIT, State.UNRESOLVED]


def test_birth_dates_that_contradict_each_other(shown: Shown) -> None:
    musa = shown.party("un_sc:SDi.902")
    assert {item.partner for item in musa.listings} >= {"UN", "GB", "EU"}
    assert shown.whys["gb_uksl:SUD9912"] == "un_reference"
    known = run("--data", shown.folder, "show", "--json", "un_sc:SDi.902")
    assert "1972-04-10" in known.output
    assert "1972-10-04" in known.output


# --------------------------------------------------------------------------------------------------------- the demo


def test_it_says_what_it_found_and_that_it_is_fictional(shown: Shown) -> None:
    assert "FICTIONAL" in shown.output.splitlines()[0]
    for heading in ("What each partner does", "of the", "wait for a person", "\nNow\n"):
        assert heading in shown.output
    assert "\n5. " in shown.output
    assert "delisted by the publisher on 2025-" in shown.output
    assert len(shown.answer.compared) >= 64


def test_it_writes_the_report_in_every_format_with_a_proof(shown: Shown) -> None:
    report = shown.folder / "report"
    endings = {path.name.removeprefix("divergence.") for path in report.iterdir()}
    assert endings == {"html", "xlsx", "csv", "json", "html.manifest.json"}
    assert "FICTIONAL" in (report / "divergence.html").read_text(encoding="utf-8")
    assert "FICTIONAL" in json.loads((report / "divergence.json").read_text(encoding="utf-8"))["about"]["Data"]
    verified = run("--data", shown.folder, "report", "verify", report / "divergence.html.manifest.json")
    assert "Verified." in verified.output


def test_everybody_who_may_sign_in_is_printed_and_can(shown: Shown) -> None:
    everybody = guests.known(shown.folder)
    assert {guest.role for guest in everybody} == set(Role)
    assert (shown.folder / guests.FILE).stat().st_mode & 0o077 == 0
    settings = config.Settings(data_dir=shown.folder, database_url=None, storage_dir=None)
    store = open_store(settings)
    app = create_app(store, settings, demo=True)
    for guest in everybody:
        assert f"{guest.name}" in shown.output
        assert guest.password in shown.output
        client = app.test_client()
        page = html.document_fromstring(client.get("/sign-in").text)
        # The page hands out what the terminal printed: a newcomer needs one button.
        (button,) = page.xpath("//form[input[@name='name' and @value=$name]]", name=guest.name)
        answer = client.post("/sign-in", data=dict(button.form_values()))
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
        assert guest.shown_name in client.get("/account").text
    store.engine.dispose()


def test_outside_of_a_demo_no_password_is_shown(shown: Shown) -> None:
    settings = config.Settings(data_dir=shown.folder, database_url=None, storage_dir=None)
    store = open_store(settings)
    page = create_app(store, settings, demo=False).test_client().get("/sign-in").text
    store.engine.dispose()
    assert not any(guest.password in page or guest.name in page for guest in guests.known(shown.folder))


def test_the_commands_it_names_work(shown: Shown) -> None:
    told = [line.strip() for line in shown.output.splitlines() if line.startswith("  registry --data")]
    assert len(told) >= 5
    for key in ("un_sc:SDi.901", "gb_uksl:SUD9913", "us_ofac_sdn:98098"):
        assert key in shown.output
        assert run("--data", shown.folder, "show", key).exit_code == 0
    assert "BEZBORODNIKO" in run("--data", shown.folder, "search", "Безбородников").output.upper()
    assert "registry judge" in run("--data", shown.folder, "review").output


def test_an_earlier_demo_is_replaced_and_nothing_else_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert run("demo", "--data", folder).exit_code == 0
    (folder / "report" / "old.txt").write_text("of the earlier demo", encoding="utf-8")
    assert run("demo", "--data", folder).exit_code == 0
    assert not (folder / "report" / "old.txt").exists()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    refused = run("demo", "--data", folder)
    assert refused.exit_code == 1
    assert "mine.txt" in refused.output
    assert (folder / "mine.txt").exists()
    assert (folder / "registry.db").exists()


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "registry.db").write_text("precious", encoding="utf-8")
    assert run("demo", "--data", tmp_path).exit_code == 1
    assert (tmp_path / "registry.db").read_text(encoding="utf-8") == "precious"
    assert not (tmp_path / DEMO_MARK).exists()


def test_the_database_of_the_settings_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.db"
    monkeypatch.setenv("REGISTRY_DATABASE_URL", f"sqlite:///{other}")
    result = run("demo", "--data", tmp_path / "demo")
    assert result.exit_code == 0
    assert not other.exists()
    assert (tmp_path / "demo" / "registry.db").exists()
    assert "unset REGISTRY_DATABASE_URL" in result.output


def test_it_takes_less_than_twenty_seconds_with_everything(tmp_path: Path) -> None:
    # Seconds of the processor: this machine may be busy with other tests.
    began = _spent_by_children()
    command = [sys.executable, "-c", "from registry.cli import main; main()", "demo", "--no-serve"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert (tmp_path / "demo" / "report" / "divergence.html").exists()
    assert _spent_by_children() - began < 20
    assert "Made in" in done.stdout


def _spent_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
