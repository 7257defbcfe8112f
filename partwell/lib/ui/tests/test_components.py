"""Components come out whole, and nothing in a page needs what the content policy forbids."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db


class Strict(HTMLParser):
    """Notes tags left open or closed wrongly."""

    VOID = frozenset(["meta", "link", "input", "br", "hr", "img", "use", "path", "rect"])

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"{tag} at {self.getpos()}, open: {self.open[-3:]}")
        else:
            self.open.pop()


@pytest.mark.parametrize("address", ["/gallery/", "/gallery/phone/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_component_comes_out_as_plain_html(gallery_site: None, client: Any, address: str, language: str) -> None:
    """No component stays raw and every tag that opens is closed."""
    client.cookies["django_language"] = language
    html = client.get(address).content.decode()
    assert "<c-" not in html and "</c-" not in html and "{%" not in html and "{{" not in html
    page = Strict()
    page.feed(html)
    assert page.wrong == [] and page.open == []


def test_a_page_of_components_has_unique_ids_and_one_h1(gallery_site: None, client: Any) -> None:
    """An id stands once and a page has one headline."""
    html = client.get("/gallery/").content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert len(re.findall(r"<h1", html)) == 1


def test_a_refused_button_stays_and_names_its_reason(gallery_site: None, client: Any) -> None:
    """It is focusable, marked as refused, and points at the reason beside it."""
    html = client.get("/gallery/").content.decode()
    button = re.search(r"<button[^>]*aria-disabled[^>]*>", html)
    assert (
        button and 'aria-describedby="why"' in button[0] and " disabled" not in button[0].replace("aria-disabled", "")
    )
    assert 'id="why"' in html


def test_a_deadline_always_says_which_kind_it_is(gallery_site: None, client: Any) -> None:
    """法定期限 and 公司内部期限 differ by word, shape and icon."""
    html = client.get("/gallery/").content.decode()
    law = re.findall(r'<span class="pw-due pw-due-law.*?</span>.*?</time>', html)
    own = re.findall(r'<span class="pw-due pw-due-in.*?</span>.*?</time>', html)
    assert len(law) == 4 and all("法定期限" in chip for chip in law)
    assert len(own) >= 4 and all("公司内部期限" in chip for chip in own)


# The verifier's page is one file for offline use with a policy of its own, not a template.
TEMPLATES = sorted(p for p in PACKAGE.rglob("*.html") if not {"tests", "verifier"} & set(p.parts))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_template_has_inline_style_or_script(template: Path) -> None:
    """The content policy allows neither; a page that used them would break in silence."""
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)
    assert not re.search(r"\bhx-on|\bjs:|javascript:", text)


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    """An icon that the sprite lacks would be an empty square."""
    sprite = (PACKAGE / "lib/ui/static/icons.svg").read_text()
    have = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {
        name
        for template in TEMPLATES
        for name in re.findall(r'\{% icon ["\']([a-z0-9-]+)["\']|\bicon="([a-z0-9-]+)"', template.read_text())
        for name in name
        if name
    }
    assert used - have == set()
