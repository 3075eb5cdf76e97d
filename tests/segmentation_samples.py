"""Kinds of lines: each sample shows what every line is.

A line of a sample is its kind (`P` prose, `H` heading, `L` list, `T` table, `C` code, `V` verse or dialogue, `F` front
matter, `.` blank), a `+` when the next line goes on with the same paragraph, a bar, and the text.
"""

from __future__ import annotations

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
