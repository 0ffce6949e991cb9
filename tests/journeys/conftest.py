"""A real browser on a real server over the demonstration."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import Browser, Page, sync_playwright

from consult.kit.settings import Settings
from tests.support.demo import lay_demo

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration laid in it, once for all journeys of this process."""
    folder = tmp_path_factory.mktemp("demo")
    lay_demo(folder)
    return folder


@pytest.fixture
def server(demo: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server over a fresh copy of the demonstration, its worker running."""
    from consult.app import LISTENERS, RUN_DUE, create_app
    from consult.kit.worker import Worker

    shutil.copytree(demo, tmp_path / "data")
    settings = Settings(data=tmp_path / "data", secret="test" * 12, demo=True)
    app = create_app(settings)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = waitress.create_server(app, host="127.0.0.1", port=port, threads=4)
    threading.Thread(target=served.run, daemon=True).start()
    worker = Worker(app.extensions["consult"].main, LISTENERS, RUN_DUE)
    runner = threading.Thread(target=worker.run, daemon=True)
    runner.start()
    yield f"http://127.0.0.1:{port}"
    worker.stop()
    runner.join(10)
    served.close()
    for store in app.extensions["consult"][:2]:
        store.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; missing, it fails in CI and skips elsewhere."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page of a fresh profile; every message of its console fails the test."""
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(8000)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not [text for text in said if "status of 4" not in text], said
