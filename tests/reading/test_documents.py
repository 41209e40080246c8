from __future__ import annotations

import io
import random
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from directives.reading import documents
from directives.reading.documents import DocumentError, read_document

TEXT = (
    "3月5日，全县造林推进会召开。会议要求，各乡镇要在4月底前完成整地，县林业局逐村验收。\n会议强调，要压实责任，不得弄虚作假。\n"
    * 3
)
TRADITIONAL = "3月5日，全縣造林推進會召開。會議要求，各鄉鎮要在4月底前完成整地，縣林業局逐村驗收。\n" * 3


def word_file(body: str) -> bytes:
    """The smallest .docx that holds this XML."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def pdf_file(lines: list[str]) -> bytes:
    """A .pdf of one page whose font maps codes to Chinese characters, as printed ones do."""
    chars = sorted(set("".join(lines)))
    codes = {char: number + 1 for number, char in enumerate(chars)}
    maps = "\n".join(f"<{codes[c]:04x}> <{ord(c):04x}>" for c in chars)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(chars)} beginbfchar\n{maps}\nendbfchar endcmap end"
    )
    show = "\n".join(
        f"1 0 0 1 50 {780 - 20 * i} Tm <{''.join(f'{codes[c]:04x}' for c in line)}> Tj" for i, line in enumerate(lines)
    )
    content = f"BT /F1 12 Tf {show} ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    )
    return out + end.encode()


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(data, name)
    return caught.value.code


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312"]
    )
    def test_of_simplified_text_are_told_apart(self, encoding: str) -> None:
        assert read_document(TEXT.encode(encoding), "a.txt") == TEXT

    def test_big5_is_read(self) -> None:
        assert read_document(TRADITIONAL.encode("big5"), "a.txt") == TRADITIONAL

    def test_lines_of_several_encodings_are_read_each_in_its_own(self) -> None:
        lines = TEXT.splitlines(keepends=True)
        assert (
            read_document(b"".join(line.encode("utf-8" if i % 2 else "gb18030") for i, line in enumerate(lines)))
            == TEXT
        )

    def test_broken_bytes_cost_no_more_than_themselves(self) -> None:
        data = TEXT.encode()
        text = read_document(data[:50] + b"\xff\xfe\xff" + data[50:])
        assert text.replace("\ufffd", "").count("会议要求") >= 2

    def test_short_clauses_are_read(self) -> None:
        assert read_document("要在9月底前完成整改".encode("gbk")) == "要在9月底前完成整改"


class TestHtml:
    def test_blocks_become_lines_and_scripts_go(self) -> None:
        page = (
            '<html><head><meta charset="gbk"><style>p{}</style></head><body><nav>首页 新闻</nav>'
            "<script>if(a<b){}</script>"
            "<div><p>会议要求，<b>各乡镇</b>抓好落实。</p><p>第二段<br>换行</p><table><tr><td>单位</td><td>时限</td></tr></table></div>"
            '<div style="display: none">彩票</div></body></html>'
        )
        assert read_document(page.encode("gbk")).split("\n") == [
            "会议要求，各乡镇抓好落实。",
            "第二段",
            "换行",
            "单位",
            "时限",
        ]

    def test_what_the_head_states_stands_first(self) -> None:
        page = (
            '<html><head><meta name="ArticleTitle" content="造林会召开">'
            '<meta name="PubDate" content="2019-03-06 10:00">'
            "</head><body><p>正文。</p></body>"
        )
        assert read_document(page.encode()).split("\n") == ["标题：造林会召开", "发布时间：2019-03-06 10:00", "正文。"]

    def test_a_text_with_a_stray_tag_stays_text(self) -> None:
        assert read_document("会议要求<image>抓好落实。".encode(), "a.txt") == "会议要求<image>抓好落实。"

    def test_deep_nesting_is_survived(self) -> None:
        assert "正文" in read_document(("<html><body>" + "<div>" * 5000 + "正文").encode(), "a.html")


class TestDocx:
    def test_paragraphs_and_cells_become_lines(self) -> None:
        document = docx.Document()
        document.add_paragraph("会议强调，要抓好落实。")
        document.add_table(1, 2).cell(0, 1).text = "4月底前"
        out = io.BytesIO()
        document.save(out)
        assert read_document(out.getvalue()).split("\n")[0] == "会议强调，要抓好落实。"
        assert "4月底前" in read_document(out.getvalue())

    def test_a_bomb_is_refused(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"0" * (documents.MAX_EXPANDED + 1))
        assert refusal(out.getvalue()) == "too_large"

    def test_a_bomb_that_lies_about_its_size_is_refused(self) -> None:
        data = word_file("<w:p/>" * 2_000_000)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            stated = archive.infolist()[0].file_size.to_bytes(4, "little")
        assert refusal(data.replace(stated, (1000).to_bytes(4, "little"))) == "broken"

    def test_entities_are_not_expanded(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:t xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:t>'
            archive.writestr("word/document.xml", laughs)
        assert refusal(out.getvalue()) == "empty"

    def test_other_archives_are_unsupported_and_half_ones_broken(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("xl/workbook.xml", "<a/>")
        assert refusal(out.getvalue()) == "unsupported"
        assert refusal(word_file("<w:p/>")[:60]) == "broken"
        assert refusal(word_file("<w:p>")) == "broken"


class TestPdf:
    def test_its_text_is_read(self) -> None:
        lines = ["会议要求，各乡镇要在4月底前完成整地。", "会议强调，要压实责任。"]
        assert read_document(pdf_file(lines)).split("\n") == lines

    def test_a_scan_is_refused(self) -> None:
        writer = PdfWriter()
        writer.add_blank_page(595, 842)
        out = io.BytesIO()
        writer.write(out)
        assert refusal(out.getvalue()) == "no_text_layer"

    def test_a_protected_one_is_refused(self) -> None:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_file(["会议要求抓好落实，确保按时完成任务。"]))))
        writer.encrypt("secret", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        assert refusal(out.getvalue()) == "encrypted"

    def test_too_many_pages_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "MAX_PAGES", 0)
        assert refusal(pdf_file(["会议要求抓好落实。"])) == "too_large"

    def test_a_damaged_one_is_refused(self) -> None:
        assert refusal(b"%PDF-1.7\nnothing of the kind") == "broken"


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty"),
            (b" \r\n\t", "empty"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no_text_layer"),
            (b"\xff\xd8\xff\xe0" + bytes(range(256)), "no_text_layer"),
            (b"BM" + (90).to_bytes(4, "little") + bytes(90), "no_text_layer"),
            (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40), "no_text_layer"),
            (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40), "binary"),
            (b"\x7fELF" + bytes(range(256)), "binary"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
            (b"{\\rtf1 x}", "unsupported"),
            (b"<html><body></body></html>", "empty"),
        ],
    )
    def test_have_stable_codes(self, data: bytes, code: str) -> None:
        assert refusal(data) == code

    def test_noise_is_binary(self) -> None:
        assert refusal(random.Random(7).randbytes(5000)) == "binary"

    def test_what_is_too_long_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(documents, "MAX_BYTES", 100)
        assert refusal(TEXT.encode()) == "too_large"


ANY_FILE = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data),
    st.binary(max_size=200).map(lambda data: b"%PDF-1.4\n" + data),
    st.text(max_size=200).map(lambda text: ("<html><body><p>" + text).encode("utf-8", "surrogatepass")),
)


def outcome(data: bytes) -> str:
    """The text, or the code of the refusal."""
    try:
        return read_document(data, "x").strip()
    except DocumentError as error:
        return error.code


@settings(max_examples=200, deadline=None)
@given(ANY_FILE)
def test_any_bytes_are_read_or_refused_by_code(data: bytes) -> None:
    assert outcome(data)


def test_mutilated_files_are_read_or_refused() -> None:
    seeded = random.Random(20)
    pdf, word = (
        pdf_file(["会议要求，各乡镇要在4月底前完成整地。"]),
        word_file("<w:p><w:r><w:t>要抓好落实</w:t></w:r></w:p>"),
    )
    for whole in (pdf, word):
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(seeded.randint(1, 12)):
                data[seeded.randrange(len(data))] = seeded.randrange(256)
            assert outcome(bytes(data[: seeded.randint(8, len(data))]))


def test_a_few_tags_left_in_a_plain_text_do_not_make_it_a_page() -> None:
    text = '县水利局 <p style="text-indent:2em">\n时间：2018年8月18日\n\n8月16日，县长到镇里查看。\n<p>他要求抓紧。'
    assert documents.read_document(text.encode(), "a.txt") == text
