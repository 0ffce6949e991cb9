"""Sessions of the web: rows on the server, named by a cookie, gone at sign-out."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete

from consult.accounts.models import SignedIn
from consult.accounts.passwords import hash_token
from consult.kit import clock
from consult.kit.db import Database

LONGEST = timedelta(hours=12)
TOUCH = timedelta(minutes=1)


class KeptSession(dict[str, Any], SessionMixin):
    """A session's values. `token` is the cookie's, None while there is none; `renew` asks for a new one."""

    def __init__(self, values: dict[str, Any] | None = None, token: str | None = None) -> None:
        super().__init__(values or {})
        self.token = token
        self.modified = False
        self.accessed = False
        self.renew = False
        self.stale = False

    def __getitem__(self, key: str) -> Any:
        self.accessed = True
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.accessed = True
        return super().get(key, default)

    def __setitem__(self, key: str, value: Any) -> None:
        self.modified = True
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self.modified = True
        super().__delitem__(key)

    def pop(self, key: str, *default: Any) -> Any:
        self.accessed = True
        self.modified = self.modified or key in self
        return super().pop(key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        self.modified = self.modified or key not in self
        return super().setdefault(key, default)

    def clear(self) -> None:
        self.modified = True
        super().clear()


class KeptSessions(SessionInterface):
    """Opens and saves sessions in the main database, each in a short transaction of its own."""

    def __init__(self, database: Database, *, https: bool, idle: timedelta) -> None:
        self.database = database
        self.cookie = "__Host-consult" if https else "consult"
        self.https = https
        self.idle = idle

    def open_session(self, app: Flask, request: Request) -> KeptSession:
        token = request.cookies.get(self.cookie)
        if not token:
            return KeptSession()
        now = clock.now()
        with self.database.reading() as db:
            row = db.get(SignedIn, hash_token(token))
        if row is None or now - row.seen_at > self.idle or now - row.created_at > LONGEST:
            return KeptSession()
        session = KeptSession(row.data, token)
        session.stale = now - row.seen_at > TOUCH
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, KeptSession)
        if getattr(app.view_functions.get(request.endpoint or ""), "bare", False):
            return  # a page of intake leaves no trace of a session
        if session.accessed or session.token:
            response.vary.add("Cookie")
        if not (session.modified or session.renew or session.stale):
            return
        old, now = session.token, clock.now()
        if not session:
            if old:
                self._drop(old)
                response.delete_cookie(self.cookie, path="/", secure=self.https, httponly=True, samesite="Lax")
            return
        token = secrets.token_urlsafe(32) if session.renew or not old else old
        with self.database.writing() as db:
            row = db.get(SignedIn, hash_token(old)) if old else None
            created = row.created_at if row and not session.renew else now
            if row is not None and token != old:
                db.delete(row)
                row = None
            if row is None:
                row = SignedIn(key=hash_token(token), created_at=created)
                db.add(row)
            person = session.get("_user_id")
            row.data, row.seen_at, row.person_id = dict(session), now, int(person) if person else None
        response.set_cookie(self.cookie, token, path="/", secure=self.https, httponly=True, samesite="Lax")

    def _drop(self, token: str) -> None:
        with self.database.writing() as db:
            db.execute(delete(SignedIn).where(SignedIn.key == hash_token(token)))
