"""Names that people gave to files, made safe to show and to save."""

import pytest

from partwell.lib.files.names import safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\hr\离职证明.PDF", "离职证明.pdf"),
        ("a\u202egpj.exe", "agpj.exe.pdf"),
        ("\x00\x07", "file.pdf"),
        ("", "file.pdf"),
        ("<script>.pdf", "_script_.pdf"),
        ("CON.pdf", "file CON.pdf"),
        ("𠮷田 劳动合同.docx", "𠮷田 劳动合同.pdf"),
        ("照片.jpeg", "照片.pdf"),
        ("x" * 500, "x" * 120 + ".pdf"),
    ],
)
def test_a_name_keeps_its_words_and_loses_its_tricks(given: str, kept: str) -> None:
    """Paths, control and direction characters go; the extension is that of the content."""
    assert safe_name(given, "pdf") == kept
