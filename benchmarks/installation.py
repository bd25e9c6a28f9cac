"""Install the peers once into `.bench/`; say what is missing and how to get it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BENCH = PROJECT / ".bench"
PEERS = PROJECT / "benchmarks" / "peers"
NODE_MODULES = BENCH / "node_modules"


def install() -> None:
    """Install every missing peer; exits with advice if that fails."""
    BENCH.mkdir(exist_ok=True)
    _debian()
    _node()


def bun() -> str:
    """Bun's program for this machine, from its npm package."""
    found = sorted(NODE_MODULES.glob("@oven/bun-*/bin/bun"))
    usable = [path for path in found if _runs(path)]
    if not usable:
        sys.exit("error: Bun has no program for this machine")
    return str(usable[0])


def _runs(program: Path) -> bool:
    try:
        return (
            subprocess.run([program, "--version"], check=False, capture_output=True).returncode == 0
        )
    except OSError:
        return False


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


def _node() -> None:
    lock, done = PEERS / "package-lock.json", NODE_MODULES / ".installed"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    if not shutil.which("npm"):
        sys.exit("error: install Node.js 20 or later, with npm; json-server and Bun come by it")
    print("installing json-server, Hono and Bun into .bench/node_modules ...", flush=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PEERS / name, BENCH / name)
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(npm, check=True, cwd=BENCH)
    done.touch()


def versions() -> dict[str, str]:
    """The version of each program, by name."""
    return {
        "nginx": _printed(["nginx", "-v"]).rpartition("/")[2],
        "wrk": _printed(["wrk", "-v"]).split()[1],
        "Node.js": _printed(["node", "--version"]),
        "Bun": _printed([bun(), "--version"]),
        "Hono": _package("hono"),
        "json-server": _package("json-server"),
        "Python": sys.version.split()[0],
        "uvicorn": _printed([sys.executable, "-c", "import uvicorn; print(uvicorn.__version__)"]),
    }


def _printed(command: list[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def _package(name: str) -> str:
    path = NODE_MODULES / name / "package.json"
    return next(line.split('"')[3] for line in path.read_text().splitlines() if '"version"' in line)
