"""What a document may reach, and what it says about itself."""

import datetime
import io

import pikepdf
import pytest

from retention_portal.core.pdf import Unreachable, html_to_pdf, identifiers_in, static_file, words_about

PAGE = '<!DOCTYPE html><html lang="en-GB"><head><title>A title</title></head><body><h1>Heading</h1>{}</body></html>'
MOMENT = datetime.datetime(2026, 10, 12, 9, 41, tzinfo=datetime.UTC)
IDENTIFIER = "0123456789abcdef0123456789abcdef"


def made(body: str = "", **more: str) -> bytes:
    return html_to_pdf(PAGE.format(body), identifier=IDENTIFIER, created=MOMENT, **more)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1:1/",
        "https://example.org/x.png",
        "//example.org/x.png",
        "ftp://example.org/x",
        "/etc/passwd",
        "/static/../pyproject.toml",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/static/none.png",
        "https://portal.invalid.example.org/static/report.css",
    ],
)
def test_nothing_but_our_static_files_is_fetched(address: str):
    with pytest.raises(Unreachable):
        made(f'<img src="{address}" alt="x">')


@pytest.mark.parametrize(
    "way",
    ['<link rel="attachment" href="{}">', '<link rel="stylesheet" href="{}">', '<object data="{}"></object>'],
)
def test_nor_by_any_other_way_of_naming_it(way: str):
    with pytest.raises(Unreachable):
        made(way.format("file:///etc/passwd"))


def test_our_static_files_and_data_addresses_are():
    assert static_file("https://portal.invalid/static/report.css").name == "report.css"
    made(
        '<img src="data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" alt="nothing">'
    )


def test_the_same_page_gives_the_same_bytes_and_another_moment_does_not():
    assert made("<p>Text</p>") == made("<p>Text</p>")
    later = html_to_pdf(PAGE.format(""), identifier=IDENTIFIER, created=MOMENT + datetime.timedelta(days=1))
    assert later != made()


def test_title_language_tags_and_moment():
    with pikepdf.open(io.BytesIO(made(keywords="verification code X"))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "A title"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261012094100")
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
    assert "verification code X" in words_about(made(keywords="verification code X"))


def test_the_identifier_is_found_in_the_bytes_also_after_an_editor_saved_the_file():
    assert IDENTIFIER in identifiers_in(made())
    with pikepdf.open(io.BytesIO(made())) as pdf:
        pdf.docinfo["/Title"] = "Another"
        saved = io.BytesIO()
        pdf.save(saved)
    assert IDENTIFIER in identifiers_in(saved.getvalue())


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"\x00" * 1000, b"/ID [(zz)]"])
def test_what_is_no_pdf_tells_nothing(content: bytes):
    assert words_about(content) == ""
    assert identifiers_in(content) == []
