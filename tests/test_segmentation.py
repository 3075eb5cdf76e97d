"""Kinds of lines, unwrapping, blocks: each sample shows what every line is.

A line of a sample is its kind (`P` prose, `H` heading, `L` list, `T` table, `C` code, `V` verse or dialogue, `F` front
matter, `.` blank), a `+` when the next line goes on with the same paragraph, a bar, and the text.
"""

from __future__ import annotations

import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.batch import Batch
from corpuslint.segmentation import Kind

LETTERS = ".PHLTCVF"

SAMPLES = {
    "markdown": """
F |---
F |title: A page
F |tags: [one, two]
F |---
H |# The first steps
. |
P+|Every program starts with an empty file, and every file that is not empty was once one. Keep it as
P+|small as you can, and read it again after a night: most of what you wrote will look different from
P |what you remember.
. |
L |- a short item
L+|- a longer item, which goes on for so long that it does not fit into one line and has to go on in the
L |  next one
L |1. first
L |12) twelfth
. |
C |```python
C |def add(a, b):
. |
C |    return a + b
C |```
. |
T || Name | Meaning |
T ||------|---------|
T || a    | one     |
. |
H |Underlined
H |----------
P |A short paragraph that stands alone and ends here.
""",
    "a fence is closed by its own kind": """
C |````
C |```
C |text
C |```
C |````
P |after
C |~~~
C |```
C |~~~
""",
    "an open fence tells nothing": """
P |```
P |This text was cut off somewhere, and nobody closed the fence.
""",
    "reStructuredText": """
H |=====
H |Usage
H |=====
. |
P |Call the function as in this example::
. |
C |    import thing
C |    thing.run()
. |
P |and look at the table:
. |
T |=====  =======
T |Value  Meaning
T |=====  =======
T |1      one
T |2      two
T |=====  =======
. |
C |.. code-block:: python
. |
C |   print("done")
. |
P |.. note::
. |
P |   A note is prose that people read.
""",
    "AsciiDoc": """
H |== Branches
. |
P |A branch is a name for a commit, and the name moves on with each commit that you make on it.
. |
P |[source,console]
C |----
C |$ git branch testing
C |----
. |
T ||===
T ||cell |cell
T ||===
""",
    "a program": """
C |#!/usr/bin/env python
C |# Copyright 2020 by nobody. All rights reserved by nobody at all, anywhere in this world.
C |import os
. |
C |def main(argv):
C |    \"\"\"Say what was asked for, once for each of the arguments that were given to the program.\"\"\"
C |    for name in argv[1:]:
C |        print(os.path.join("a", name))
C |    return 0
. |
C |if __name__ == "__main__":
C |    main(sys.argv)
""",
    "indented code in prose": """
P |Type the following into a shell, and wait until it says that it is done with the work.
. |
C |    $ make -j4 && make install
. |
P |If that fails, read the log.
""",
    "a sonnet": """
V |Shall I compare thee to a summer's day?
V |Thou art more lovely and more temperate:
V |Rough winds do shake the darling buds of May,
V |And summer's lease hath all too short a date;
""",
    "a play": """
V |First Citizen:
V |Before we proceed any further, hear me speak.
. |
V |All:
V |Speak, speak.
. |
V |First Citizen:
V |You are all resolved rather to die than to famish?
. |
V |All:
V |Resolved. resolved.
. |
V |First Citizen:
V |First, you know Caius Marcius is chief enemy to the people.
. |
V |All:
V |We know't, we know't.
""",
    "a navigation menu": """
P |Home
P |News
P |Sport
P |Contact us
P |About
P |Home | News | Sport | Weather
P |Log in
P |Council agrees to build the new bridge
P |The council agreed on Tuesday to build the new bridge over the river, after a debate of six hours in the town hall.
P |Share this story
P |Print
""",
    "headlines under one another": """
P |Storm closes schools across the northern counties
P |Minister to visit flooded towns on Friday
P |Three questions about the new budget
P |Why the price of bread will not fall this year
P |Team returns home after a long season abroad
""",
    "one paragraph per line": """
P |The first paragraph of the report says what happened on that day, and it says so in one line.
P |The second one is a little longer than the first one was, since it has more to tell about the people.
P |A third one follows.
P |The fourth says who was there, who was not, and who would have liked to be there but could not come.
""",
    "wrapped without blank lines": """
P+|The storm reached the coast in the early morning hours of Monday, and by noon the
P+|harbour was closed. Two of the fishing boats that had left before dawn were still
P |out at sea when the wind turned.
P+|Nobody was hurt. The coast guard said later that the crews had been told to stay in
P+|the bay until the evening, and that they would be home before the night was over.
P |The ferry did not run on Tuesday either.
""",
    "German": """
P+|Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit
P+|Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit
P |begegnen.
. |
H |Artikel 2
. |
P+|Jeder hat Anspruch auf die in dieser Erklärung verkündeten Rechte und Freiheiten
P+|ohne irgendeinen Unterschied, etwa nach Rasse, Hautfarbe, Geschlecht, Sprache,
P+|Religion, politischer oder sonstiger Überzeugung, nationaler oder sozialer
P |Herkunft, Vermögen, Geburt oder sonstigem Stand.
""",
    "Hindi": """
P+|सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त
P+|है । उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव
P |करना चाहिए ।
. |
P+|सभी को इस घोषणा में सन्निहित सभी अधिकारों और आज़ादियों को प्राप्त करने का हक़ है और इस
P+|मामले में जाति, वर्ण, लिंग, भाषा, धर्म, राजनीति या अन्य विचार-प्रणाली, किसी देश या समाज
P |विशेष में जन्म, सम्पत्ति या किसी प्रकार की अन्य मर्यादा आदि के कारण भेदभाव का विचार न
""",
    "Chinese": """
H |世界人权宣言
P |人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待，这是所有人民的共同标准。
P |人人有资格享有本宣言所载的一切权利和自由，不分种族、肤色、性别、语言、宗教、政治或其他见解、国籍或社会出身、财产。
""",
    "a table of tabs": """
T |Name\tCity\tYear
T |Anna\tLund\t1999
T |Bo\tUmeå\t2003
""",
    "comma separated values": """
T |1,Hamm,hamm,1997-06-05,1998-07-24
T |2,Slink,slink,1998-07-24,1999-03-09
T |3,Potato,potato,1999-03-09,2000-08-15
""",
    "aligned columns": """
T |river        length      mouth
T |Glomma       621         Fredrikstad
T |Torne        522         Haparanda
""",
    "justified prose is no table": """
P |It was late.  The  lamps were lit,  and nobody spoke of  the letter again.
P |In the morning  the  boat was gone,  and so was  the man who had come with it.
""",
    "a quotation": """
P+|> A shell manages the interaction between people and the system by asking them for input, reading
P+|> what they type, and showing what came of it (much like a loop that reads, evaluates and prints,
P |> or a conversation).
""",
}


