"""Certificates as PDF: one A4 page each, the statutory fields (domain 1.11), room for signature and seal, a code to verify.

The text is set in STSong, which every reader of Chinese PDFs brings along, so that a file of 14 pages stays small.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import segno
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from werkzeug.wrappers import Response

from app.models.hours import Certificate
from app.wording.certificates import ACTIVITIES, PAPER, SEXES, TITLE, chinese_day, chinese_length

FONT = "STSong-Light"
registerFont(UnicodeCIDFont(FONT))
MARGIN = 22 * mm
WIDTH = A4[0] - 2 * MARGIN
TEXT = ParagraphStyle("text", fontName=FONT, fontSize=12, leading=19, wordWrap="CJK")
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=9, leading=13)
NOTE = ParagraphStyle("note", parent=SMALL, alignment=TA_RIGHT)
RIGHT = ParagraphStyle("right", parent=TEXT, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", parent=TEXT, fontSize=26, leading=36, alignment=TA_CENTER)
CENTRED = ParagraphStyle("centred", parent=TEXT, alignment=TA_CENTER)
GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.7, black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
    ]
)


class Code(Flowable):
    """A QR code as squares, sharp at any size."""

    def __init__(self, text: str, size: float) -> None:
        super().__init__()
        self.width = self.height = size
        self._rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=2))

    def draw(self) -> None:
        """Draw on the page."""
        side = self.width / len(self._rows)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    self.canv.rect(x * side, self.height - (y + 1) * side, side, side, stroke=0, fill=1)


class Revoked(Flowable):
    """Across the page: this one no longer counts."""

    def draw(self) -> None:
        """Draw on the page."""
        self.canv.saveState()
        self.canv.setFont(FONT, 54)
        self.canv.translate(WIDTH / 2, -110 * mm)
        self.canv.rotate(40)
        self.canv.setStrokeColorRGB(0.4, 0.4, 0.4)
        text = self.canv.beginText(-6 * 27, 0)
        text.setTextRenderMode(1)
        text.textOut(PAPER["revoked"])
        self.canv.drawText(text)
        self.canv.restoreState()

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0


def certificates_pdf(certificates: Iterable[Certificate], public_url: str) -> bytes:
    """Return a PDF with one page for each certificate. `public_url`: where the code leads, e.g. https://care.example."""
    story: list[Flowable] = []
    for certificate in certificates:
        if story:
            story.append(PageBreak())
        story += page_of(certificate, public_url)
    file = BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=18 * mm, bottomMargin=16 * mm, title=TITLE
    )
    document.build(story, canvasmaker=Canvas)
    return file.getvalue()


def page_of(certificate: Certificate, public_url: str) -> list[Flowable]:
    """Return what stands on the page of one certificate."""
    holder = certificate.supporter
    person = [
        [said("name"), written(holder.name), said("sex"), written(SEXES.get(holder.gender, ""))],
        [said("born"), written(str(holder.birth_year)), "", ""],
        [said("identity"), Paragraph(PAPER["by_hand"], NOTE), "", ""],
        [said("span"), written(f"{chinese_day(certificate.first_day)}至{chinese_day(certificate.last_day)}"), "", ""],
        [said("total"), written(chinese_length(certificate.minutes)), "", ""],
    ]
    facts = Table(person, colWidths=[WIDTH * share for share in (0.24, 0.36, 0.14, 0.26)])
    wide = [("SPAN", (1, row), (3, row)) for row in range(1, len(person))]
    facts.setStyle(TableStyle([*GRID.getCommands(), *wide]))
    content = [[said("content"), said("times"), said("hours")]]
    content += [
        [
            written(ACTIVITIES.get(one["activity"], one["activity"])),
            written(str(one["times"])),
            written(chinese_length(one["minutes"])),
        ]
        for one in certificate.content
    ]
    work = Table(content, colWidths=[WIDTH * share for share in (0.5, 0.2, 0.3)])
    work.setStyle(GRID)
    marks: list[Flowable] = [Revoked()] if certificate.revoked_at else []
    return [
        *marks,
        Paragraph(f"{PAPER['number']}：{certificate.number}", RIGHT),
        Spacer(0, 6 * mm),
        Paragraph(TITLE, HEAD),
        Spacer(0, 8 * mm),
        facts,
        Spacer(0, 5 * mm),
        work,
        Spacer(0, 8 * mm),
        signature(certificate),
        Spacer(0, 8 * mm),
        proof(certificate, public_url),
    ]


def signature(certificate: Certificate) -> Table:
    """Return who certifies, with room for a signature and the seal."""
    left = [
        f"{PAPER['issuer']}：{escape(certificate.issuer)}",
        f"{PAPER['in_charge']}：{escape(certificate.in_charge)}",
        f"{PAPER['signature']}：＿＿＿＿＿＿＿＿",
        f"{PAPER['contact']}：{escape(certificate.contact)}",
        f"{PAPER['date']}：{chinese_day(certificate.issued_on)}",
    ]
    lines = [Paragraph(line, TEXT) for line in left]
    table = Table([[lines, Paragraph(PAPER["seal"], CENTRED)]], colWidths=[WIDTH * 0.64, WIDTH * 0.36])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, 0), 0)]))
    return table


def proof(certificate: Certificate, public_url: str) -> Table:
    """Return the QR code and, for those who type, address, number and code."""
    address = f"{public_url}/verify?{urlencode({'n': certificate.number, 'c': certificate.code})}"
    code = f"{certificate.code[:4]}-{certificate.code[4:]}"
    lines = [
        Paragraph(PAPER["verify"], SMALL),
        Paragraph(escape(f"{public_url}/verify"), SMALL),
        Paragraph(f"{PAPER['number']}：{certificate.number}　{PAPER['code']}：{code}", SMALL),
    ]
    table = Table([[Code(address, 28 * mm), lines]], colWidths=[34 * mm, WIDTH - 34 * mm])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, 0), 0)]))
    return table


def said(code: str) -> Paragraph:
    """Return a heading of a field."""
    return Paragraph(PAPER[code], TEXT)


def written(text: str) -> Paragraph:
    """Return the content of a field."""
    return Paragraph(escape(text), TEXT)


def pdf_answer(content: bytes, name: str) -> Response:
    """Hand a PDF out under a name of letters and digits."""
    disposition = f"attachment; filename=certificate-{name}.pdf"
    return Response(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
