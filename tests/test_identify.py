"""Languages of blocks and documents."""

from __future__ import annotations

import numpy as np
import pytest
from support import RIGHTS

from corpuslint.batch import Batch
from corpuslint.language.identify import languages, languages_of, spoken

SENTENCES = {
    "en": RIGHTS[0],
    "fr": RIGHTS[1],
    "ru": RIGHTS[2],
    "zh": RIGHTS[3],
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen "
    "begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y "
    "conciencia, deben comportarse fraternalmente los unos con los otros.",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja "
    "omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.",
    "ja": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। "
    "उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है।",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_tells_its_language(name: str) -> None:
    assert languages(Batch.of(SENTENCES[name])).of_block(0) == name


def test_blocks_of_one_document_have_their_own_language() -> None:
    found = languages(Batch.of(f"{RIGHTS[0]}\n\n{RIGHTS[1]}\n\nOK\n\n1 2 3"))
    assert [found.of_block(i) for i in range(4)] == ["en", "fr", "", ""]


@pytest.mark.parametrize("text", ["", "Xyzzy", "12 34", "!?", "\n\n"])
def test_too_short_is_unknown(text: str) -> None:
    found = languages(Batch.of(text))
    assert (found.documents == -1).all()
    assert (found.blocks == -1).all()


def test_neighbours_do_not_change_a_verdict() -> None:
    texts = [*SENTENCES.values(), "", "Short one"]
    together = languages(Batch.of(*texts))
    assert together.documents.tolist() == [languages(Batch.of(text)).documents[0] for text in texts]


def test_a_short_block_follows_its_document() -> None:
    batch = Batch.of(f"{RIGHTS[0]}\n\nKnown unknowns")
    assert spoken(batch, "en").all()
    assert not spoken(batch, "fr").any()


def test_chosen_documents_have_the_language_that_they_have_among_all() -> None:
    batch = Batch.of(*(text for name, text in SENTENCES.items() if name not in ("zh", "ja")), "12 34", "")
    found = languages(batch)
    chosen = np.array([0, 2, 4, 6, 7, 8])
    wanted = ["" if number < 0 else found.names[number] for number in found.documents[chosen].tolist()]
    assert languages_of(batch, chosen).tolist() == wanted
    assert languages_of(batch, chosen[:0]).tolist() == []
