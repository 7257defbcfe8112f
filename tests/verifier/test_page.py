"""The offline page answers as the Python verifier does: same bundles, same verdict, check by check. No network."""

import base64
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from partwell.core.evidence import proof, tree
from partwell.site import installation
from partwell.verifier import page as verifier_page
from tests.databases import SHARED, Template, shared_folder
from tests.live import DESKTOP, PHONE, ROOT

from .conftest import Bundle

PAGE = verifier_page.PATH.as_uri()
pytestmark = pytest.mark.e2e


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(PHONE)`: the page from file://; the test fails on any error, refused script or request to anywhere."""
    contexts, trouble = [], []

    def note_request(request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            trouble.append(f"asked {request.url}")

    def open_one(size: dict[str, int] = DESKTOP, **options: Any) -> Any:
        context = chromium.new_context(viewport=size, locale=options.pop("locale", "zh-CN"), offline=True)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("request", note_request)
        tab.goto(PAGE)
        return tab

    yield open_one
    for context in contexts:
        context.close()
    assert not trouble, trouble


CHECK = """async ({files, key, tsa}) => {
  const given = files.map(({name, content}) => ({name, bytes: Uint8Array.from(atob(content), (c) => c.charCodeAt(0))}));
  const reports = await PartWell.check(given, key, tsa);
  return reports.map((report) => ({
    exit: PartWell.exitCode(report),
    checks: Object.fromEntries(report.checks.map((one) => [one.code, one.status])),
    details: Object.fromEntries(report.checks.map((one) => [one.code, one.details])),
    entries: report.entries.length,
    unusable: report.unusable,
  }));
}"""


def answers(tab: Any, files: dict[str, bytes], key: str = "", tsa: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What the page says to these files."""
    given = [{"name": name, "content": base64.b64encode(raw).decode()} for name, raw in files.items()]
    found: list[dict[str, Any]] = tab.evaluate(CHECK, {"files": given, "key": key, "tsa": list(tsa)})
    return found


@pytest.fixture(scope="session")
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every bundle the tests of this folder make, with the Python verifier's answers; recorded once a run."""
    root = shared_folder(tmp_path_factory)
    folder = root / "corpus"
    with installation.held(root, "corpus.lock", seconds=1800):
        if not folder.exists():
            folder.with_suffix(".part").mkdir(exist_ok=True)
            record(folder.with_suffix(".part"), request.getfixturevalue("database_template"))
            folder.with_suffix(".part").rename(folder)
    return folder


def record(folder: Path, template: Template) -> None:
    """Run the tests of this folder with the recorder, on databases copied from the template of this run."""
    chosen = ("-m", "not e2e and not sweep")
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.verifier.recorder", *chosen)
    done = subprocess.run(
        [sys.executable, *words, "tests/verifier"],
        cwd=ROOT,
        env={**os.environ, "PARTWELL_CORPUS": str(folder), SHARED: template.name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


SPOILED = ("without_pyhanko", "a_library_that_panics", "sample_of_the_faults_of_papers")
"""Tests that take a library from the Python verifier or break it: the page has its own. The faults of papers are put
to the page by a test of their own, which knows what it can't judge."""


def differences(tab: Any, folder: Path) -> tuple[int, list[str]]:
    """How many bundles were compared, and where the two verifiers do not say the same."""
    wrong, seen = [], 0
    for text in (folder / "list.jsonl").read_text().splitlines():
        line = json.loads(text)
        if any(name in line["test"] for name in SPOILED):
            continue
        files = {name: (folder / f"{kept}.zip").read_bytes() for name, kept in line["files"].items()}
        found = answers(tab, files, line["key"], line["tsa"])
        for name, said, own in zip(files, line["answers"], found, strict=True):
            seen += 1
            theirs = said["checks"]
            ours = own["checks"]
            if theirs != ours:
                apart = {
                    code: (theirs.get(code), ours.get(code))
                    for code in sorted(theirs.keys() | ours.keys())
                    if theirs.get(code) != ours.get(code)
                }
                wrong.append(f"{line['test']} {name} {line['files']}: {apart} {own['unusable']}")
    return seen, wrong


def test_both_verifiers_say_the_same_to_every_bundle(open_page: Callable[..., Any], corpus: Path) -> None:
    """Good, tampered, truncated, erased, doctored zips, forks: verdict by verdict."""
    seen, wrong = differences(open_page(), corpus)
    assert seen > 100
    assert not wrong, "\n".join(wrong)


def named(folder: Path, test: str, *, together: int = 1) -> tuple[dict[str, bytes], str]:
    """The first bundles a test of this name checked, so many together, and the key it gave."""
    for text in (folder / "list.jsonl").read_text().splitlines():
        line = json.loads(text)
        if test in line["test"] and len(line["files"]) == together:
            return {name: (folder / f"{kept}.zip").read_bytes() for name, kept in line["files"].items()}, line["key"]
    raise LookupError(test)


def put_in(tab: Any, files: dict[str, bytes], key: str = "") -> None:
    """Choose files as a person does, with the fingerprint typed before."""
    if key:
        tab.get_by_label("日志公钥的指纹").fill(key)
    given = [{"name": name, "mimeType": "application/zip", "buffer": raw} for name, raw in files.items()]
    tab.locator("#files").set_input_files(given)
    tab.locator("#result article").first.wait_for()


def fits(tab: Any) -> bool:
    """Nothing makes the page scroll sideways."""
    return bool(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))


SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])


@SIZES
@pytest.mark.parametrize(
    ("test", "heading", "said"),
    [
        (
            "test_a_closed_case_holds_and_is_complete",
            "没有发现篡改",
            {"process": "通过", "complete": "通过", "key": "通过"},
        ),
        ("test_a_changed_or_swapped_file_is_found", "处不一致，请不要采信这份证据包", {"files": "未通过"}),
        ("test_a_cut_tail_is_told_as_open", "没有发现篡改，但还没有核对公钥", {"end": "未检查", "key": "未检查"}),
        ("test_an_erased_person", "没有发现篡改", {"content": "通过", "inclusion": "通过", "process": "未检查"}),
    ],
    ids=["good", "tampered", "truncated", "erased"],
)
def test_the_page_says_what_holds(
    open_page: Callable[..., Any], corpus: Path, size: dict[str, int], test: str, heading: str, said: dict[str, str]
) -> None:
    """One verdict, then every check with its word; what was skipped is named beside the verdict; it prints."""
    tab = open_page(size)
    files, key = named(corpus, test)
    put_in(tab, files, key)
    verdict = tab.locator(".verdict").first
    assert heading in verdict.locator("h1").inner_text()
    for code, word in said.items():
        assert tab.locator(f'[data-code="{code}"] > b').inner_text() == word
    skipped = tab.locator('[data-status="not_checked"]').count()
    assert skipped
    assert ("没有检查：" in verdict.inner_text()) or (f"{skipped} 项未检查" in verdict.inner_text())
    assert "外部锚定" in tab.locator("aside").first.inner_text()
    assert fits(tab)
    if folder := os.environ.get("PICTURES"):
        tab.screenshot(path=Path(folder) / f"{test[5:40]}-{size['width']}.png", full_page=True)
    tab.emulate_media(media="print")
    assert not tab.locator("#start").is_visible()
    assert not tab.get_by_role("button", name="打印验证结果").is_visible()


def test_the_page_speaks_english_too(open_page: Callable[..., Any], corpus: Path) -> None:
    """In a browser of another language it begins in English; one button changes it, with the result kept."""
    tab = open_page(DESKTOP, locale="en-GB")
    files, key = named(corpus, "test_a_changed_or_swapped_file_is_found")
    tab.get_by_label("Fingerprint of the log").fill(key)
    tab.locator("#files").set_input_files(
        [{"name": "b.zip", "mimeType": "application/zip", "buffer": files["bundle.zip"]}]
    )
    tab.get_by_role("heading", name="do not rely on this bundle").wait_for()
    assert tab.locator('[data-code="files"] > b').inner_text() == "FAIL"
    tab.get_by_role("button", name="中文").click()
    assert tab.locator('[data-code="files"] > b').inner_text() == "未通过"


def test_a_wrong_fingerprint_is_refused_and_a_bundle_that_is_none_is_said_so(open_page: Callable[..., Any]) -> None:
    """The reader learns what to mend; nothing is guessed."""
    tab = open_page()
    tab.get_by_label("日志公钥的指纹").fill("abc")
    tab.locator("#files").set_input_files([{"name": "x.zip", "mimeType": "application/zip", "buffer": b"nothing"}])
    tab.locator("#key-error", has_text="64 位十六进制").wait_for()
    tab.get_by_label("日志公钥的指纹").fill("")
    put_in(tab, {"x.zip": b"nothing"})
    assert tab.get_by_role("heading", name="这不是可以核验的证据包").is_visible()
    assert "文件不完整，或不是 zip 压缩包" in tab.inner_text("main")


def test_two_histories_and_a_receipt_of_the_other_show_a_fork(open_page: Callable[..., Any], corpus: Path) -> None:
    """Each bundle holds alone; together they do not, and neither does one with a receipt taken from the other."""
    tab = open_page()
    files, key = named(corpus, "test_two_histories_of_one_log_are_found", together=2)
    first, second = answers(tab, files, key)
    assert (first["checks"]["fork"], second["checks"]["fork"]) == ("fail", "fail")
    (name, good), (_other, forged) = files.items()
    alone = answers(tab, {name: good, "mine.tlog-proof": receipt(good)}, key)
    assert [one["checks"]["fork"] for one in alone] == ["pass", "pass"]
    assert alone[1]["checks"]["signed"] == alone[1]["checks"]["receipt"] == "pass"
    apart = answers(tab, {name: good, "mine.tlog-proof": receipt(forged)}, key)
    assert [one["checks"]["fork"] for one in apart] == ["fail", "fail"]
    assert [one["exit"] for one in apart] == [1, 1]


def receipt(content: bytes) -> bytes:
    """The receipt for the first entry of a bundle, as the employee got it."""
    files = Bundle(content).files
    found = proof.parse(files["data/log/0001.tlog-proof"].decode())
    return replace(found, leaf=tree.leaf_hash(files["data/entries/0001.json"])).text.encode()


def test_twenty_megabytes_are_read_to_the_last_file(
    open_page: Callable[..., Any], corpus: Path, tmp_path: Path
) -> None:
    """A case of the usual size, with 20 files of a megabyte; how long it takes is the bench's to say (P9)."""
    files, key = named(corpus, "test_a_closed_case_holds_and_is_complete")
    large = Bundle(files["bundle.zip"])
    large.files |= {f"data/files/{number}.pdf": b"%PDF-1.7\n" + os.urandom(1_000_000) for number in range(20)}
    path = tmp_path / "large.zip"
    path.write_bytes(large.seal().zip())
    tab = open_page()
    tab.evaluate("document.body.append(Object.assign(document.createElement('input'), {type: 'file', id: 'large'}))")
    tab.locator("#large").set_input_files(path)
    said = tab.evaluate(LARGE, key)
    assert said["bag"] == "pass"
    assert said["files"] == "fail"  # all were read; they belong to no entry


LARGE = """async (key) => {
  const bytes = new Uint8Array(await document.getElementById("large").files[0].arrayBuffer());
  const [report] = await PartWell.check([{name: "big.zip", bytes}], key);
  return Object.fromEntries(report.checks.map((one) => [one.code, one.status]));
}"""


def test_another_file_of_the_same_name_and_length_is_another_file(open_page: Callable[..., Any], corpus: Path) -> None:
    """A bundle that was changed in place and put in after the good one is judged, and the same one again is not."""
    files, key = named(corpus, "test_a_closed_case_holds_and_is_complete")
    good = Bundle(files["bundle.zip"])
    good.method = zipfile.ZIP_STORED
    raw = good.zip()
    tab = open_page()
    put_in(tab, {"case.zip": raw}, key)
    put_in(tab, {"case.zip": raw})
    assert tab.locator("#result article").count() == 1
    at = raw.index(b'"purpose"')
    tab.locator("#files").set_input_files(
        [{"name": "case.zip", "mimeType": "application/zip", "buffer": raw[:at] + b'"Purpose' + raw[at + 8 :]}]
    )
    tab.get_by_role("heading", name="不要采信这份证据包").wait_for()
    assert tab.locator("#result article").count() == 2


@pytest.mark.parametrize("value", [{}, [], 1, None, "constructor"])
def test_what_a_bundle_says_of_itself_may_be_of_any_kind(
    open_page: Callable[..., Any], corpus: Path, value: Any
) -> None:
    """It is shown where it is text, and the result is shown in any case."""
    files, key = named(corpus, "test_a_closed_case_holds_and_is_complete")
    opened = Bundle(files["bundle.zip"])
    claims = dict.fromkeys(("number", "company", "facts", "written_at", "demo", "reader"), value)
    opened.change("data/case.json", lambda raw: json.dumps(json.loads(raw) | claims).encode())
    tab = open_page()
    put_in(tab, {"bundle.zip": opened.seal().zip()}, key)
    # The log names the reader of this export: that it is another one is found.
    assert tab.get_by_role("heading", name="不要采信这份证据包").is_visible()
    assert tab.locator('[data-status="fail"]').count() == 1
    assert tab.locator('[data-code="content"][data-status="fail"]').count() == 1
