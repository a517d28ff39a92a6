"""A sheet as a Word document: one table, a row for each column of the import. And back.

Written and read by hand over the standard zip and lxml (docs/decisions/0017): a table is all that
is needed, and what comes back from strangers is read with entities and network off.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from intranet.competencies.exchange import Unreadable
from intranet.competencies.exchange.workbooks import inspect
from intranet.kit.texts import clean
from intranet.practices.exchange.columns import COLUMNS, LONGEST_CELL, REFERENCE, header_of

if TYPE_CHECKING:
    from lxml import etree

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NO_DOCUMENT = "Ce fichier n’est pas un document Word lisible : enregistrez-le au format « Document Word (.docx) »."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MIMETYPE}.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "word/styles.xml": f'{_HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/><w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:outlineLvl w:val="0"/><w:spacing w:after="160"/></w:pPr><w:rPr><w:b/><w:color w:val="16302F"/><w:sz w:val="36"/></w:rPr></w:style>'
    "</w:styles>",
}  # fmt: skip
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8AA09E"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def as_docx(title: str, lead: str, cells: Mapping[str, str]) -> bytes:
    """The document of these cells, by header; those it does not name are rows to fill."""
    hints = {column.header: column.hint for column in COLUMNS}
    hints = {
        REFERENCE: "La vôtre, pour retrouver la fiche au prochain import ; facultative."
    } | hints
    rows = "".join(_row(header, hint, cells.get(header, "")) for header, hint in hints.items())
    body = (
        f"{_paragraph(title, style='Heading1')}{_paragraph(lead)}"
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        '</w:tblPr><w:tblGrid><w:gridCol w:w="2700"/><w:gridCol w:w="6700"/></w:tblGrid>'
        f"{rows}</w:tbl>{_paragraph('')}"
    )
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    document = f'{_HEAD}<w:document xmlns:w="{W}"><w:body>{body}{page}</w:body></w:document>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (_PARTS | {"word/document.xml": document}).items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part)
    return kept.getvalue()


def cells_of_docx(body: bytes) -> dict[str, str]:
    """What the table of a document says, by header; rows that it does not know are left alone.

    Raises Unreadable.
    """
    found: dict[str, str] = {}
    for row in _document(body).iter(f"{{{W}}}tr"):
        columns = row.findall(f"{{{W}}}tc")
        if len(columns) < 2:
            continue
        header = header_of(_lines_of(columns[0])[0])
        if header and header not in found:
            words = "\n".join(_lines_of(columns[1])).strip()
            found[header] = clean(words)[: LONGEST_CELL + 1]
    if not any(found.values()):
        raise Unreadable(
            "Ce document ne contient aucune réponse : remplissez la colonne de droite du modèle."
        )
    return found


def _document(body: bytes) -> etree._Element:
    from lxml import etree  # seldom needed: each web process would hold it

    try:
        inspect(body, ".docx")
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            xml = archive.read("word/document.xml")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        return etree.fromstring(xml, parser)
    except Unreadable as refused:
        if "classeur" not in str(refused):
            raise
        raise Unreadable(NO_DOCUMENT) from None
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, OSError):
        raise Unreadable(NO_DOCUMENT) from None


def _lines_of(cell: etree._Element) -> list[str]:
    """The paragraphs of a cell; what was struck out by a follow-up of changes is not in them."""
    lines = []
    for paragraph in cell.iter(f"{{{W}}}p"):
        said = ""
        for each in paragraph.iter():
            if each.tag == f"{{{W}}}t":
                said += each.text or ""
            elif each.tag in {f"{{{W}}}br", f"{{{W}}}cr"}:
                said += "\n"
            elif each.tag == f"{{{W}}}tab":
                said += " "
        lines.append(said)
    return lines or [""]


def _row(header: str, hint: str, words: str) -> str:
    answer = "".join(_paragraph(line) for line in words.split("\n"))
    label = _paragraph(header, bold=True) + _paragraph(hint, small=True)
    return (
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="2700" w:type="dxa"/></w:tcPr>{label}</w:tc>'
        f'<w:tc><w:tcPr><w:tcW w:w="6700" w:type="dxa"/></w:tcPr>{answer}</w:tc></w:tr>'
    )


def _paragraph(words: str, *, style: str = "", bold: bool = False, small: bool = False) -> str:
    shape = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    letters = "<w:b/>" if bold else '<w:color w:val="4A5F5D"/><w:sz w:val="18"/>' if small else ""
    run = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    text = escape(clean(words))
    return f'<w:p>{shape}<w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
