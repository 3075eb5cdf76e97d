"""What was learnt of unchanged files, kept between runs: `--cache DIR`.

Every answer is a function of what its key is a digest of: the bytes of a part of the corpus, the paths, the rules with
their options, the program, and for what rules conclude, the surveys of all parts. So an edit, a rename, another setting
or another version never finds an old answer, and what was not touched is not worked out again:

- `store`: a folder of answers by key;
- `keys`: what keys are made of, and parts that stay the same when others change;
- `surveys`: surveys that stay on the disk until a rule needs them, whatever the number of their part;
- `conclusions`: what a rule concludes from surveys that it has seen before;
- `company`: the rows of surveys that may have a part in what is concluded;
- `changes`: what a rule asked about in the last run, and which parts have changed since;
- `findings`: the findings of parts on whose documents the verdicts are what they were;
- `run`: a run that looks for all of these before it works.
"""

from corpuslint.cache.run import CachedRun
from corpuslint.cache.store import Cache

__all__ = ["Cache", "CachedRun"]
