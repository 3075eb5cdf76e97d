"""What an import costs: a bare `import corpuslint` loads no heavy module, and `--version` not even the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"numpy", "scipy", "datasketch", "ftfy", "regex", "pyarrow", "wordfreq", "zstandard", "pandas"}
AFTER_NUMPY = HEAVY - {"numpy"}


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after some code."""
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{n.partition('.')[0] for n in sys.modules}})))"
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout.splitlines()[-1]))


def test_a_bare_import_loads_nothing_heavy() -> None:
    modules = loaded("import corpuslint")
    assert not modules & HEAVY
    assert not modules & {"argparse", "tomllib", "multiprocessing", "asyncio"}


@pytest.mark.parametrize(
    "module", ["corpuslint.model", "corpuslint.cli", "corpuslint.reporters", "corpuslint.__main__"]
)
def test_the_command_line_itself_loads_nothing_heavy(module: str) -> None:
    assert not loaded(f"import {module}") & HEAVY


def test_the_rules_load_numpy_alone() -> None:
    assert not loaded("import corpuslint.rules, corpuslint.linter, corpuslint.session") & AFTER_NUMPY


def test_the_version_loads_no_command_line() -> None:
    code = "import sys; sys.argv = ['corpuslint', '--version']\nfrom corpuslint.__main__ import run\nrun()"
    assert not loaded(code) & (HEAVY | {"argparse"})


def test_a_small_ascii_file_needs_no_heavy_module() -> None:
    code = (
        "from corpuslint.cli import main\n"
        "assert main(['check', 'seeds/001_b4f11774f6a77214.txt', '--isolated', '--select', 'DOC']) == 0"
    )
    assert not loaded(code) & AFTER_NUMPY


def test_names_are_found_on_first_use() -> None:
    assert "numpy" in loaded("import corpuslint; corpuslint.check(['x'], select='DOC')")
    assert loaded("import corpuslint; assert set(dir(corpuslint)) >= {'__version__'}")


def test_there_is_nothing_but_what_is_public() -> None:
    import corpuslint

    assert all(hasattr(corpuslint, name) for name in corpuslint.__all__)
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        corpuslint.chek  # noqa: B018
