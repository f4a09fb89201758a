"""What is locked installs, whole, on every Python that the portal promises; the oldest is that of Debian 12."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.tools import ROOT

RUNTIME = ROOT / "deploy/requirements.lock"
DEVELOPMENT = ROOT / "deploy/requirements-dev.lock"


def locked(lock: Path) -> set[str]:
    names = re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name) for name in names}


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.12.3", "3.13.5"])
@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=lambda lock: lock.name)
def test_locked_packages_and_all_that_they_need_install_on(lock: Path, python: str) -> None:
    names = locked(lock)
    installed = {canonicalize_name(each.metadata["Name"]): each for each in distributions()}
    environment = {"python_version": python.rpartition(".")[0], "python_full_version": python, "extra": ""}
    refusing, missing = [], []
    for name in sorted(names & installed.keys()):
        wanted = installed[name].metadata["Requires-Python"] or ""
        if not SpecifierSet(wanted).contains(python):
            refusing.append(f"{name} wants Python {wanted}")
        for requirement in map(Requirement, installed[name].requires or ()):
            needed = canonicalize_name(requirement.name)
            if needed not in names and (requirement.marker is None or requirement.marker.evaluate(environment)):
                missing.append(f"{needed}, which {name} needs")
    assert not refusing
    assert not missing
    # Nearly all of them: a few are of other systems.
    assert len(names & installed.keys()) > len(names) - 5
