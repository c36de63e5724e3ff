"""PDF files with Cyrillic text, made by hand: no font is at hand on every machine that has these letters."""

from __future__ import annotations

from collections.abc import Sequence


def pdf(pages: Sequence[Sequence[str]], about: str = "", tree: str = "") -> bytes:
    """A PDF of pages of lines; `about` are entries of its properties, `tree` takes the place of the list of pages.

    Letters get codes as they come, which a ToUnicode map (ISO 32000-2, 9.10.3) explains.
    """
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: number for number, letter in enumerate(letters, 33)}
    assert len(codes) < 200
    mapped = "\n".join(f"<{code:02x}> <{ord(letter):04x}>" for letter, code in codes.items())
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{tree or kids}] /Count {len(pages)} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 0 /LastChar 255 "
        f"/Widths [{' '.join(['500'] * 256)}] /ToUnicode 4 0 R >>",
        stream(f"begincmap\n{len(codes)} beginbfchar\n{mapped}\nendbfchar\nendcmap"),
        f"<< {about} >>",
    ]
    for number, page in enumerate(pages):
        shown = "\n".join(f"<{''.join(f'{codes[letter]:02x}' for letter in line)}> Tj T*" for line in page)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>",
            stream(f"BT /F 10 Tf 40 800 Td 14 TL\n{shown}\nET"),
        ]
    return _file(objects)


def stream(content: str, about: str = "") -> str:
    return f"<< /Length {len(content)} {about} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R "
    return data + f"{end}/Info 5 0 R >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