def show(text: str) -> str:
    """The text with the kind of each line."""
    batch = Batch.of(text)
    lines = batch.lines
    columns = zip(lines.start.tolist(), lines.end.tolist(), lines.kind.tolist(), lines.wraps.tolist(), strict=True)
    return "\n".join(f"{LETTERS[kind]}{'+' if on else ' '}|{text[start:end]}" for start, end, kind, on in columns)


def bare(sample: str) -> str:
    """A sample without its marks."""
    return "\n".join(line[3:] for line in sample.strip("\n").split("\n"))


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    expected = "\n".join(line if line[2:3] else f"{line} |" for line in SAMPLES[name].strip("\n").split("\n"))
    assert show(bare(SAMPLES[name])) == expected


def test_windows_line_ends_change_nothing() -> None:
    for sample in SAMPLES.values():
        text = bare(sample)
        kinds, wraps = Batch.of(text).lines.kind, Batch.of(text).lines.wraps
        for line_end in ("\r\n", "\r"):
            other = Batch.of(text.replace("\n", line_end)).lines
            assert other.kind.tolist() == kinds.tolist()
            assert other.wraps.tolist() == wraps.tolist()


def test_blocks() -> None:
    batch = Batch.of(bare(SAMPLES["markdown"]))
    blocks = [batch.text[s:e] for s, e in zip(batch.blocks.start.tolist(), batch.blocks.end.tolist(), strict=True)]
    assert blocks[0] == "---\ntitle: A page\ntags: [one, two]\n---"
    assert blocks[1] == "# The first steps"
    assert blocks[2].startswith("Every program") and blocks[2].endswith("what you remember.")
    assert blocks[3:7] == [
        "- a short item",
        "- a longer item, which goes on for so long that it does not fit into one line and has to go on in the\n"
        "  next one",
        "1. first",
        "12) twelfth",
    ]
    assert batch.blocks.kind[:7].tolist() == [Kind.FRONT, Kind.HEADING, Kind.PROSE] + 4 * [Kind.LIST]
    assert batch.blocks.first_line[:4].tolist() == [0, 4, 6, 10]
    assert batch.blocks.last_line[:5].tolist() == [3, 4, 8, 10, 12]


