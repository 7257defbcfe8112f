"""Tags of every page: icons, deadline chips, dates, money, addresses of assets. Built in, no `{% load %}` needed."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from partwell.lib import clock, registry
from partwell.lib.ids import uid7
from partwell.lib.paper.chinese import numeral as chinese_numeral
from partwell.lib.template_files import citations, facts
from partwell.lib.ui import words

register = template.Library()
STATIC = Path(__file__).resolve().parents[1] / "static"


@lru_cache(maxsize=64)
def asset_address(name: str) -> str:
    """The address of a file of lib/ui with a mark of its content, so that an upgrade is seen at once."""
    # Formatted: a literal of a template is a SafeString, which a path does not take.
    mark = hashlib.sha256(Path(f"{STATIC}/{name}").read_bytes()).hexdigest()[:8]
    return f"{static(f'ui/{name}')}?v={mark}"


@register.simple_tag
def asset(name: str) -> str:
    """Address of a vendored or own asset: `{% asset "pw.css" %}`."""
    return asset_address(name)


@lru_cache(maxsize=1024)
def _icon(name: str, label: str, cls: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="pw-i{}" {}><use href="{}#{}"/></svg>',
        f" {cls}" if cls else "",
        spoken,
        asset_address("icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str, label: str = "", cls: str = "") -> SafeString:
    """An icon of the sprite; hidden from screen readers unless `label` says what it means."""
    return _icon(name, str(label), cls)


def due_chip(
    at: datetime, now: datetime, *, statutory: bool, done_at: datetime | None = None, extra: str = ""
) -> SafeString:
    """The deadline chip: round with a clock for the company's own, square with scales for the law's."""
    said = words.due_words(at, now, statutory=statutory, done_at=done_at)
    mark = "check" if said.state == "done" else "scale" if statutory else "clock"
    left = extra or said.left
    return format_html(
        '<span class="pw-due {}{}">{}<span class="pw-due-k">{}</span><time datetime="{}">{}</time>{}</span>',
        "pw-due-law" if statutory else "pw-due-in",
        f" is-{said.state}" if said.state else "",
        _icon(mark, "", ""),
        words.kind_words(statutory=statutory),
        (done_at or at).isoformat(timespec="minutes"),
        said.at,
        format_html("<b>{}</b>", left) if left else "",
    )


@register.simple_tag(takes_context=True)
def due(
    context: Any, at: datetime | None, kind: str = "internal", done_at: datetime | None = None, extra: str = ""
) -> str:
    """`{% due step.due step.due_class %}`; nothing when there is no deadline."""
    if at is None:
        return ""
    now = context.get("now") or clock.now()
    return due_chip(at, now, statutory=kind == "statutory", done_at=done_at, extra=extra)


@register.simple_tag(takes_context=True)
def due_state(context: Any, at: datetime | None, kind: str = "internal") -> str:
    """ "soon", "late" or "" for a deadline that is still open."""
    if at is None:
        return ""
    return words.due_words(at, context.get("now") or clock.now(), statutory=kind == "statutory").state


@register.filter
def day(value: date | datetime | None) -> str:
    """11月26日."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.SHANGHAI).date()
    return words.day(value, clock.today())


@register.filter
def weekday(value: date | None) -> str:
    """周四."""
    return words.weekday(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """今天 17:00; 11月30日 for the end of that day."""
    return words.moment(value, clock.now()) if value else ""


@register.filter
def stamp(value: datetime | None) -> SafeString | str:
    """`<time>` with 今天 09:38 or 11-25 17:26."""
    if not value:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), words.stamp(value, clock.now())
    )


@register.filter
def money(value: Decimal | str | None) -> str:
    """1,050.00; an unknown sum says so."""
    return _("unknown, not calculated") if value is None else words.money(Decimal(value))


@register.filter
def initial(name: str) -> str:
    """The first character of a name, for the round picture."""
    return str(name)[:1].upper()


@register.filter
def deadline_kind(kind: str) -> str:
    """公司内部期限 or 法定期限."""
    return words.kind_words(statutory=kind == "statutory")


@register.filter
def in_language(thing: Any, field: str = "title") -> str:
    """`thing.title` in Chinese, `thing.title_en` in English where it is filled."""
    get = thing.get if isinstance(thing, dict) else lambda name, default="": getattr(thing, name, default)
    return str((not words.chinese() and get(f"{field}_en", "")) or get(field, ""))


