"""Catalogs are read, compiled and complete without gettext's own tools."""

import gettext
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import trans_real

from partwell.lib.ui import catalogs

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=n != 1;\\n"

# a comment
msgid "Close the case"
msgstr "办结"
"案件"

msgctxt "a month"
msgid "May"
msgstr "五月"

msgid "%(n)d step"
msgid_plural "%(n)d steps"
msgstr[0] "%(n)d 步"
msgstr[1] "%(n)d 步们"

#, fuzzy
msgid "Doubtful"
msgstr "存疑"

msgid "Open"
msgstr ""
"""


def package(tmp_path: Path) -> Path:
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    return tmp_path


def test_a_catalog_is_compiled_to_what_gettext_reads(tmp_path: Path) -> None:
    """Joined lines, contexts and plurals survive; doubtful and empty entries fall back to the source."""
    mo = catalogs.compile_stale(package(tmp_path))[0]
    with mo.open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Close the case") == "办结案件"
    assert words.pgettext("a month", "May") == "五月"
    assert words.ngettext("%(n)d step", "%(n)d steps", 2) == "%(n)d 步们"
    assert words.gettext("Doubtful") == "Doubtful" and words.gettext("Open") == "Open"


def test_a_catalog_is_compiled_again_only_when_it_is_newer(tmp_path: Path) -> None:
    """A start with nothing new writes nothing."""
    root = package(tmp_path)
    assert len(catalogs.compile_stale(root)) == 1
    assert catalogs.compile_stale(root) == []


def test_words_read_before_another_process_compiled_them_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server compiles, the worker beside it has read the old words: its start reads them anew."""
    monkeypatch.setattr(catalogs, "compile_stale", list)
    with translation.override("zh-hans"):
        monkeypatch.setitem(trans_real.translation("zh-hans")._catalog._catalogs[0], "Close the case", "旧的说法")
        assert translation.gettext("Close the case") == "旧的说法"
    apps.get_app_config("ui").ready()
    with translation.override("zh-hans"):
        assert translation.gettext("Close the case") == "办结案件"


def test_a_line_that_is_not_of_a_catalog_is_named(tmp_path: Path) -> None:
    """The error says file and line."""
    root = package(tmp_path)
    po = root / "locale/zh_Hans/LC_MESSAGES/django.po"
    po.write_text(PO + "msgstr nonsense\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"django\.po:\d+"):
        catalogs.read_po(po)


def test_source_strings_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    """Calls, plurals, `translate` and `blocktranslate` alike; missing ones are listed and written to fill in."""
    root = package(tmp_path)
    (root / "views.py").write_text('_("Close the case"); ngettext("%(n)d step", "%(n)d steps", 1); _("New " "words")\n')
    (root / "page.html").write_text(
        "{% load i18n %}{% translate 'In a page' %}{% blocktranslate %}Dear {{ name }}{% endblocktranslate %}"
    )
    assert set(catalogs.extract(root)) == {"Close the case", "%(n)d step", "New words", "In a page", "Dear %(name)s"}
    assert catalogs.missing("zh_Hans", root) == ["Dear %(name)s", "In a page", "New words"]
    catalogs.write_missing("zh_Hans", root)
    assert {m.source for m in catalogs.read_po(root / "lib/ui/locale/zh_Hans/LC_MESSAGES/django.po")} >= {
        "New words",
        "In a page",
    }


def test_the_chinese_wording_is_complete() -> None:
    """No source string of the frame lacks its Chinese, and none is marked as doubtful."""
    assert catalogs.missing("zh_Hans", catalogs.PACKAGE / "lib" / "ui") == []


def test_no_catalog_overrides_the_word_of_another(tmp_path: Path) -> None:
    """Two catalogs may say the same; where they differ the word is named, and the product has none such."""
    for place, chinese in (("one", "同意"), ("two", "通过")):
        folder = tmp_path / place / "locale" / "zh_Hans" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(
            f'msgid "Approve"\nmsgstr "{chinese}"\n\nmsgid "Close"\nmsgstr "关闭"\n', encoding="utf-8"
        )
    assert catalogs.clashes("zh_Hans", tmp_path) == ["Approve"]
    assert catalogs.clashes("zh_Hans") == []
