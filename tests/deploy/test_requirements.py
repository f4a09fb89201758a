"""What is locked installs on the oldest Python that the portal promises, which is that of Debian 12."""

import re
import tomllib
from importlib.metadata import distributions

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.tools import ROOT

OLDEST = "3.11.0"


def test_no_locked_package_refuses_the_oldest_python():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SpecifierSet(project["requires-python"]).contains(OLDEST)
    lock = (ROOT / "deploy/requirements-dev.lock").read_text(encoding="utf-8")
    locked = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    installed = {canonicalize_name(each.metadata["Name"]): each.metadata for each in distributions()}
    refusing = [
        f"{name} wants {installed[name]['Requires-Python']}"
        for name in sorted(locked & installed.keys())
        if not SpecifierSet(installed[name]["Requires-Python"] or "").contains(OLDEST)
    ]
    assert not refusing
    assert len(locked & installed.keys()) > 100
