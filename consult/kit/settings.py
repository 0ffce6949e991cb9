"""Settings, all from the environment; each is explained in docs/settings.md."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation may set: field `x` is read from `CONSULT_X`."""

    data: Path = Path("data")
    database_url: str = ""
    intake_url: str = ""
    secret: str = ""
    public_url: str = "http://127.0.0.1:5000"
    smtp: str = ""
    mail_from: str = "consult@localhost"
    idle_minutes: int = 30
    demo: bool = False
    trusted_hosts: str = ""
    proxies: int = 0

    @property
    def main_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'consult.sqlite'}"

    @property
    def raw_url(self) -> str:
        return self.intake_url or f"sqlite:///{self.data / 'intake' / 'intake.sqlite'}"

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from `env` (default: the process's); raises `msgspec.ValidationError` naming the field that is off."""
    env = os.environ if env is None else env
    found = {f: env["CONSULT_" + f.upper()] for f in Settings.__struct_fields__ if env.get("CONSULT_" + f.upper())}
    settings = msgspec.convert(found, Settings, strict=False, dec_hook=lambda kind, value: kind(value))
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings if settings.secret else msgspec.structs.replace(settings, secret=kept_secret(settings.data))


def kept_secret(folder: Path) -> str:
    """The installation's own secret, made once and kept beside the data, readable by its owner alone."""
    path = folder / "secret"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return path.read_text()
