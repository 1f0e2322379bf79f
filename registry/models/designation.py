"""The legal acts on a version of a listing and the measures that they impose."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from importers.vocabulary import Basis, MeasureCode
from registry.models.base import one_of


class Designation(SQLModel, table=True):
    """One legal act on a version. Its dates are typed and kept apart; reasons stay in the version's content."""

    __tablename__ = "designation"
    __table_args__ = (UniqueConstraint("version_id", "ordinal"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version_id: int = Field(foreign_key="listing_version.id")
    ordinal: int
    programme: str = Field(index=True)
    programme_raw: str
    listed_on: date | None = None
    effective_from: date | None = None
    amended_on: date | None = None
    delisted_on: date | None = None


class DesignationMeasure(SQLModel, table=True):
    """One measure of a designation, with the publisher's wording that it was read from."""

    __tablename__ = "designation_measure"
    __table_args__ = (one_of("code", MeasureCode), one_of("basis", Basis), {"sqlite_with_rowid": False})

    designation_id: int = Field(primary_key=True, foreign_key="designation.id")
    ordinal: int = Field(primary_key=True)
    code: str
    basis: str
    source_value: str
