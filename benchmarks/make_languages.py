"""Make `corpuslint/data/languages.npz`: how common the commonest words of each language are in every language.

    python benchmarks/make_languages.py

From the lists of the installed wordfreq (data licence CC-BY-SA 4.0): the 500 commonest words of each language, as word
hashes, and their frequency in each (tenths of the Zipf scale).
"""

from __future__ import annotations

import numpy as np

from corpuslint.language.lexicon import available, lexicon
from corpuslint.tables import DATA

MOST = 500
LEFT_OUT = frozenset(("zh", "ja", "th"))
"""Written without spaces: told by their script."""


def main() -> None:
    """Write the table and print its size."""
    names = [name for name in available("small") if name not in LEFT_OUT]
    lists = [lexicon(name, "small") for name in names]
    tops = [words.hashes[np.argsort(-words.zipf10.astype(int), kind="stable")[:MOST]] for words in lists]
    hashes = np.unique(np.concatenate(tops))
    weights = np.stack([words.frequency(hashes) for words in lists], axis=1)
    path = DATA / "languages.npz"
    np.savez_compressed(path, hashes=hashes, weights=weights, names=np.array(names))
    print(f"{len(hashes)} words, {len(names)} languages, {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
