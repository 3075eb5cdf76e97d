"""What a line or a block can be."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Kind(IntEnum):
    """What a line is."""

    BLANK = 0
    PROSE = 1
    HEADING = 2
    LIST = 3
    TABLE = 4
    CODE = 5
    VERSE = 6
    FRONT = 7


Kinds = NDArray[np.uint8]
Flags = NDArray[np.bool_]