def test_blocks_leave_surrounding_white_space_out() -> None:
    batch = Batch.of("  one  \n\n\ttwo")
    assert [batch.text[s:e] for s, e in zip(batch.blocks.start, batch.blocks.end, strict=True)] == ["one", "two"]


PIECES = [
    *(bare(sample) for sample in SAMPLES.values()),
    "",
    "\n\n",
    "\r",
    "a\r",
    "```",
    "~~~\n",
    "---",
    "---\na: b",
    "::",
    "list::\n\n",
    ".. code::\n\n  x",
    "|a|b|",
    "|-|-|",
    "----",
    "[x]\n----\n",
    "  indented {",
    "Name:",
    "a,b,c\nd,e,f",
]


def segmented(batch: Batch, index: int) -> tuple[list[int], list[bool], list[tuple[int, int, int]]]:
    """What segmentation says of one document of a batch."""
    mine = batch.lines.document == index
    blocks, origin = batch.blocks, int(batch.starts[index])
    inside = blocks.document == index
    spans = zip(blocks.start[inside] - origin, blocks.end[inside] - origin, blocks.kind[inside], strict=True)
    return (
        batch.lines.kind[mine].tolist(),
        batch.lines.wraps[mine].tolist(),
        [(int(start), int(end), int(kind)) for start, end, kind in spans],
    )


@settings(max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.sampled_from(list("aA.,:|-`#{ \n\t")))), max_size=8))
def test_a_batch_of_one_gives_what_a_batch_of_many_gives(texts: list[str]) -> None:
    if texts:
        together = Batch.of(*texts)
        for index, text in enumerate(texts):
            assert segmented(together, index) == segmented(Batch.of(text), 0)


@given(st.text())
def test_every_word_is_in_one_block(text: str) -> None:
    batch = Batch.of(text)
    blocks = batch.blocks
    assert (blocks.start[1:] >= blocks.end[:-1]).all()
    assert (blocks.start < blocks.end).all()
    covered = sum(len(text[s:e].split()) for s, e in zip(blocks.start.tolist(), blocks.end.tolist(), strict=True))
    assert covered == len(text.split())


RIGHTS = [
    "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and "
    "should act towards one another in a spirit of brotherhood.",
    "Everyone is entitled to all the rights and freedoms set forth in this Declaration, without distinction of any "
    "kind, such as race, colour, sex, language, religion, political or other opinion, national or social origin, "
    "property, birth or other status.",
    "Everyone has the right to life, liberty and security of person.",
    "No one shall be subjected to arbitrary interference with his privacy, family, home or correspondence, nor to "
    "attacks upon his honour and reputation. Everyone has the right to the protection of the law against such "
    "interference or attacks.",
]


@pytest.mark.parametrize("width", range(60, 101, 4))
def test_what_was_wrapped_is_one_block_again(width: int) -> None:
    paragraphs = [textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in RIGHTS]
    batch = Batch.of("\n\n".join(paragraphs))
    blocks = [batch.text[s:e] for s, e in zip(batch.blocks.start.tolist(), batch.blocks.end.tolist(), strict=True)]
    assert blocks == paragraphs


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    chance = random.Random(1)
    words = " ".join(RIGHTS).split()
    for _ in range(20):
        lines = []
        for _ in range(12):
            start = chance.randrange(len(words) - 30)
            lines.append(" ".join(words[start : start + chance.randint(4, 30)]).capitalize() + ".")
        assert len(Batch.of("\n".join(lines)).blocks) == len(lines)


def test_many_lines_take_no_more_than_their_share() -> None:
    """Nothing is quadratic: each of these would take hours if it were."""
    for text in (
        "x" * 3_000_000,
        "ab\n" * 300_000,
        "\n" * 300_000,
        "```\n" * 100_000,
        "a::\n\n  b\n" * 50_000,
        "---\n" * 100_000,
        "|-|\n" * 100_000,
        "\n".join(" " * (i % 200) + "a::" for i in range(20_000)),
        "Ann: yes, it is so.\nBob: no.\n" * 20_000,
    ):
        assert len(Batch.of(text).blocks) <= text.count("\n") + 1
