"""The same check on Daft: embedded on one machine, or on a Ray cluster; files, objects in a store, dataframes.

>>> import corpuslint.distributed                                     # doctest: +SKIP
>>> corpuslint.distributed.check("s3://bucket/corpus/").show()        # doctest: +SKIP
"""

from __future__ import annotations

from corpuslint.distributed.api import check, clean

__all__ = ["check", "clean"]
