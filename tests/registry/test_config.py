"""The settings are what the operations page says, and the backup that it teaches is a backup."""

import re
import shlex
import sqlite3
import subprocess
import sys
import threading
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from registry import config, db
from registry.config import Settings
from registry.services import audit
from registry.services.actors import operator

ANA = operator("ana")


_PAGE = (files("registry") / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_page_has_the_table_of_settings() -> None:
    rows = re.findall(r"^\| `(REGISTRY_\w+)` \| .+ \| (.+) \|$", _PAGE, re.MULTILINE)
    prefix = Settings.model_config["env_prefix"]
    assert rows == [(f"{prefix}{name.upper()}", field.description) for name, field in Settings.model_fields.items()]


def test_every_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql+psycopg://h/d",
        "STORAGE_DIR": "/srv/files",
        "SECRET": "hush",
        "REDIS_URL": "redis://:hush@h/0",
        "LOG_FORMAT": "json",
    }.items():
        monkeypatch.setenv(f"REGISTRY_{name}", value)
    settings = config.load()
    assert (settings.url, settings.files_dir) == ("postgresql+psycopg://h/d", Path("/srv/files"))
    assert (settings.data_dir, settings.log_format) == (tmp_path, "json")
    assert settings.secret is not None
    assert "hush" not in repr(settings)


def test_the_data_folder_holds_everything_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "STORAGE_DIR"):
        monkeypatch.setenv(f"REGISTRY_{name}", "")
    monkeypatch.setenv("REGISTRY_DATA_DIR", "/elsewhere")
    settings = config.load(tmp_path)
    assert settings.url == f"sqlite:///{tmp_path}/registry.db"
    assert settings.files_dir == tmp_path / "files"


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_LOG_FORMAT", "loud")
    with pytest.raises(ValidationError, match="log_format"):
        config.load()


def _write_until(stop: threading.Event, database: Engine, written: list[str]) -> None:
    while not stop.is_set():
        with db.write(database) as session:
            event = audit.record(session, ANA, "thing.done", "thing:1", {"n": len(written)})
        written.append(event.hash)


def test_the_backup_of_the_page_is_whole_while_the_registry_goes_on(tmp_path: Path) -> None:
    """Whole, and with everything that was acknowledged before the backup began."""
    (command,) = re.findall(r"^python -c .*$", _PAGE, re.MULTILINE)
    engine = db.open_engine(Settings(data_dir=tmp_path, database_url=None))
    db.upgrade(engine)
    stop, written = threading.Event(), list[str]()
    writer = threading.Thread(target=_write_until, args=[stop, engine, written])
    writer.start()
    try:
        for number in range(5):
            acknowledged = len(written)
            words = shlex.split(command.replace("copy.db", f"copy-{number}.db"))
            subprocess.run([sys.executable, *words[1:]], cwd=tmp_path, check=True, timeout=60)
            with sqlite3.connect(tmp_path / f"copy-{number}.db") as copy:
                assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                hashes = [row[0] for row in copy.execute("SELECT hash FROM audit_event ORDER BY id")]
            copy.close()
            assert len(hashes) >= acknowledged
            assert hashes == written[: len(hashes)]
    finally:
        stop.set()
        writer.join()
        engine.dispose()
