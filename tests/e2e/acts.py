"""What a person does in the browser, as functions the stories share."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from PIL import Image

from partwell.lib import clock
from tests.live import DESKTOP, PHONE


def sign_in(page: Any, who: str) -> None:
    """Become a member of the demo by role card."""
    page.goto("/demo/")
    page.click(f"button[data-demo={who}]")
    page.wait_for_url(lambda url: "/demo/" not in url)


def draw(page: Any) -> None:
    """Sign with a finger: some strokes on the pad, which must be in view to get any."""
    pad = page.locator("canvas.pw-sig")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for i in range(1, 21):
        page.mouse.move(box["x"] + 30 + i * 10, box["y"] + 40 + (i % 5) * 12)
    page.mouse.up()


@contextmanager
def swapped(page: Any, part: str) -> Iterator[None]:
    """What is done within makes htmx put a new `part` in the place of the old one; goes on when it stands there."""
    page.eval_on_selector(part, "element => { element.dataset.old = '1' }")
    yield
    page.wait_for_selector(f"{part}:not([data-old]):not(.htmx-settling)")


def codes_on_phone(page: Any, who: str) -> list[str]:
    """The one-time codes on the demo's phone of `who`, newest first."""
    page.goto(f"/demo/phone/?who={who}")
    return re.findall(r"验证码 (\d{6})", page.inner_text("body"))


def new_code(page: Any, who: str, before: list[str]) -> str:
    """The code that came since `before` was read. The worker sends it, so it takes a moment."""
    for _ in range(240):
        now = codes_on_phone(page, who)
        if now and now != before:
            return now[0]
        page.wait_for_timeout(250)
    raise AssertionError("no code arrived")


def answer(page: Any, phone: Any, who: str, intent: str, words: str = "") -> None:
    """On an opened paper: read to the end and answer with `intent`: a drawn signature where asked, and the code."""
    while page.locator(".pw-foot button[name=goto]:has-text('下一页')").count():
        page.click(".pw-foot button[name=goto]:has-text('下一页')")
        page.wait_for_load_state()
    page.click(".pw-foot button[value=answer]")
    page.check(f"#intent-{intent}")
    if words:
        page.fill("#text", words)
    if page.locator("canvas.pw-sig").is_visible():
        draw(page)
    if intent != "decline":
        before = codes_on_phone(phone, who)
        page.click("button[formaction$=code]")
        page.wait_for_selector("text=已发送")
        page.fill("#code", new_code(phone, who, before))
    hand_in(page, intent)
    page.wait_for_url("**/receipt")


def hand_in(page: Any, intent: str) -> None:
    """Press the button, which says what the chosen answer does."""
    page.get_by_role("button", name=page.get_attribute(f"#intent-{intent}", "data-button")).click()


def eventually(look: Callable[[], bool], page: Any, what: str, seconds: float = 60) -> None:
    """Wait until something the worker does can be seen."""
    for _ in range(int(seconds * 4)):
        if look():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"did not come: {what}")


