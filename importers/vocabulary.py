"""The controlled terms that every importer speaks, whatever words a publisher uses.

The values are what is stored, exported and shown to machines; they never change meaning.
"""

from enum import StrEnum


class PartyKind(StrEnum):
    """What a listing describes. `unknown` is said by the source or left open, never guessed."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


class NameKind(StrEnum):
    """How the source uses a name."""

    PRIMARY = "primary"
    ALIAS = "alias"
    FORMER = "former"


class Strength(StrEnum):
    """The source's own grade of a name. A blank grade is `unstated`, which is not weak."""

    STRONG = "strong"
    WEAK = "weak"
    UNSTATED = "unstated"


class MeasureCode(StrEnum):
    """What is imposed. Core of the comparison: `asset_freeze` and `travel_ban`."""

    ASSET_FREEZE = "asset_freeze"
    TRAVEL_BAN = "travel_ban"
    VISA_INELIGIBILITY = "visa_ineligibility"
    ARMS_EMBARGO = "arms_embargo"
    ARMS_RESTRICTION = "arms_restriction"
    EXPORT_CONTROL = "export_control"
    IMPORT_BAN = "import_ban"
    DEBT_EQUITY = "debt_equity"
    FINANCIAL_SERVICES = "financial_services"
    INVESTMENT_BAN = "investment_ban"
    SERVICES_BAN = "services_ban"
    DIRECTOR_DISQUALIFICATION = "director_disqualification"
    VESSEL_MEASURE = "vessel_measure"
    AIRCRAFT_MEASURE = "aircraft_measure"
    TRADE_SECTORAL = "trade_sectoral"
    PROCUREMENT_DEBARMENT = "procurement_debarment"
    CLAIMS_BAR = "claims_bar"
    AID_SUSPENSION = "aid_suspension"
    SECONDARY_RISK = "secondary_risk"
    OTHER = "other"


class Basis(StrEnum):
    """Where a measure was read: said for this listing, or following from its list or programme."""

    EXPLICIT = "explicit"
    IMPLIED_LIST = "implied_list"
    IMPLIED_PROGRAMME = "implied_programme"
    FREE_TEXT = "free_text"


class IdentifierKind(StrEnum):
    """What sort of number an identifier is."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    TAX = "tax"
    REGISTRATION = "registration"
    LEI = "lei"
    IMO = "imo"
    MMSI = "mmsi"
    CALL_SIGN = "call_sign"
    SWIFT_BIC = "swift_bic"
    AIRCRAFT_TAIL = "aircraft_tail"
    AIRCRAFT_SERIAL = "aircraft_serial"
    SOCIAL_SECURITY = "social_security"
    DRIVING_LICENCE = "driving_licence"
    RESIDENCE_PERMIT = "residence_permit"
    TRAVEL_DOCUMENT = "travel_document"
    BIRTH_CERTIFICATE = "birth_certificate"
    VOTER = "voter"
    PROFESSIONAL = "professional"
    DUNS = "duns"
    ISIN = "isin"
    TICKER = "ticker"
    CRYPTO_WALLET = "crypto_wallet"
    BANK_CODE = "bank_code"
    OTHER = "other"


class RelationKind(StrEnum):
    """How a source says two parties are connected. Kept as stated, never concluded."""

    OWNED_BY = "owned_by"
    OWNS = "owns"
    ACTS_FOR = "acts_for"
    SUPPORTS = "supports"
    LEADS = "leads"
    FAMILY = "family"
    ASSOCIATE = "associate"
    LINKED = "linked"


class ContactKind(StrEnum):
    """A way to reach a party that a source publishes."""

    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    WEBSITE = "website"


class IssueCode(StrEnum):
    """Why something could not be taken at face value."""

    UNKNOWN_FIELD = "unknown_field"
    MISSING_FIELD = "missing_field"
    UNKNOWN_PROGRAMME = "unknown_programme"
    UNKNOWN_MEASURE = "unknown_measure"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_TERM = "unknown_term"
    UNKNOWN_COUNTRY = "unknown_country"
    BAD_DATE = "bad_date"
    BAD_CHECK_DIGIT = "bad_check_digit"
    BAD_VALUE = "bad_value"
    CONFLICT = "conflict"
    DUPLICATE_REFERENCE = "duplicate_reference"
    REUSED_REFERENCE = "reused_reference"
    COUNT_DIFFERS = "count_differs"
    NO_NAME = "no_name"
    NO_REFERENCE = "no_reference"
    TOO_LONG = "too_long"
    RAGGED_ROW = "ragged_row"
