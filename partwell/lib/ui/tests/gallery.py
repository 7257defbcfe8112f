"""A page with every component in every state, for the tests and for looking at; no installation serves it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, Missing, NotAllowed, NotVisible, Refused
from partwell.site.urls import handler400, handler403, handler404, handler500  # noqa: F401
from partwell.site.urls import urlpatterns as site_urls

NOW = datetime(2026, 11, 26, 9, 40, tzinfo=SHANGHAI)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


REFUSED = Refused(
    "现在不能进入 HR 审核，缺 1 项",
    missing=(Missing("undertaking", "《离职保证书》没有签署、拒签或无答复的记录", "林晓", at(26, 17)),),
    unaffected="社保补缴、工资、离职证明不受影响。",
)


class LeaveForm(forms.Form):
    """A form with one good and one bad field."""

    left_on = forms.DateField(label="离职日", help_text="法定期限从这一天起算")
    reason = forms.ChoiceField(
        label="事由", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect, required=False
    )
    agreed = forms.BooleanField(label="已当面说明")


def context() -> dict[str, Any]:
    """Values for every component."""
    form = LeaveForm({"left_on": "2026-12-45"})
    form.is_valid()
    return {
        "now": NOW,
        "form": form,
        "refusal": REFUSED,
        "dues": [
            (at(30) + timedelta(days=1), "internal", None),
            (at(26, 17), "internal", None),
            (at(24, 5, 40), "internal", None),
            (at(25, 18), "internal", at(25, 15, 40)),
            (at(30) + timedelta(days=1), "statutory", None),
            (at(28), "statutory", None),
            (at(26), "statutory", None),
            (at(30), "statutory", at(25, 10, 2)),
        ],
        "stats": [
            {"title": "待处理", "n": 14, "note": "今天到期 5 项", "href": "#a", "on": True},
            {
                "title": "超时未处理",
                "n": 3,
                "note": "最久 2 天 4 小时",
                "href": "#b",
                "tone": "late",
                "icon": "alert-circle",
            },
            {
                "title": "法定期限 7 天内",
                "n": 6,
                "note": "其中已逾期 1 项",
                "href": "#c",
                "tone": "law",
                "icon": "scale",
            },
            {"title": "等待员工", "n": 4, "note": "不影响工资、补缴和证明", "href": "#d"},
        ],
        "entries": [{"at": at(26, 9, 38), "strong": "办结被拒绝", "text": "，华敏。", "tone": "soon"}],
        "tabs": [{"title": "进度", "href": "#", "on": True}, {"title": "证据", "href": "#", "n": 21}],
        "rows": [("已通知", "11-25 17:00 短信已送达"), ("不受影响", "工资照常办理")],
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component."""
    return render(request, "gallery.html", context())


def phone(request: HttpRequest) -> HttpResponse:
    """The employee's frame."""
    return render(request, "gallery_phone.html", context() | {"tab": "home"})


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    """Raise the refusal of this kind, as an action would."""
    raise {
        "409": REFUSED,
        "404": NotVisible(),
        "403": NotAllowed("由 HR 经理办理。"),
        "422": BadInput({"left_on": "12月10日 晚于试用期届满日 12月7日。"}),
    }[kind]


urlpatterns = [
    *site_urls,
    path("gallery/", gallery),
    path("gallery/phone/", phone),
    path("gallery/refuse/<str:kind>/", refuse),
]
