"""Mojibake: repair of lines, edits, detection, guesses at encodings."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpuslint.batch import Batch
from corpuslint.language.codepages import SINGLE, code_page, guess_encoding
from corpuslint.language.mojibake.detection import suspicious_places
from corpuslint.language.mojibake.letters import code_points, letters
from corpuslint.language.mojibake.repair import repair_line
from corpuslint.language.mojibake.spans import differences
from corpuslint.rules.mojibake import Mojibake
from corpuslint.words import Beyond

SENTENCES = {
    "fr": "Le café était fermé à midi, dès l’été où les élèves rentraient.",
    "de": "Die Größe der Räume überrascht die Gäste; schöne Grüße aus Köln.",
    "pl": "Każdy człowiek ma prawo do życia, wolności i bezpieczeństwa swej osoby.",
    "ru": "Каждый человек имеет право на жизнь, на свободу и на личную неприкосновенность.",
    "el": "Κάθε άτομο έχει δικαίωμα στη ζωή, την ελευθερία και την προσωπική ασφάλεια.",
    "tr": "Yaşamak, hürriyet ve kişi emniyeti her ferdin hakkıdır, çünkü ışık doğudan gelir.",
    "ar": "لكل فرد الحق في الحياة والحرية وفي الأمان على شخصه.",
    "zh": "人人有权享有生命、自由和人身安全，任何人不得使为奴隶。",
    "ja": "すべて人は、生命、自由及び身体の安全に対する権利を有する。",
    "hi": "प्रत्येक व्यक्ति को जीवन, स्वाधीनता और वैयक्तिक सुरक्षा का अधिकार है।",
}


def read_as(data: bytes, wrong: str) -> str:
    """Bytes decoded leniently with a code page of one byte a character."""
    return code_page(wrong).decode(data.decode("latin-1"))


def apply(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


class TestRepair:
    @pytest.mark.parametrize("language", SENTENCES)
    @pytest.mark.parametrize("wrong", ["cp1252", "cp1250", "cp1251", "cp437", "mac-roman"])
    def test_utf8_read_as_a_code_page(self, language: str, wrong: str) -> None:
        text = SENTENCES[language]
        repair = repair_line(read_as(text.encode(), wrong))
        assert repair is not None and repair.text == text

    @pytest.mark.parametrize(
        ("language", "true"),
        [("ru", "cp1251"), ("ru", "koi8-r"), ("el", "cp1253"), ("pl", "iso8859-2"), ("tr", "cp1254"), ("ar", "cp1256")],
    )
    def test_a_code_page_read_as_windows_1252(self, language: str, true: str) -> None:
        repair = repair_line(read_as(SENTENCES[language].encode(true), "cp1252"))
        assert repair is not None and repair.text == SENTENCES[language]

    @pytest.mark.parametrize(("language", "true"), [("zh", "gb18030"), ("zh", "big5"), ("ja", "cp932")])
    def test_an_asian_encoding_read_as_windows_1252(self, language: str, true: str) -> None:
        text = SENTENCES[language].replace("权", "權") if true == "big5" else SENTENCES[language]
        text = "檢方指出，歲的傅男提供一罐泡有福馬林的不明來源。" if true == "big5" else text
        repair = repair_line(read_as(text.encode(true), "cp1252"))
        assert repair is not None and repair.text == text

    def test_the_label_counts(self) -> None:
        twice = read_as(read_as("né à l’été".encode(), "cp1252").encode(), "cp1252")
        repair = repair_line(twice)
        assert repair is not None and repair.label == "UTF-8 read as Windows-1252, twice"

    @pytest.mark.parametrize("text", SENTENCES.values())
    def test_clean_text_is_left_alone(self, text: str) -> None:
        assert repair_line(text) is None
        assert repair_line(text.upper()) is None

    @given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=60))
    def test_any_text_gives_an_answer(self, text: str) -> None:
        repair = repair_line(text)
        assert repair is None or repair.text != text


class TestNoLanguage:
    @pytest.mark.parametrize(
        "text",
        [
            "φξξ ξφξ ξξ φξξφ ξ φ φ",
            "ξξδλ κσ λδ ξσ λ σλξ ξξδλ φλ σφ λκξ κλ φσ",
            "jj ff kk dd ll ss øø aa jjj fff kkk ddd lll sss øøø aaa",
            "öäü öäü üöä äüö öäü",
            ";čžˇ š2šý íežw +oíů áš=t",
            "÷ 0020 × V÷÷÷÷×÷÷×÷××÷÷÷××",
            "███████▒▒▒ loading █████████▒",
            "°º¤Ø,¸¸,Ø¤º°`°º¤Ø,¸,Ø¤°º¤Ø,¸¸,",
            "The quick brown fox jumps over the lazy dog æøåÆØÅ",
        ],
    )
    def test_exercises_alphabets_and_pictures_are_no_damage(self, text: str) -> None:
        assert repair_line(text) is None

    @pytest.mark.parametrize(
        "text",
        [
            "Ji dil dixwazî li gorî çalakiyên hilbijartî van pelan bi temamî jê bibî? Pêkan e ku di dema pêşdîtinê de",
            "erg instr mat comp all цхьа цхьана цхьаъ цхьаннан",
        ],
    )
    def test_languages_that_no_table_has(self, text: str) -> None:
        assert repair_line(text) is None


class TestDifferences:
    @given(st.text(max_size=40), st.text(max_size=40))
    def test_edits_compose_to_the_repaired_text(self, before: str, after: str) -> None:
        edits = list(differences(before, after))
        assert apply(before, edits) == after
        assert all(a[1] <= b[0] for a, b in pairwise(edits))

    def test_what_both_have_stays(self) -> None:
        assert list(differences("aé Ã© b", "aé é b")) == [(3, 5, "é")]


def places_in(text: str) -> NDArray[np.int64]:
    return suspicious_places(code_points(text), Beyond.of(code_points(text)))


class TestDetection:
    @given(st.text(max_size=80), st.text(max_size=80))
    def test_a_line_is_judged_alone(self, one: str, other: str) -> None:
        one, other = (text.replace("\n", " ").replace("\r", " ") for text in (one, other))
        alone = bool(len(places_in(one)))
        both = places_in(f"{one}\n{'x' * 50}\n{other}")
        assert alone == bool((both < len(one)).any())

    @pytest.mark.parametrize("text", SENTENCES.values())
    def test_clean_text_has_no_suspicious_place(self, text: str) -> None:
        assert not len(places_in(text))

    @pytest.mark.parametrize("text", [*SENTENCES.values()])
    def test_damaged_text_has_one(self, text: str) -> None:
        assert len(places_in(read_as(text.encode(), "cp1252")))
        assert len(places_in(text.encode().decode("gb18030", "replace")))

    @pytest.mark.parametrize("text", ["можно рyлеса", "Кpюгеp", "к последнемy", "ЭТО ВСЁ, ЧТО", "ДЛЯ НЕЁ"])
    def test_latin_letters_of_the_same_look_in_cyrillic_words_are_no_damage(self, text: str) -> None:
        assert not len(places_in(text))

    @pytest.mark.parametrize("text", ["crйer", "йpйe", "trГЁs", "c'est trГЁ", "Mьnchen", "Aрache"])
    def test_cyrillic_letters_in_latin_words_may_be(self, text: str) -> None:
        assert len(places_in(text))


class TestRule:
    def test_what_other_lines_prove_needs_less_proof(self) -> None:
        damaged = read_as("Заглавная страница\nКожа на лице стала\nПраво на гражданство\nДа".encode("cp1251"), "cp1252")
        assert [finding.where.line for finding in Mojibake().check(Batch.of(damaged))] == [1, 2, 3, 4]
        assert not list(Mojibake().check(Batch.of(damaged.split("\n")[-1])))

    def test_offsets_are_those_of_the_document(self) -> None:
        batch = Batch.of("clean", "first\nsecond cafÃ© here")
        (finding,) = Mojibake().check(batch)
        assert (finding.where.record, finding.where.line, finding.where.column) == (2, 2, 11)
        assert [(edit.start, edit.end, edit.text) for edit in finding.edits] == [(16, 18, "é")]

    def test_undecodable_bytes_do_no_harm(self) -> None:
        assert not list(Mojibake().check(Batch.of("caf\udce9 au lait \ud83d")))


class TestLetters:
    def test_costs_are_integers(self) -> None:
        assert isinstance(letters().weigh("Größe").cost, int)

    def test_running_text_is_natural(self) -> None:
        for language in ("fr", "de", "pl", "ru", "el", "tr", "ar"):
            assert letters().weigh(SENTENCES[language]).natural, language

    def test_damaged_text_is_not(self) -> None:
        assert not letters().weigh(read_as(SENTENCES["ru"].encode("koi8-r"), "cp1251")).natural

    def test_empty_text(self) -> None:
        assert letters().weigh("").cost == 0


class TestCodePages:
    @pytest.mark.parametrize("name", SINGLE)
    def test_every_byte_survives(self, name: str) -> None:
        everything = "".join(map(chr, range(256)))
        page = code_page(name)
        assert page.encode(page.decode(everything)) == everything


class TestGuess:
    @pytest.mark.parametrize(
        ("language", "encoding"),
        [
            ("fr", "cp1252"),
            ("de", "cp1252"),
            ("ru", "cp1251"),
            ("ru", "koi8-r"),
            ("ru", "cp866"),
            ("el", "cp1253"),
            ("tr", "cp1254"),
            ("zh", "gb18030"),
            ("ja", "cp932"),
            ("ar", "cp1256"),
            ("hi", "utf-8"),
        ],
    )
    def test_running_text(self, language: str, encoding: str) -> None:
        assert guess_encoding(SENTENCES[language].encode(encoding)) == encoding

    def test_utf16_is_told_by_its_form(self) -> None:
        assert guess_encoding("plain text".encode("utf-16-le")) == "utf-16-le"
        assert guess_encoding("plain text".encode("utf-16")) == "utf-16"

    def test_noise_is_none_of_them(self) -> None:
        noise = np.random.default_rng(1).integers(128, 256, 400).astype(np.uint8).tobytes()
        assert guess_encoding(noise) is None


@pytest.mark.parametrize("line", ["^\x89PNG", "0x008E\t\x8e", r"\d [a-z]+ \x80-\xff]", "\x10\xcc \x18\x9c"])
def test_controls_in_what_is_no_text_are_no_letters(line: str) -> None:
    assert repair_line(line) is None


@pytest.mark.parametrize(
    "line, repaired",
    [
        ("50\x80 pro Person", "50€ pro Person"),
        ("die \x84Rede\x93 war", "die „Rede“ war"),
        ("varios puertos [\x85]", "varios puertos […]"),
        ("VI\x8aE SREĆE", "VIŠE SREĆE"),
    ],
)
def test_controls_in_text_are_letters_and_marks(line: str, repaired: str) -> None:
    found = repair_line(line)
    assert found is not None
    assert found.text == repaired


DAMAGED = "“Le cafÃ© est fermÃ©”, dit-il, et il s’en va.\n"


@pytest.mark.parametrize("told", ["Read as Windows-1252, the bytes of UTF-8 give this:\n", "doc.decode('latin-1')\n\n"])
def test_what_a_text_on_encodings_shows_is_not_mended_without_a_look(told: str) -> None:
    findings = list(Mojibake().check(Batch.of(told + DAMAGED, DAMAGED)))
    assert [finding.safety for finding in findings] == ["unsafe", "safe"]


def test_a_text_that_names_no_encoding_near_by_is() -> None:
    far = "Set the charset in the header.\n" + "Another line of prose.\n" * 3
    assert [finding.safety for finding in Mojibake().check(Batch.of(far + DAMAGED))] == ["safe"]
