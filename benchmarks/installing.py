"""Install what is compared with, once, into `.bench/`; tell what is missing and how to get it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BENCH = PROJECT / ".bench"
PEERS = PROJECT / "benchmarks" / "peers"
VENV = BENCH / "venv"
NODE_MODULES = BENCH / "node_modules"


def install() -> None:
    """Install every peer that is not there yet; exits with advice where that cannot be done."""
    BENCH.mkdir(exist_ok=True)
    _debian()
    _python()
    _node()


def _debian() -> None:
    missing = [name for name in ("nginx", "wrk", "taskset") if not shutil.which(name)]
    if not missing:
        return
    packages = ["nginx-light", "wrk", "util-linux"]
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        command = ["sudo", *command]
    print(f"{', '.join(missing)} missing; running: {' '.join(command)}", flush=True)
    if not shutil.which("apt-get") or subprocess.run(command, check=False).returncode:
        sys.exit(f"error: install {', '.join(missing)} with this system's package manager")


def _python() -> None:
    wanted = PEERS / "requirements.txt"
    if _fresh(VENV / "installed", wanted):
        return
    print("installing Datasette and py-spy into .bench/venv ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    subprocess.run([*pip, "--quiet", "--require-hashes", "-r", str(wanted)], check=True)
    (VENV / "installed").touch()


def _node() -> None:
    lock = PEERS / "package-lock.json"
    if _fresh(NODE_MODULES / ".installed", lock):
        return
    if not shutil.which("npm"):
        sys.exit("error: install Node.js 20 or later, with npm; json-server needs it")
    print("installing json-server into .bench/node_modules ...", flush=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PEERS / name, BENCH / name)
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], check=True, cwd=BENCH
    )
    (NODE_MODULES / ".installed").touch()


def _fresh(stamp: Path, source: Path) -> bool:
    return stamp.exists() and stamp.stat().st_mtime >= source.stat().st_mtime


def versions() -> dict[str, str]:
    """The version of each program, by name."""
    return {
        "nginx": _said(["nginx", "-v"]).rpartition("/")[2],
        "wrk": _said(["wrk", "-v"]).split()[1],
        "node": _said(["node", "--version"]),
        "json-server": _package("json-server-0"),
        "json-server beta": _package("json-server-1"),
        "Datasette": _said([str(VENV / "bin" / "datasette"), "--version"]).split()[-1],
        "Python": sys.version.split()[0],
        "uvicorn": _said([sys.executable, "-c", "import uvicorn; print(uvicorn.__version__)"]),
    }


def _said(command: list[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def _package(name: str) -> str:
    path = NODE_MODULES / name / "package.json"
    return next(line.split('"')[3] for line in path.read_text().splitlines() if '"version"' in line)
