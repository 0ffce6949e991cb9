"""What every journey does: come in as somebody, look for faults, check a page with axe."""

from pathlib import Path

from playwright.sync_api import Page, expect

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def sign_in(page: Page, role: str, country: str = "Kamaro") -> None:
    """Sign in with the demonstration's account of a role."""
    page.goto("/login")
    page.get_by_role("button", name=f"as {role}, {country}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Work")


def sign_out(page: Page) -> None:
    """Leave."""
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def faults(page: Page) -> list[str]:
    """What axe finds on the page, and whether it scrolls sideways."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target).join(' ')))", RULES
    )
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return found + (["scrolls sideways"] if wide else [])
