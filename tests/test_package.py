"""The wheel: it holds the ontology and the data, and works where no checkout is near."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from chains.inputs import package_version


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = folder.glob("fourchains-*.whl")
    return path


def test_wheel_holds_ontology_data_and_pages(wheel: Path):
    """What the program reads at run time is in the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "chains/ontology/chains.ttl",
        "chains/ontology/shapes.ttl",
        "chains/ontology/tables/core.toml",
        "chains/data/yangtze-delta/organisations.csv",
        "chains/data/small/organisations.csv",
        "chains/py.typed",
    }
    assert wanted <= names
    assert any(name.startswith("chains/ontology/queries/") for name in names)
    assert any(name.startswith("chains/draw/") and name.endswith(".j2") for name in names)


def test_wheel_works_in_an_empty_directory(wheel: Path, tmp_path: Path):
    """Installed somewhere else, the command makes the atlas of a region with nothing of the checkout beside it."""
    home = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(home), str(wheel)], check=True
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = os.environ | {"PYTHONPATH": str(home), "FOURCHAINS_CACHE": str(tmp_path / "cache")}
    code = (
        "import chains, chains.resources as r; assert chains.__file__.startswith({!r}); print(r.data_folder('small'))"
    )
    place = subprocess.run(
        [sys.executable, "-c", code.format(str(home))],
        cwd=empty,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    command = [sys.executable, "-m", "chains", "atlas", "--data", place, "-o", "atlas"]
    subprocess.run(command, cwd=empty, env=environment, check=True, capture_output=True)
    assert (empty / "atlas" / "index.html").is_file()
    assert (empty / "atlas" / "graph.ttl").is_file()


def test_versions_agree():
    """Package, changelog and ontology tell the same version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    ontology = re.search(r'owl:versionInfo "([^"]+)"', (ROOT / "ontology" / "chains.ttl").read_text(encoding="utf-8"))
    assert changelog is not None
    assert ontology is not None
    assert version == changelog[1] == ontology[1] == package_version()
