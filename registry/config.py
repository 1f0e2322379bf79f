"""The one table of settings, read from the environment; `registry/docs/operations.md` explains each of them."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_dir
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator can set: `REGISTRY_` and the name in capitals, e.g. `REGISTRY_DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix="REGISTRY_", env_ignore_empty=True, extra="ignore", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: Path(user_data_dir("sanctions-registry")),
        description="Folder for everything that the registry keeps, unless a setting below says otherwise.",
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the database; the default is the SQLite file `registry.db` in the data folder.",
    )
    storage_dir: Path | None = Field(
        default=None,
        description="Folder for the files as received; the default is `files` in the data folder.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="Key that signs cookies, 32 characters or more; without it, `serve` makes one in the data folder.",
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="Address of a Redis that carries the queue of jobs; without it the database's own queue is used.",
    )
    public_url: str | None = Field(
        default=None,
        description="Address under which people reach the pages, `https://...`; needed beyond this machine.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many proxies of yours stand before the pages; their word for the caller's address is taken.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Address of an OpenID Connect provider that people may sign in with; with the two settings below.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="The client id that the provider knows the registry by."
    )
    oidc_client_secret: SecretStr | None = Field(default=None, description="The client secret that the provider gave.")
    audit_key: Path | None = Field(
        default=None,
        description="File of the key that signs heads of the audit trail; default: `audit.key` in the data folder.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        description="`text` for people, `json` for log collectors.",
    )

    @property
    def url(self) -> str:
        """The database address with its default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'registry.db'}"

    @property
    def files_dir(self) -> Path:
        """The folder of received files with its default filled in."""
        return self.storage_dir or self.data_dir / "files"

    @property
    def audit_key_file(self) -> Path:
        """The file of the key that signs heads of the audit trail, with its default filled in."""
        return self.audit_key or self.data_dir / "audit.key"

    @property
    def linking_dir(self) -> Path:
        """The folder of the listings as linking last saw them: a cache, made again from the database when missing."""
        return self.data_dir / "linking"

    @property
    def index_dir(self) -> Path:
        """The folder of the search index: a cache, made again from the database whenever it is missing."""
        return self.data_dir / "index"


def load(data_dir: Path | None = None) -> Settings:
    """The settings of this process; `data_dir` (the option `--data`) goes before the environment."""
    return Settings() if data_dir is None else Settings(data_dir=data_dir)
