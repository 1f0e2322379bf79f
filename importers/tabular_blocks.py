"""What belongs together on a row of a partner's sheet -> one part of a draft, and back to cells for the export.

Each pair of functions is exact: `BUILDERS[block]` of what `CELLS[block]` gives is the part again, wherever the cells
can carry it. Where they cannot, the export finds out by reading its own cells and says so.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from importers.draft import (
    ContactDraft,
    CountryDraft,
    CrossReference,
    DesignationDraft,
    IdentifierDraft,
    MeasureDraft,
    NameDraft,
    PartialDate,
    PlaceDraft,
    RelationDraft,
)
from importers.fields import country_code, identifier, script_of
from importers.programmes import UNKNOWN, find
from importers.template_fields import Block
from importers.vocabulary import Basis, NameKind, Strength

Values = Mapping[str, Any]
Cells = dict[str, object]


class Incomplete(Exception):  # noqa: N818 - named after what was found
    """A row says something in a block without the cell that the block is about (`key`)."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _need(values: Values, key: str) -> Any:
    if key not in values:
        raise Incomplete(key)
    return values[key]


def _name(values: Values) -> NameDraft:
    text = _need(values, "name")
    return NameDraft(
        text,
        values.get("name_kind") or NameKind.ALIAS,
        values.get("name_strength") or Strength.UNSTATED,
        values.get("name_script") or script_of(text),
        values.get("name_language"),
        _parts(values.get("name_parts")),
    )


def _name_cells(name: NameDraft) -> Cells:
    return {
        "name": name.text,
        "name_kind": name.kind.value,
        "name_strength": None if name.strength is Strength.UNSTATED else name.strength.value,
        "name_script": name.script if name.script != script_of(name.text) else None,
        "name_language": name.language,
        "name_parts": "\n".join(f"{role}: {text}" for role, text in name.parts) or None,
    }


def _parts(text: str | None) -> tuple[tuple[str, str], ...]:
    if text is None:
        return ()
    pairs = (line.partition(":") for line in text.split("\n") if line.strip())
    return tuple((role.strip(), part.strip()) for role, _, part in pairs)


def _birth(values: Values) -> PartialDate:
    return _partial(values, "birth", values.get("birth_calendar")) or _incomplete("birth")


def _birth_cells(birth: PartialDate) -> Cells:
    return {**_partial_cells(birth, "birth"), "birth_calendar": birth.calendar}


def _incomplete(key: str) -> Any:
    raise Incomplete(key)


def _partial(values: Values, key: str, calendar: str | None = None) -> PartialDate | None:
    read, written = values.get(key), values.get(f"{key}_written")
    if read is None:
        return PartialDate(None, written, calendar=calendar) if written is not None else None
    return PartialDate(read.text, written if written is not None else read.raw, read.circa, calendar)


def _partial_cells(when: PartialDate | None, key: str) -> Cells:
    if when is None:
        return {}
    shown = when.text and (f"circa {when.text}" if when.circa else when.text)
    return {key: shown, f"{key}_written": when.raw if when.raw != shown else None}


def _place(prefix: str) -> Callable[[Values], PlaceDraft]:
    def build(values: Values) -> PlaceDraft:
        parts = {part: values.get(f"{prefix}_{part}") for part in ("street", "city", "region", "postal_code")}
        code, country_raw = _country(values, f"{prefix}_country")
        if country_raw == code and f"{prefix}_country_written" not in values:
            country_raw = None  # two letters are our code, not a wording
        whole = values.get(prefix) or ", ".join(text for text in (*parts.values(), country_raw or code) if text)
        return PlaceDraft(whole, country=code, country_raw=country_raw, **parts)

    return build


def _place_cells(prefix: str) -> Callable[[PlaceDraft], Cells]:
    def cells(place: PlaceDraft) -> Cells:
        parts = {"street": place.street, "city": place.city, "region": place.region, "postal_code": place.postal_code}
        country = _country_cells(place.country, place.country_raw, f"{prefix}_country", bare=None)
        joined = ", ".join(text for text in (*parts.values(), place.country_raw or place.country) if text)
        whole = {prefix: place.raw if place.raw != joined or not any(parts.values()) else None}
        return {**whole, **{f"{prefix}_{part}": text for part, text in parts.items()}, **country}

    return cells


def _country(values: Values, key: str) -> tuple[str | None, str | None]:
    """The code and the wording of a country; the wording is the cell's own text unless another is given."""
    code, text = values.get(key, (None, None))
    return code, values.get(f"{key}_written", text)


def _country_cells(code: str | None, raw: str | None, key: str, *, bare: str | None) -> Cells:
    """The cells of a country. `bare` is the wording that a cell with nothing but the code is read to."""
    if code is None or raw == bare:
        return {key: code, f"{key}_written": raw if code is None else None}
    if raw is not None and raw != code and ";" not in raw and country_code(raw) == code:
        return {key: raw}
    return {key: code, f"{key}_written": raw}


def _nationality(values: Values) -> CountryDraft:
    code, raw = _country(values, "nationality")
    return CountryDraft(code, raw or "")


