"""What documents show is run, and says what they say."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from swath import Order

here = Path(__file__).resolve().parent.parent


def test_the_readme_does_what_it_says(fulfilled: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("tqdm", "geopandas", "odc.stac"):
        pytest.importorskip(library)
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", (here / "README.md").read_text(), re.DOTALL):
        with contextlib.redirect_stdout(io.StringIO()) as told:
            exec(block, known)
        for promised in re.findall(r"# -> (.*)", block):
            assert promised in told.getvalue().splitlines()


def test_every_notebook_runs(fulfilled: Order, tmp_path: Path) -> None:
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    found = sorted((here / "notebooks").glob("*.ipynb"))
    assert found
    for path in found:
        notebook = nbformat.read(path, as_version=4)
        nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
        shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
        assert any("<svg" in data.get("text/html", "") for data in shown)
