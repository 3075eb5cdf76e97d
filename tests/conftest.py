"""What all tests share.

Property tests judge answers, never how long they took: a slow or busy machine must not fail them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from engines import ROWS
from hypothesis import HealthCheck, settings

settings.register_profile("corpuslint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("corpuslint")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of its own as the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    """Records of which two are alike, one is empty and one cannot be read."""
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS) + "{ no record\n", encoding="utf-8")
    return file
