"""Templates escape, load nothing inline, and speak translatable words."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from jinja2.ext import i18n

ROOT = Path(__file__).parents[2] / "consult" / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
BANNED = {
    r"\|\s*safe\b": "unescaped output",
    r"\sstyle=": "inline style",
    r"\son[a-z]+=": "inline script",
    r"<script(?![^>]*\ssrc=)": "inline script",
    r"hx-on": "scripts in attributes",
    r"(hx-vals|hx-headers)=.js:": "scripts in attributes",
    r"(<link[^>]*\shref|src|action)=.https?://": "something from elsewhere",
    r"\{%\s*autoescape\s+false": "unescaped output",
}
WORDS = re.compile(r"[A-Za-z]{3,}")
NAMES = {"consult", "CSV", "JSON", "UTC"}


def without_code(text: str) -> str:
    """What a reader would see: comments, tags and attributes taken away."""
    text = re.sub(r"\{#.*?#\}|<!--.*?-->|<!doctype[^>]*>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style|symbol|svg|code)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x01", text, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_is_safe_and_translatable(path: Path) -> None:
    text = path.read_text()
    for pattern, what in BANNED.items():
        assert not re.search(pattern, text), f"{what}: {re.search(pattern, text)}"
    tree = Environment(extensions=[i18n], autoescape=True).parse(text)
    assert not list(tree.find_all(nodes.MarkSafe))
    bare = [w for w in WORDS.findall(without_code(text)) if w not in NAMES]
    assert not bare, f"words that are not translatable: {bare[:8]}"