@register.filter
def law(keys: Any) -> str:
    """The articles behind citation keys, each law named once: 《劳动合同法》第五十条、第八十九条."""
    said, last = [], ""
    for title in (citations()[key].title for key in keys if key in citations()):
        named = _NAMED.match(title)
        said.append(named[2] if named and named[1] == last else title)
        last = named[1] if named else title
    return "、".join(said)


_NAMED = re.compile(r"(.*》(?:[(（][^()（）]*[)）])?)(第.+)")


@register.filter
def entries(block: dict[str, Any]) -> list[Any]:
    """The entries of a list of a paper; `block.items` would be the method of the mapping."""
    return list(block["items"])


@register.filter
def numeral(number: int) -> str:
    """一, 二, 三."""
    return chinese_numeral(number)


@register.filter
def hex(value: bytes) -> str:
    """Bytes as hexadecimal digits."""
    return bytes(value).hex()


@register.filter
def paper_title(document: Any) -> str:
    """The title of a document's kind."""
    return in_language(registry.kind("documents", document.kind))


@register.filter
def fact_title(name: str) -> str:
    """What a fact or a date of the dictionary is called."""
    dictionary = facts()
    return in_language(dictionary[name], "label") if name in dictionary else str(name)


@register.simple_tag
def today_words() -> str:
    """2026年11月26日 周四 09:40."""
    now = clock.now().astimezone(clock.SHANGHAI)
    if words.chinese():
        return f"{now.year}年{now.month}月{now.day}日 {words.weekday(now.date())} {now:%H:%M}"
    return f"{words.weekday(now.date())} {now.day} {words.MONTHS[now.month - 1]} {now.year} {now:%H:%M}"


@register.simple_tag
def page(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or nothing when this installation has no such page."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.filter
def yes_or_no(text: str) -> str:
    """A truth value as data print it, in words; any other text as it is."""
    return {"True": _("yes"), "False": _("no")}.get(text, text)


@register.filter
def address(page_and_arguments: Sequence[str]) -> str:
    """The address of a page named with its arguments, or nothing when this installation has no such page."""
    return page(*page_and_arguments)


@register.simple_tag
def attributes(values: dict[str, Any]) -> SafeString:
    """HTML attributes from a mapping; None and False are left out."""
    return format_html_join("", ' {}="{}"', ((k, v) for k, v in values.items() if v not in (None, False, "")))


STEP_ICONS = {
    "done": "circle-check",
    "now": "circle-dot",
    "soon": "circle-dot",
    "late": "circle-dot",
    "law": "scale",
    "lock": "lock",
    "wait": "circle-dashed",
    "skip": "circle-minus",
    "unknown": "help-circle",
}
NOTE_ICONS = {"law": "scale", "late": "alert-circle", "soon": "alert-triangle", "ok": "shield-check"}


def step_words(state: str) -> str:
    """What the icon of a step's state says aloud."""
    return {
        "done": _("done"),
        "now": _("under way"),
        "soon": _("under way, due soon"),
        "late": _("under way, late"),
        "law": _("statutory, under way"),
        "lock": _("locked"),
        "wait": _("not started"),
        "skip": _("not applicable"),
        "unknown": _("a fact is missing"),
    }[state]


@register.simple_tag
def step_icon(state: str) -> dict[str, str]:
    """Icon and spoken label of a step's state."""
    return {"icon": STEP_ICONS[state], "label": step_words(state)}


@register.simple_tag
def note_icon(tone: str, name: str = "") -> str:
    """The icon of a message of this tone."""
    return name or NOTE_ICONS.get(tone, "info-circle")


@register.simple_tag
def request_key() -> str:
    """A fresh request key."""
    return uid7().hex


_CLASSES = {"select": "form-select", "selectmultiple": "form-select", "checkbox": "form-check-input"}


@register.simple_tag
def prepared(field: BoundField) -> dict[str, Any]:
    """A form's field with our classes and its hint and errors tied to it, and how it is laid out."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    describe = []
    if field.help_text:
        describe.append(f"{field.auto_id}_hint")
    if field.errors:
        describe.append(f"{field.auto_id}_bad")
    said = " ".join(describe)
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        widget.attrs["class"] = "form-check-input"
        return {"kind": "group", "describe": format_html(' aria-describedby="{}"', said) if said else ""}
    extra: dict[str, Any] = {"class": f"{_CLASSES.get(kind, 'form-control')}{' is-bad' if field.errors else ''}"}
    if said:
        extra["aria-describedby"] = said
    if field.errors:
        extra["aria-invalid"] = "true"
    # Django writes aria-describedby itself for help texts; ours names the ids this template uses.
    return {
        "kind": "check" if kind == "checkbox" else "plain",
        "html": field.as_widget(attrs={**widget.attrs, **extra}),
    }
