"""What the verifier answers: one line for each kind of check, in Chinese and English, and never one tick for all."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["pass", "fail", "not_checked"]

HOLDS, DOES_NOT_HOLD, UNUSABLE = 0, 1, 2
MARKS = {"pass": "通过 pass       ", "fail": "未通过 FAIL     ", "not_checked": "未检查 not checked"}
VERDICTS = {
    HOLDS: "所检查的各项均成立。Everything that was checked holds.",
    DOES_NOT_HOLD: "有项目不成立。Something does not hold.",
    UNUSABLE: "无法使用：这不是可读取的证据包。Unusable: this is not a readable bundle.",
}
MAX_DETAILS = 50


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of check. `code` is stable; `details` name each place that is wrong, or what was left out and why."""

    code: str
    status: Status
    zh: str
    en: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the verifier read it, for the list behind the checks."""

    name: str
    stream_seq: int
    type: str
    at: str
    disclosed: bool


@dataclass(slots=True)
class Report:
    """The answer for one bundle."""

    file: str
    checks: list[Check] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    fingerprint: str = ""
    """SHA-256 of the key the checkpoints were checked with."""
    about: dict[str, Any] = field(default_factory=dict)
    """What the bundle claims about itself. Nothing proves it but the entries."""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Origin of each log -> size and root of its checkpoint."""
    leaves: dict[tuple[str, int], str] = field(default_factory=dict)
    """(origin, index) -> leaf hash of each entry whose inclusion was proven; compared between bundles."""
    numbered: dict[tuple[str, int], str] = field(default_factory=dict)
    """(stream, number in it) -> leaf hash of the same entries: a history that went on twice differs here first."""
    roots: dict[tuple[str, int], str] = field(default_factory=dict)
    """(origin, size) -> root of every checkpoint whose signature holds; compared between bundles."""
    keys: dict[str, list[Any]] = field(default_factory=dict)
    """Origin -> the keys that the bundle says are its log's."""
    rotations: list[Any] = field(default_factory=list)
    """The notes in the bundle in which one key names the next."""
    note: str = ""
    """The checkpoint of a receipt, whose signature is checked with the keys of the bundles beside it."""
    anchored_at: str = ""
    """Time of the newest outside time stamp that holds; "" when there is none."""
    unusable: str = ""

    @property
    def exit_code(self) -> int:
        """0 everything checked holds, 1 something does not, 2 it is no bundle."""
        if self.unusable:
            return UNUSABLE
        return DOES_NOT_HOLD if any(check.status == "fail" for check in self.checks) else HOLDS

    def check(self, code: str) -> Check:
        """The check with this code. Raises KeyError."""
        for check in self.checks:
            if check.code == code:
                return check
        raise KeyError(code)

    def value(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return {
            "file": self.file,
            "exit_code": self.exit_code,
            "verdict": VERDICTS[self.exit_code],
            "unusable": self.unusable,
            "fingerprint": self.fingerprint,
            "checkpoints": {
                origin: {"size": size, "root": root} for origin, (size, root) in sorted(self.heads.items())
            },
            "anchored_at": self.anchored_at,
            "about": self.about,
            "checks": [asdict(check) for check in self.checks],
            "entries": [asdict(entry) for entry in self.entries],
        }

    def text(self) -> str:
        """The report for a reader: one line a check, what is wrong below it, the verdict last."""
        lines = [self.file, ""]
        for check in self.checks:
            lines += [f"[{MARKS[check.status]}] {check.zh}", f"{'':21}{check.en}"]
            lines += [f"{'':21}· {detail}" for detail in check.details[:MAX_DETAILS]]
            if len(check.details) > MAX_DETAILS:
                lines.append(f"{'':21}· … {len(check.details) - MAX_DETAILS}")
        if self.unusable:
            lines += [self.unusable]
        if self.fingerprint:
            lines += ["", f"密钥指纹 key fingerprint: {grouped(self.fingerprint)}"]
        skipped = [check.code for check in self.checks if check.status == "not_checked"]
        if skipped:
            lines.append(f"未检查的项目 not checked: {', '.join(skipped)}")
        return "\n".join([*lines, VERDICTS[self.exit_code], ""])


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, as it is printed on paper."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))
