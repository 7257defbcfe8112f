"""The signed copy: the pages of the paper as they are, and one page that says how it was answered.

The paper's own file stays untouched; the copy has its own digest. Slow (a child process): never in a transaction.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from partwell.lib.clock import SHANGHAI
from partwell.lib.files.pdf import joined
from partwell.lib.paper.chinese import numeral
from partwell.lib.paper.letters import E_SIGNATURE
from partwell.lib.paper.typeset import typeset
from partwell.lib.signing.remote import Authority

from .pdf_signatures import Signed, sign_answer

TEMPLATE = Path(__file__).with_name("typst") / "answer.typ"
ANSWERS = {
    "sign": "签署",
    "sign_with_reservation": "附异议签署",
    "decline": "拒绝签署",
}
METHODS = {
    "signed_in_code_finger": "登录本人账号，输入发到本人手机的一次性验证码，并手写签名",
    "signed_in_code": "登录本人账号，输入发到本人手机的一次性验证码（未手写签名）",
    "signed_in": "登录本人账号",
}

LEVELS = {
    "": "未约定：答复时没有有效的《电子签名使用确认书》",
    "A": "A 级：依《电子签名使用确认书》，登录本人账号并输入验证码",
    "B": "B 级：在 A 级之上，由本人设备中的通行密钥对原文件的摘要签名",
    "C": "C 级：由电子认证服务机构为本人签发的证书对本文件签名",
}
KEYS = {
    "installation": "系统证书（自行签发，密钥由公司保管）：证明本文件此后未改动，不是答复人本人的证书",
    "token": "系统证书（密钥存于密码设备）：证明本文件此后未改动，不是答复人本人的证书",
    "authority": "电子认证服务机构签发的证书",
}


def level_note(level: str) -> str:
    """What the level means in law, and what it does not."""
    if level == "C":
        return f"本页如实记录答复的方式。签名的效力依{E_SIGNATURE}第十三条、第十四条确定。"
    if level == "":
        return (
            "本页如实记录答复的方式。该方式不使用电子认证服务机构的证书，双方也没有事先约定电子签名的方式；"
            f"签名的效力依{E_SIGNATURE}和其他证据确定。"
        )
    return (
        f"本页如实记录答复的方式。该方式不使用电子认证服务机构的证书；签名的效力依{E_SIGNATURE}第十三条、"
        "第十四条和双方的《电子签名使用确认书》确定。"
    )


def answer_page(
    *,
    paper: dict[str, Any],
    effect: str,
    sha256: bytes,
    intent: str,
    method: str,
    at: datetime,
    code_reference: str,
    sections: list[int],
    text: str,
    signature: bytes,
    read: str,
    level: str = "",
    passkey: str = "",
    kept: str = "installation",
    sealed: str = "",
) -> dict[str, Any]:
    """The values of `typst/answer.typ`."""
    local = at.astimezone(SHANGHAI)
    digest = sha256.hex()
    rows = [
        ["文书", f"《{paper['title']}》"],
        ["文书编号", paper["number"]],
        ["原文件 SHA-256", f"{digest[:32]} {digest[32:]}"],
        ["答复人", paper["employee"]],
        ["答复", _answer_words(intent, effect)],
        ["答复时间", f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}（北京时间）"],
        ["确认方式", METHODS[method] + ("，并用本人设备中的通行密钥确认" if passkey else "")],
        ["签名等级", LEVELS[level] if intent != "decline" else "拒绝签署，不适用"],
        ["数字签名", KEYS[kept]],
    ]
    if sealed:
        rows.insert(3, ["加盖电子印章的文件 SHA-256", f"{sealed[:32]} {sealed[32:]}"])
    if passkey:
        rows.append(["通行密钥记录号", passkey])
    if code_reference:
        rows.append(["验证码记录号", code_reference])
    rows.append(["阅读记录", read])
    if sections:
        headings = [paper["sections"][number - 1]["heading"] or f"第{numeral(number)}部分" for number in sections]
        rows.append(["对哪些部分有异议", "；".join(headings)])
    return {
        "title": "答复页",
        "number": paper["number"],
        "company": paper["company"],
        "rows": rows,
        "text": [line.strip() for line in text.splitlines() if line.strip()],
        "text-title": "拒绝的理由（原文）" if intent == "decline" else "异议（原文）",
        "signed": bool(signature),
        "notes": [
            "本页由系统在答复时生成，与前面各页一起构成答复副本；前面各页与原文件一致。",
            *(("前面各页留给答复人签名的地方，以本页上面的签名为准。",) if signature else ()),
            level_note(level),
            "系统只保存签名的图像，不保存书写的速度和力度。",
        ],
    }


def _answer_words(intent: str, effect: str) -> str:
    """The answer as the paper's effect makes it: a receipt says received, not agreed."""
    if effect == "receipt":
        return {
            "sign": "签收（表示收到，不表示同意）",
            "sign_with_reservation": "签收并写明意见（表示收到，不表示同意）",
            "decline": "拒绝签收",
        }[intent]
    return ANSWERS[intent]


def make(
    original: bytes, page: dict[str, Any], *, at: datetime, picture: bytes = b"", person: Authority | None = None
) -> Signed:
    """The signed PDF of the copy. Raises `CannotTypeset`, `ChildFailed`, `CannotSign`."""
    whole = joined(original, typeset(TEMPLATE, page, at=at))
    words = {row[0]: row[1] for row in page["rows"]}
    reason = f"{words['答复']}；{words['签名等级']}"
    return sign_answer(whole, picture=picture, name=words["答复人"], words=reason, at=at, person=person)
