"""Small real files, as an adopter would have them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docx import Document as WordDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from knowledge.ingest.blocks import Converted
from knowledge.ingest.convert import convert

LINE = 14
TOP = 740


def read(path: Path) -> Converted:
    return convert(path, lambda _done, _total: None)


def texts(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks]


def write_pdf(
    path: Path, pages: Sequence[tuple[str, Sequence[str]]], *, head: str = "", foot: str = "", password: str = ""
) -> Path:
    """Write pages of a heading and lines each; "" leaves a line blank. `{page}` in `foot` is the page's number."""
    canvas = Canvas(str(path), encrypt=StandardEncryption(password) if password else None)
    for number, (heading, lines) in enumerate(pages, 1):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 810, head)
        canvas.drawString(300, 30, foot.format(page=number))
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 775, heading)
        canvas.setFont("Helvetica", 11)
        for place, line in enumerate(lines):
            canvas.drawString(72, TOP - LINE * place, line)
        canvas.showPage()
    canvas.save()
    return path


def write_scan(path: Path, pages: int, text_on: int | None = None) -> Path:
    """Write a PDF whose pages are pictures; page `text_on` has text as well."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (60, 80), 200).save(picture, "PNG")
    picture.seek(0)
    canvas = Canvas(str(path))
    for number in range(1, pages + 1):
        canvas.drawImage(ImageReader(picture), 0, 0, 500, 700)
        if number == text_on:
            canvas.drawString(72, 720, "Deze bladzijde heeft tekst.")
        canvas.showPage()
    canvas.save()
    return path


def write_docx(path: Path) -> Path:
    """Write a Word file with a title, headings, a list, a table and a page's head."""
    document = WordDocument()
    document.sections[0].header.paragraphs[0].text = "Alfa-school"
    document.add_heading("Stagegids", 0)
    document.add_heading("Verzekering", 1)
    document.add_paragraph("De school verzekert je tijdens de stage.")
    document.add_paragraph("een eerste punt", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "maandag", "9 tot 12 uur"
    document.add_heading("Duur", 2)
    document.add_paragraph("Een stage duurt tien weken.")
    document.save(str(path))
    return path


def repack(source: Path, target: Path, name: str, data: bytes) -> Path:
    """Copy the zip file `source` with the content of `name` replaced by `data`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, data if info.filename == name else old.read(info.filename))
    return target


def add(source: Path, target: Path, name: str, data: bytes) -> Path:
    """Copy the zip file `source` with `name` in it, in place of what has that name."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info.filename))
        new.writestr(name, data)
    return target
