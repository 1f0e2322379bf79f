"""The words for codes in the languages of the pages: partners, states, gaps, how listings are linked, all terms."""

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from registry.models import TriageStatus
from registry.services.cells import State, words

PARTNERS = {
    "AU": _("Australia"), "CA": _("Canada"), "CH": _("Switzerland"), "EU": _("European Union"),
    "GB": _("United Kingdom"), "JP": _("Japan"), "NZ": _("New Zealand"), "UN": _("United Nations"),
    "US": _("United States"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state is shown: a mark that reads without colour, two or three words, and its meaning in a sentence."""

    mark: str
    short: LazyString
    meaning: LazyString


# The marks are those of the report page.
SIGNS = {
    State.IMPOSED_EXPLICIT: Sign("●", _("Imposed"), _("The list states the measure for this listing.")),
    State.IMPOSED_IMPLIED: Sign(
        "◐",
        _("Imposed, implied"),
        _("The measure follows from the list or from the programme, not from the entry itself."),
    ),
    State.NOT_IMPOSED: Sign("○", _("Listed without it"), _("The partner lists the party, without this measure.")),
    State.NOT_LISTED: Sign("–", _("Not listed"), _("No current listing of the party by the partner is known.")),
    State.DELISTED: Sign(
        "✕",
        _("No longer listed"),
        _(
            "The partner listed the party and no longer does: delisted by the publisher, or dropped from the file "
            "without a legal act seen. The cell says which."
        ),
    ),
    State.UNRESOLVED: Sign(
        "?", _("Undecided"), _("A possible listing of this party by the partner waits for a person's decision.")
    ),
    State.NOT_APPLICABLE: Sign(
        "n/a", _("Cannot apply"), _("The measure cannot apply, such as a travel ban on a company.")
    ),
    State.NOT_PUBLISHED: Sign(
        "·", _("Not published"), _("What the partner does here is not in the lists held. Silence says nothing.")
    ),
    State.NO_REGIME: Sign(
        "∅", _("No regime"), _("The partner has no programme about any of the situations concerned.")
    ),
}
GAPS = {
    "not_listed": _("not listed"),
    "measure_missing": _("listed without the measure"),
    "delisted_elsewhere": _("no longer listed"),
    "stale_source": _("not on its list, which is older than the measure"),
}
STATUSES = {
    "listed": _("on the list"),
    "missing": _("missing from the latest file, not confirmed gone"),
    "dropped": _("dropped from the file, no legal act seen"),
    "delisted": _("delisted by the publisher"),
    "announced": _("announced, not yet in the file"),
    "withdrawn": _("taken back by the registry"),
}
HOW = {
    "alone": _("nothing yet: no other listing of this party is known"),
    "un_reference": _("the same United Nations reference"),
    "cross_reference": _("a reference that one list quotes from the other"),
    "identifier": _("the same number"),
    "name_and_birth": _("the same full name and full date of birth"),
    "judgement": _("the judgement of a person"),
    "reopened": _("a judgement that is being looked at again"),
}
LIKENESSES = {
    "same": _("the same"),
    "variant": _("another known spelling"),
    "sound": _("sounds the same"),
    "slip": _("one letter off"),
    "near": _("several letters off"),
    "nickname": _("a short form"),
    "gendered": _("the other gender's form"),
    "initial": _("an initial"),
    "joined": _("written together"),
    "unlike": _("not alike"),
}
EVENTS = {
    "birth.day": _("the same full date of birth"),
    "birth.month": _("the same month and year of birth"),
    "birth.year": _("the same year of birth"),
    "birth.near": _("years of birth close to each other"),
    "birth.conflict": _("different dates of birth"),
    "birth.slip": _("dates of birth that differ in one figure"),
    "birth.swapped": _("dates of birth with day and month swapped"),
    "country.agree": _("the same country"),
    "country.conflict": _("different countries"),
    "identifier.agree": _("the same number"),
    "identifier.conflict": _("different numbers of the same kind"),
    "reference.agree": _("the same reference"),
    "reference.conflict": _("different references of the same list"),
    "aliases.several": _("several names in common"),
    "kind.conflict": _("different kinds of party"),
    "gender.conflict": _("different genders"),
    "gender.agree": _("the same gender"),
    "place.agree": _("the same place of birth"),
    "position.agree": _("the same position"),
}
STATUSES_OF_GAPS = {
    TriageStatus.OPEN: _("open"),
    TriageStatus.UNDER_CONSIDERATION: _("under consideration"),
    TriageStatus.IN_PREPARATION: _("in preparation"),
    TriageStatus.DEFERRED: _("deferred"),
    TriageStatus.NEEDS_INFORMATION: _("needs information"),
    TriageStatus.DECLINED: _("declined"),
    TriageStatus.INSUFFICIENT_EVIDENCE: _("declined: the evidence is not enough"),
    TriageStatus.FOREIGN_POLICY: _("declined: foreign policy"),
    TriageStatus.HUMANITARIAN: _("declined: humanitarian reasons"),
    TriageStatus.NO_LEGAL_BASIS: _("no legal route"),
    TriageStatus.ALREADY_COVERED: _("covered by other means"),
    TriageStatus.IDENTITY_DOUBT: _("doubt about the identity"),
}


def N_(text: str) -> str:  # noqa: N802 - the mark that tools for translators look for
    """A text that is translated where it is shown."""
    return text


TERMS = frozenset({
    # measures
    N_("asset freeze"), N_("travel ban"), N_("visa ineligibility"), N_("arms embargo"), N_("arms restriction"),
    N_("export control"), N_("import ban"), N_("debt equity"), N_("financial services"), N_("investment ban"),
    N_("services ban"), N_("director disqualification"), N_("vessel measure"), N_("aircraft measure"),
    N_("trade sectoral"), N_("procurement debarment"), N_("claims bar"), N_("aid suspension"), N_("secondary risk"),
    N_("other"),
    # kinds of parties, genders, how a name is used
    N_("person"), N_("organisation"), N_("vessel"), N_("aircraft"), N_("unknown"), N_("male"), N_("female"),
    N_("primary"), N_("alias"), N_("former"), N_("strong"), N_("weak"), N_("unstated"),
    # kinds of numbers and contacts
    N_("passport"), N_("national id"), N_("tax"), N_("registration"), N_("lei"), N_("imo"), N_("mmsi"),
    N_("call sign"), N_("swift bic"), N_("aircraft tail"), N_("aircraft serial"), N_("social security"),
    N_("driving licence"), N_("residence permit"), N_("travel document"), N_("birth certificate"), N_("voter"),
    N_("professional"), N_("duns"), N_("isin"), N_("ticker"), N_("crypto wallet"), N_("bank code"),
    N_("LEI"), N_("IMO number"), N_("MMSI"), N_("ISIN"), N_("DUNS"),
    N_("phone"), N_("fax"), N_("email"), N_("website"),
    # where a listing, a delivery or a programme stands; what sort of date one is
    N_("listed"), N_("missing"), N_("dropped"), N_("delisted"), N_("announced"), N_("withdrawn"),
    N_("received"), N_("checked"), N_("held"), N_("applied"), N_("refused"), N_("rolled back"),
    N_("active"), N_("legacy"), N_("ended"), N_("listed on"), N_("effective from"), N_("amended on"),
    N_("delisted on"), N_("took effect"), N_("amended"),
    # what could not be taken at face value
    N_("unknown field"), N_("missing field"), N_("unknown programme"), N_("unknown measure"), N_("unknown kind"),
    N_("unknown term"), N_("unknown country"), N_("bad date"), N_("bad check digit"), N_("bad value"), N_("conflict"),
    N_("duplicate reference"), N_("reused reference"), N_("count differs"), N_("no name"), N_("no reference"),
    N_("too long"), N_("ragged row"),
    # fields of a listing
    N_("names"), N_("born"), N_("birthplace"), N_("date of birth"), N_("nationality"), N_("gender"), N_("kind"),
    N_("number"), N_("address"), N_("quotes"), N_("relation"), N_("measure"), N_("title"), N_("position"),
    N_("reasons"), N_("remarks"), N_("status"), N_("deceased"),
    # parts of names
    N_("given"), N_("family"), N_("patronymic"), N_("nisba"), N_("kunya"), N_("particle"), N_("generation"),
    N_("word"), N_("generic"), N_("form"), N_("numeral"), N_("country"), N_("branch"),
    # what programmes are about
    N_("afghanistan"), N_("belarus"), N_("burundi"), N_("car"), N_("chemical weapons"), N_("china"), N_("comoros"),
    N_("corruption"), N_("cote divoire"), N_("cuba"), N_("cyber"), N_("drc"), N_("eastern mediterranean"),
    N_("election interference"), N_("eritrea"), N_("ethiopia"), N_("guatemala"), N_("guinea"), N_("guinea bissau"),
    N_("haiti"), N_("hong kong"), N_("hostages"), N_("human rights"), N_("icc"), N_("iran"), N_("iran nuclear"),
    N_("iraq"), N_("isil al qaida"), N_("lebanon"), N_("liberia"), N_("libya"), N_("maldives"), N_("mali"),
    N_("menu based"), N_("misappropriation"), N_("moldova"), N_("myanmar"), N_("narcotics"), N_("nicaragua"),
    N_("niger"), N_("north korea"), N_("organised crime"), N_("proliferation"), N_("russia ukraine"), N_("somalia"),
    N_("south sudan"), N_("sri lanka"), N_("sudan"), N_("syria"), N_("terrorism"), N_("trafficking"),
    N_("united nations"), N_("venezuela"), N_("west bank"), N_("western balkans"), N_("yemen"), N_("zimbabwe"),
    N_("un"),
})  # fmt: skip


def term(code: str) -> str:
    """A code in words in the reader's language; what is no term of ours, such as a list's own wording, as it stands."""
    plain = words(code)
    return str(gettext(plain)) if plain in TERMS else plain