def _nationality_cells(country: CountryDraft) -> Cells:
    return _country_cells(country.code, country.raw, "nationality", bare=country.code)


def _identifier(values: Values) -> IdentifierDraft:
    country, _ = _country(values, "identifier_country")
    return identifier(
        _need(values, "identifier_kind"),
        _need(values, "identifier"),
        country=country,
        raw_kind=values.get("identifier_kind_written"),
        note=values.get("identifier_note"),
        issued_on=_partial(values, "identifier_issued"),
        expires_on=_partial(values, "identifier_expires"),
        known_false=bool(values.get("identifier_false")),
    )


def _identifier_cells(number: IdentifierDraft) -> Cells:
    return {
        "identifier_kind": number.kind.value,
        "identifier": number.value,
        "identifier_country": number.country,
        "identifier_kind_written": number.raw_kind,
        "identifier_note": number.note,
        **_partial_cells(number.issued_on, "identifier_issued"),
        **_partial_cells(number.expires_on, "identifier_expires"),
        "identifier_false": "yes" if number.known_false else None,
    }


def _relation(values: Values) -> RelationDraft:
    kind = _need(values, "relation_kind")
    name, reference = values.get("relation_name"), values.get("relation_reference")
    written = values.get("relation_written") or kind.value
    return RelationDraft(kind, written, name, reference, bool(values.get("relation_former")))


def _relation_cells(relation: RelationDraft) -> Cells:
    return {
        "relation_kind": relation.kind.value,
        "relation_written": relation.raw_kind if relation.raw_kind != relation.kind.value else None,
        "relation_name": relation.other_name,
        "relation_reference": relation.other_reference,
        "relation_former": "yes" if relation.former else None,
    }


def measure(values: Values, cell: str) -> MeasureDraft:
    """A measure; its source wording is the cell's own unless another is given, and explicit unless said otherwise."""
    code = _need(values, "measure")
    wording = values.get("measure_written") or (code.value if ";" in cell else cell.strip())
    return MeasureDraft(code, values.get("measure_basis") or Basis.EXPLICIT, wording, values.get("measure_note"))


def measure_cells(of: MeasureDraft) -> Cells:
    """The cells of a measure."""
    return {
        "measure": of.code.value,
        "measure_basis": of.basis.value,
        "measure_written": of.source_value if of.source_value != of.code.value else None,
        "measure_note": of.note,
    }


def designation_cells(of: DesignationDraft, partner: str) -> Cells:
    """The cells of a designation without its measures."""
    known = find(partner, of.programme_raw)
    same = known is not None and known.key == of.programme
    return {
        "programme": of.programme_raw if same else of.programme if of.programme != UNKNOWN or known else None,
        "programme_written": None if same else of.programme_raw,
        "listed_on": of.listed_on,
        "effective_from": of.effective_from,
        "amended_on": of.amended_on,
        "delisted_on": of.delisted_on,
        "authority": of.authority,
        "legal_act": of.legal_act,
        "reasons": of.reasons,
    }


def _pair(kind: Callable[[Any, str], Any], head: str, value: str) -> Callable[[Values], Any]:
    return lambda values: kind(_need(values, head), _need(values, value))


def _one(key: str) -> Callable[[Values], str]:
    return lambda values: str(_need(values, key))


BUILDERS: Mapping[Block, Callable[[Values], Any]] = MappingProxyType({
    Block.NAME: _name,
    Block.BIRTH: _birth,
    Block.BIRTH_PLACE: _place("birth_place"),
    Block.NATIONALITY: _nationality,
    Block.GENDER: _one("gender"),
    Block.TITLE: _one("title"),
    Block.POSITION: _one("position"),
    Block.ADDRESS: _place("address"),
    Block.IDENTIFIER: _identifier,
    Block.CONTACT: _pair(ContactDraft, "contact_kind", "contact"),
    Block.RELATION: _relation,
    Block.CROSS_REFERENCE: _pair(CrossReference, "other_list", "other_reference"),
    Block.ATTRIBUTE: _pair(lambda name, value: (name, value), "attribute", "attribute_value"),
})  # fmt: skip

CELLS: Mapping[Block, Callable[[Any], Cells]] = MappingProxyType({
    Block.NAME: _name_cells,
    Block.BIRTH: _birth_cells,
    Block.BIRTH_PLACE: _place_cells("birth_place"),
    Block.NATIONALITY: _nationality_cells,
    Block.GENDER: lambda gender: {"gender": gender},
    Block.TITLE: lambda title: {"title": title},
    Block.POSITION: lambda position: {"position": position},
    Block.ADDRESS: _place_cells("address"),
    Block.IDENTIFIER: _identifier_cells,
    Block.CONTACT: lambda contact: {"contact_kind": contact.kind.value, "contact": contact.value},
    Block.RELATION: _relation_cells,
    Block.CROSS_REFERENCE: lambda other: {"other_list": other.scheme, "other_reference": other.value},
    Block.ATTRIBUTE: lambda pair: {"attribute": pair[0], "attribute_value": pair[1]},
})  # fmt: skip
