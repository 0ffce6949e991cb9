"""Setting up and running: consult init, migrate, serve, work."""

import os
import threading
from collections.abc import Callable
from typing import NamedTuple

import click
import waitress
from flask import Flask

from consult.cli.door import intake_database, main_database, say, settings
from consult.kit.migrating import upgrade
from consult.kit.outbox import Listeners
from consult.kit.settings import Settings
from consult.kit.worker import RunDue, Worker

MIB = 2**20


class Parts(NamedTuple):
    """What only the application knows: how it is made, who listens, what is due each day."""

    create_app: Callable[[Settings], Flask]
    listeners: Listeners
    due: dict[str, RunDue]
    more: tuple[Callable[[], object], ...] = ()


@click.command()
def init() -> None:
    """Make the databases, or bring them up to date; safe to repeat."""
    upgrade(main_database(), intake_database())
    say("The databases are ready.")


@click.command()
@click.option("--revision", default="head", show_default=True)
def migrate(revision: str) -> None:
    """Bring the databases to a revision: head, base or its number."""
    upgrade(main_database(), intake_database(), revision=revision)


@click.command()
@click.option("--host", default=lambda: os.environ.get("HOST", "127.0.0.1"))
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "5000")))
@click.option("--no-worker", is_flag=True, help="Leave the work after each change to `consult work`.")
@click.pass_obj
def serve(parts: Parts, host: str, port: int, no_worker: bool) -> None:
    """Serve the pages, with the worker in a thread of its own."""
    app = parts.create_app(settings())
    worker = None if no_worker else start_worker(parts)
    say(f"consult serves http://{host}:{port}")
    try:
        run(app, host, port)
    finally:
        if worker:
            worker.stop()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@click.pass_obj
def work(parts: Parts, once: bool) -> None:
    """Do what is due after changes and with the days, until stopped."""
    worker = make_worker(parts)
    if once:
        worker.round()
        return
    worker.run()


def make_worker(parts: Parts) -> Worker:
    """The worker of this installation."""
    return Worker(main_database(), parts.listeners, parts.due, parts.more)


def start_worker(parts: Parts) -> Worker:
    """The worker in a thread that ends with the server."""
    worker = make_worker(parts)
    threading.Thread(target=worker.run, name="worker", daemon=True).start()
    return worker


def run(app: Flask, host: str, port: int) -> None:
    """Waitress, set to outlast slow clients and to keep every body in memory."""
    proxies = settings().proxies
    headers = "x-forwarded-for x-forwarded-proto x-forwarded-host"
    trusted = {"trusted_proxy": "*", "trusted_proxy_count": proxies, "trusted_proxy_headers": headers}
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=8,
        connection_limit=1000,
        channel_timeout=20,
        cleanup_interval=5,
        asyncore_use_poll=True,
        ident=None,
        clear_untrusted_proxy_headers=True,
        max_request_body_size=64 * MIB,
        inbuf_overflow=64 * MIB,
        outbuf_overflow=64 * MIB,
        **(trusted if proxies else {}),
    )