def picture() -> bytes:
    """A small picture: what is uploaded as voucher in the stories."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return out.getvalue()


def day(ahead: int = 0) -> str:
    """A day in Shanghai as forms take it."""
    return (clock.today() + timedelta(days=ahead)).isoformat()


class Office:
    """The people of a story, each in a browser of their own. `case` is the address of the case they work on."""

    def __init__(self, open_browser: Callable[..., Any]) -> None:
        self._open, self._pages = open_browser, dict[str, Any]()
        self.case = ""

    def at(self, who: str) -> Any:
        """The page of a person, signed in: a phone for the two who leave, a desk for everybody else."""
        if who not in self._pages:
            page = self._pages[who] = self._open(PHONE if who in ("lin", "wang") else DESKTOP)
            sign_in(page, who)
        return self._pages[who]

    def phone(self) -> Any:
        """A browser that only reads the demo's phones."""
        if "phone" not in self._pages:
            self._pages["phone"] = self._open(PHONE)
        return self._pages["phone"]

    def step(
        self, who: str, key: str, items: Sequence[int] = (0,), *, more: Mapping[str, str] | None = None, **facts: str
    ) -> None:
        """Somebody hands in items of a step, by their place on its page; `more` fills fields by name."""
        page = self.at(who)
        for number in items:
            self._until_open(
                page, f"{self.case}steps/{key}/", f"#item-{number} button, #item-{number} [href*='/make/']"
            )
            if page.locator(f"#item-{number} [href*='/make/'], #item-{number} [formaction*='/make/']").count():
                self._make(page, number, more or {})
            self._fill(page, number, {"day": day(), "text": "已核对，情况属实。", "number": f"2026-{number:04d}"})
            self._fill(page, number, more or {})
            for name, value in facts.items():
                field = page.locator(f"[name=fact-{name}]").first
                if field.count() and field.get_attribute("type") == "date":
                    field.fill(value)
                elif field.count():
                    page.check(f"[name=fact-{name}][value='{value}']")
            page.locator(f"#item-{number} button[name=item]").first.click()
            page.wait_for_load_state()
            said = page.inner_text("main")
            assert "没有保存" not in said and "不能" not in page.title(), f"{key} {number}: {said}"

    def _until_open(self, page: Any, address: str, wanted: str) -> None:
        """Open a page, and again until what the worker brings is there: a delivery that opens the step, a paper."""

        def there() -> bool:
            page.goto(address)
            return bool(page.locator(wanted).count())

        eventually(there, page, f"{wanted} on {address}")

    def _make(self, page: Any, number: int, more: Mapping[str, str]) -> None:
        """Make the paper of an item, unless it was made before."""
        if page.locator(f"#item-{number} a[href*='/papers/'], #item-{number} a[href*='/my/papers/']").count():
            return
        page.locator(f"#item-{number} [href*='/make/'], #item-{number} [formaction*='/make/']").first.click()
        page.wait_for_load_state()
        if "/make/" in page.url:
            for name, value in more.items():
                field = page.locator(f"[name={name}]").first
                if field.count() and field.get_attribute("type") == "radio":
                    page.check(f"[name={name}][value='{value}']")
                elif field.count():
                    field.fill(value)
            page.get_by_role("button", name="制作文书").click()
            page.wait_for_load_state()
        assert "/make/" not in page.url, page.inner_text("main")

    def _fill(self, page: Any, number: int, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            field = page.locator(f"[name={name}-{number}]")
            if field.count():
                field.fill(value)
        upload = page.locator(f"[name=file-{number}]")
        if upload.count():
            upload.set_input_files([{"name": "凭证.png", "mimeType": "image/png", "buffer": picture()}])

    def sign(self, who: str, key: str, intent: str = "sign", words: str = "") -> None:
        """The employee opens the own step as a message would lead there, reads to the end and answers."""
        page = self.at(who)
        self._until_open(page, f"/my/steps/{key}/", ".pw-paper, a:has-text('阅读并答复')")
        if page.locator("text=阅读并答复").count():
            page.click("text=阅读并答复")
        answer(page, self.phone(), who, intent, words)

    def state(self, key: str) -> str:
        """How a step stands, as its page says it to HR."""
        page = self.at("hua")
        page.goto(f"{self.case}steps/{key}/")
        return str(page.inner_text("main"))

    def state_facts(self, who: str, why: str, **facts: str) -> None:
        """HR states what no record and no step says; on a phone or a desk, the same form."""
        page = self.at(who)
        page.goto(f"{self.case}facts/")
        for name, value in facts.items():
            if page.locator(f"select[name={name}]").count():
                page.select_option(f"[name={name}]", value)
            else:
                page.check(f"[name={name}][value={value}]")
        page.fill("#why", why)
        page.get_by_role("button", name="提交事实").click()
        page.wait_for_load_state()
        assert page.url.split("?")[0] == f"{self.case}", page.inner_text("main")

    def name_successor(self, who: str, name: str) -> None:
        """The line manager or HR chooses who takes over."""
        page = self.at(who)
        page.goto(f"{self.case}successor/")
        page.check(f"label:has-text('{name}') input")
        page.get_by_role("button", name="指定为接手人").click()
        page.wait_for_selector("text=已指定接手人")

    def close(self, who: str) -> str:
        """HR presses the button that closes; answers what the page then says."""
        page = self.at(who)
        page.goto(self.case)
        # Sent as a form and not by a click: the button may be disabled, and then the server must refuse all the same.
        with page.expect_navigation():
            page.eval_on_selector("form[action$='/close/']", "form => form.submit()")
        return str(page.inner_text("main"))
