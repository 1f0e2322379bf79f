"""The pages as people use them: what they find on them, and that it is what the services say."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from described import KAREM
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from pagecheck import dangers, flaws, parsed
from sqlmodel import SQLModel
from world import World

from registry import db
from registry.reports.columns import line_table

PAGES = (
    "/", "/?q=Karem+Abu+Testun", "/?q=Karem&least=5&weak=no&focus=yes&born=1961&listed_from=2020-01-01",
    "/?q=zzzzzz", "/?q=QDi.777", "/?q=Karem&kind=vessel", "/party/P000001",
    "/party/P000001?as_of=2010-01-01", "/listing/w_gb/1", "/lists", "/partner/GB", "/partner/CA",
    "/list/w_gb", "/list/w_gb?page=9", "/list/ch_seco",
    "/divergence", "/divergence?kind=vessel", "/divergence?lacking=UN&gap=not_listed&sort=name", "/programmes",
    "/programme/GB-GHR", "/programme/US-7031C", "/help",
)  # fmt: skip


def text(answer: str) -> str:
    """The words on a page, one blank between any two."""
    return words(parsed(answer))


def main(answer: str) -> str:
    """The words of its content."""
    return words(parsed(answer).xpath("//main")[0])


def words(element: html.HtmlElement) -> str:
    """The words of a part of a page, one blank between any two."""
    return " ".join(" ".join(element.itertext()).split())


def contents(world: World) -> list[list[object]]:
    """Everything in the database."""
    with db.read(world.store.engine) as session:
        tables = SQLModel.metadata.sorted_tables
        return [sorted(map(repr, session.connection().execute(table.select()))) for table in tables]


def test_an_empty_registry_says_so(here: World, client: FlaskClient) -> None:
    if here.store.engine.dialect.name != "sqlite":
        pytest.skip("the clock of the shared test database never goes back to the beginning")
    assert "holds no list yet" in text(client.get("/").text)
    assert "not held" in text(client.get("/lists").text)
    for address in ("/divergence", "/party/P000001", "/listing/w_gb/1"):
        assert client.get(address).status_code == 404
        assert "holds no list yet" in text(client.get(address).text)
    assert client.get("/?q=karem").status_code == 200


def test_every_page_is_sound(filled: World, client: FlaskClient) -> None:
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert flaws(parsed(answer.text)) == [], address
        assert dangers(parsed(answer.text)) == [], address
        assert len(answer.data) < 300_000


def test_titles_tell_pages_apart(filled: World, client: FlaskClient) -> None:
    titles = [parsed(client.get(address).text).findtext(".//title") for address in PAGES if "?" not in address]
    assert len(set(titles)) == len(titles)


def test_links_lead_somewhere(filled: World, client: FlaskClient) -> None:
    links = {link for address in PAGES for link in parsed(client.get(address).text).xpath("//main//a/@href")}
    for link in sorted(link for link in links if link.startswith("/")):
        assert client.get(link, buffered=True).status_code == 200, link


def test_reading_never_writes(filled: World, client: FlaskClient) -> None:
    before = contents(filled)
    for address in (*PAGES, "/divergence/gaps.csv", "/nothing"):
        client.get(address)
    assert contents(filled) == before


def test_a_name_in_another_script_finds_the_party(filled: World, client: FlaskClient) -> None:
    page = parsed(client.get("/", query_string={"q": "Карем Абу Тестун ан-Нахри"}).text)
    hit = page.xpath("//li[@class='hit']")[0]
    said = words(hit)
    assert "Karem Abu Testun al-Nahri P00000" in said
    assert "of 100 alike" in said
    assert "Imposed" in said
    assert "not a proof of identity" in text(client.get("/?q=Karem+Abu+Testun").text)


def test_a_reference_is_exact(filled: World, client: FlaskClient) -> None:
    said = main(client.get("/?q=QDi.777").text)
    assert "Exact : QDi.777 is" in said
    first = parsed(client.get("/?q=QDi.777").text).xpath("//li[@class='hit']")[0]
    assert "of 100" not in words(first)


def test_nobody_is_an_honest_answer(filled: World, client: FlaskClient) -> None:
    said = main(client.get("/?q=Xqwzzk+9913").text)
    assert "No party answers to “ Xqwzzk 9913 ”" in said or "Nobody with a name much like" in said
    assert "w_gb" not in said
    filtered = main(client.get("/?q=Karem+Abu+Testun+al-Nahri&kind=vessel").text)
    assert "without the filters" in filtered


def test_filters_keep_what_they_say(filled: World, client: FlaskClient) -> None:
    assert "Karem Abu Testun al-Nahri" in main(client.get("/?q=Karem+Abu+Testun+al-Nahri&partner=EU").text)
    assert "Karem Abu Testun al-Nahri P0" not in main(client.get("/?q=Karem+Abu+Testun+al-Nahri&partner=US").text)


def test_every_choice_shows_as_many_as_it_says(filled: World, client: FlaskClient) -> None:
    """Each number beside a filter is what choosing it shows, for every filter there is."""
    page = parsed(client.get("/?q=Karem+Abu+Testun").text)
    seen = set()
    for box in page.xpath("//fieldset[@class='options']//input"):
        name, value = box.get("name"), box.get("value")
        number = int(words(box.getparent()).rsplit("(", 1)[1].rstrip(")"))
        again = parsed(client.get("/", query_string={"q": "Karem Abu Testun", name: value}).text)
        assert len(again.xpath("//li[@class='hit']")) == number, (name, value)
        seen.add(name)
    assert seen == {"kind", "partner", "status", "measure", "programme"}


def test_the_slider_the_dates_and_the_birth_change_the_answer(filled: World, client: FlaskClient) -> None:
    def shown(**more: str) -> list[str]:
        page = parsed(client.get("/", query_string={"q": "Karem Abu Testun al-Nahri", **more}).text)
        return [words(hit) for hit in page.xpath("//li[@class='hit']")]

    everything = shown()
    assert any("Karem Abu Testun al-Nahri" in hit for hit in everything)
    assert shown(least="100") == [hit for hit in everything if hit.split(" of 100")[0].endswith(" 100")]
    assert [hit for hit in shown(listed_from="2020-10-01") if "Marija" in hit] == []
    assert any("Karem" in hit for hit in shown(listed_from="2020-10-01"))
    assert not any("Karem" in hit for hit in shown(listed_to="2020-09-28"))
    right, wrong = shown(born="1961-04-07")[0], shown(born="1999-01-01")[0]
    assert "Besides the name" in right
    assert right != wrong


def test_a_party_says_who_imposes_what_and_why(filled: World, client: FlaskClient) -> None:
    said = main(client.get(f"/party/{filled.party('w_gb:1')}").text)
    assert "first by United Kingdom on 29 September 2020 (listed on)" in said
    assert "United States not listed" in said
    assert "No typed date for United Nations: it may have been first." in said
    assert "3 days" in said
    assert "Stated for this listing: GB-GHR" in said
    assert "Read from file-1.json, row 2 SHA-256" in said
    assert "by the same United Nations reference" in said


def test_contradictions_stand_out(filled: World, client: FlaskClient) -> None:
    page = parsed(client.get(f"/party/{filled.party('w_gb:1')}").text)
    box = words(page.xpath("//section[@class='conflict']")[0])
    assert "Date of birth w_eu:9 7 April 1961" in box
    assert "w_un:QDi.777 1 May 1963" in box
    calm = parsed(client.get(f"/party/{filled.party('w_gb:2')}").text)
    assert calm.xpath("//section[@class='conflict']") == []


def test_names_keep_their_script_and_direction(filled: World, client: FlaskClient) -> None:
    page = parsed(client.get(f"/party/{filled.party('w_gb:1')}").text)
    name = page.xpath("//span[text()='كريم أبو تستون النهري']")[0]
    assert (name.get("lang"), name.get("dir")) == ("und-Arab", "auto")


def test_the_drawing_and_its_table_say_the_same(filled: World, client: FlaskClient) -> None:
    page = parsed(client.get(f"/party/{filled.party('w_gb:1')}").text)
    drawn = sorted(words(label).split(",")[0] for label in page.xpath("//*[@class='label']"))
    rows = page.xpath("//section[@aria-labelledby='time']//tbody/tr")
    told = sorted(f"{row[2].text_content()} {row[1].text_content()}" for row in rows)
    assert drawn == told
    assert len(told) == 3


def test_any_day_can_be_asked_for(filled: World, client: FlaskClient) -> None:
    address = f"/party/{filled.party('w_eu:9')}"
    said = main(client.get(f"{address}?as_of=2020-09-30").text)
    assert "In force on 30 September 2020" in said
    assert "European Union not listed" in said
    assert "European Union not listed" not in main(client.get(f"{address}?as_of=2020-10-02").text)
    assert client.get(f"{address}?known_at=2001-01-01").status_code == 404


def test_an_address_stays_after_a_merge_and_leads_on(filled: World, client: FlaskClient) -> None:
    kept, joined = sorted([filled.party("w_gb:2"), filled.party("w_us:5")])
    before = filled.now()
    filled.judge("w_gb:2", "w_us:5", "same")
    answer = client.get(f"/party/{joined}?as_of=2024-01-01")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"/party/{kept}?as_of=2024-01-01"
    then = client.get(f"/party/{joined}", query_string={"known_at": before.isoformat()})
    assert then.status_code == 200
    assert "by the judgement of a person" in main(client.get(f"/party/{kept}").text)
    assert "the numbers" not in client.get(f"/party/{kept}").text
    assert "ana" not in main(client.get(f"/party/{kept}").text).split()
    assert client.get(f"/party/{kept.lower()}").status_code == 308


def test_a_listing_shows_what_changed(filled: World, client: FlaskClient) -> None:
    before = filled.now()
    filled.take(
        "w_gb",
        KAREM | {"listed": "2020-09-29", "un": "QDi.777", "born": "1961-04-08", "aliases": []},
        {"ref": "2", "name": "Marija Probnić", "born": "1970-01-02", "listed": "2019-01-05"},
        day="2025-02-01",
    )
    page = parsed(client.get("/listing/w_gb/1").text)
    assert [item.text_content() for item in page.xpath("//del")] == ["كريم أبو تستون النهري (primary)", "1961-04-07"]
    assert [item.text_content() for item in page.xpath("//ins")] == ["1961-04-08"]
    assert "2 versions are held" in main(client.get("/listing/w_gb/1").text)
    then = main(client.get("/listing/w_gb/1", query_string={"known_at": before.isoformat()}).text)
    assert "1 version is held" in then
    assert "1961-04-08" not in then


def test_a_partner_beside_the_others(filled: World, client: FlaskClient) -> None:
    said = main(client.get("/partner/GB").text)
    assert "Parties it imposes it on 2" in said
    assert "Later than another, where two or more partners give typed dates 0" in said
    assert "European Union 1" in said
    assert "A date of birth (persons only) 2 (100.0 % of 2)" in said
    assert "Median of the days it then took 3" in main(client.get("/partner/EU").text)
    assert "nothing can be compared" in main(client.get("/partner/CA").text)


def test_a_gap_of_the_united_kingdom_says_what_its_urgent_procedure_rests_on(here: World, client: FlaskClient) -> None:
    here.take("w_gb", {"ref": "1", "name": "Somebody Else"})
    here.take("w_eu", KAREM | {"ref": "9", "listed": "2020-10-02"})
    here.link()
    said = main(client.get(f"/party/{here.party('w_eu:9')}").text)
    assert "section 11(2A) to (2D)" in said
    assert "EU, since 2020-10-02 (listed on), stated for the listing (w_eu:9)" in said
    assert "section 11" not in main(client.get(f"/party/{here.party('w_gb:1')}").text)


def test_a_list_accounts_for_its_deliveries(filled: World, client: FlaskClient) -> None:
    said = main(client.get("/list/w_gb").text)
    assert "2 records = 2 read + 0 refused; 2 added" in said
    assert "1 January 2025" in said
    assert "file-1.json" in said
    assert "ana" not in said.split()


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "lacking=US&sort=name",
        "measure=travel_ban",
        "partner=GB&partner=EU",
        "as_of=2020-09-30",
        "focus=yes&sort=since",
    ],
)
def test_the_download_is_exactly_what_the_page_counts(filled: World, client: FlaskClient, choice: str) -> None:
    page = parsed(client.get(f"/divergence?{choice}").text)
    count = int(page.xpath("//h2[@id='gaps']")[0].text_content().split()[0])
    links = page.xpath("//a[contains(@href, 'gaps.csv')]/@href")
    answer = client.get(links[0] if links else f"/divergence/gaps.csv?{choice}")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == count
    shown = [
        row.xpath("./th//a")[0].get("href").split("/")[-1].split("?")[0]
        for row in page.xpath("//table[contains(@class, 'gaps')]/tbody/tr")
    ]
    assert [row["party"] for row in rows] == shown
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="gaps-')


def test_the_download_holds_the_reports_lines(filled: World, client: FlaskClient) -> None:
    answer = filled.divergence(date(2025, 6, 30))
    table = line_table(answer)
    expected = [[str(value) if value is not None else "" for value in row] for row in table.rows]
    rows = list(
        csv.reader(
            io.StringIO(client.get("/divergence/gaps.csv?as_of=2025-06-30&sort=party").get_data().decode("utf-8-sig"))
        )
    )
    assert rows[0] == [key for key, _, _ in table.columns]
    assert sorted(rows[1:]) == sorted(expected)


def test_lacking_shows_only_what_that_partner_lacks(filled: World, client: FlaskClient) -> None:
    page = parsed(client.get("/divergence?lacking=GB").text)
    measures = {row.xpath("./td")[0].text_content() for row in page.xpath("//table[contains(@class, 'gaps')]/tbody/tr")}
    assert measures == {"asset freeze", "travel ban"}
    assert "listed without the measure" in main(client.get("/divergence?lacking=GB&gap=measure_missing").text)


def test_a_kept_answer_is_not_shown_after_an_import(filled: World, client: FlaskClient) -> None:
    before = client.get("/divergence").text
    assert client.get("/divergence").text == before
    filled.take("w_ch", {"ref": "1", "name": "Nobody Known", "born": "1980-01-01"})
    filled.link()
    assert "Nobody Known" not in before
    assert "Nobody Known" in client.get("/divergence").text


def test_the_demo_says_so_on_every_page(filled: World, application: Callable[..., Flask]) -> None:
    invented = application(demo=True).test_client()
    for address in (*PAGES, "/nothing"):
        assert "is invented" in invented.get(address).text
    assert "is invented" not in application().test_client().get("/").text
