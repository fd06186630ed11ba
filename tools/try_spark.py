"""Try the large ledgers on a real Spark of this computer: python tools/try_spark.py [pytest's own words]

It makes an environment of its own in .spark (1 GB, so that the workbook's own stays small), starts a master and two workers, each a process
of Java's, and runs tests/spark and tests/test_engines.py there: what pandas answers, Spark has to answer. Needs Java 17 or newer, and the workbook's own
environment with its tests (`python workbook.py test` has made it). Nothing is left running.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = Path(os.environ.get("CASEBOOK_VENV", ROOT / ".venv"))
PLACE = ROOT / ".spark"
PINS = [ROOT / "constraints.txt", ROOT / "tools" / "spark-constraints.txt"]
PACKAGES = "pyspark pandas pyarrow numpy matplotlib filelock pytest hypothesis".split()
WORKERS, PATIENCE = 2, 120
QUIET = """
rootLogger.level = error
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.target = SYSTEM_ERR
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
logger.master.name = org.apache.spark.deploy.master.Master
logger.master.level = info
"""
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
}  # fmt: skip


# The environment ----------------------------------------------------------------------------------------


def python_of(folder):
    return folder / "bin" / "python"


def java():
    """Java's version, such as 17; where there is none, what to do."""
    found = (
        subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
        if shutil.which("java")
        else None
    )
    version = found.stderr.partition('"')[2].partition(".")[0] if found else ""
    if not version.isdigit() or int(version) < 17:
        sys.exit(
            "Spark needs Java 17 or newer, and none is here. On Debian or Ubuntu: apt install openjdk-17-jre-headless"
        )
    return version


def make_environment():
    """The pinned packages in .spark, unless they are there."""
    stamp = PLACE / "stamp"
    wanted = hashlib.sha256(
        b"".join(path.read_bytes() for path in PINS) + " ".join(PACKAGES).encode()
    ).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(PLACE, ignore_errors=True)
    base = subprocess.check_output(
        [python_of(VENV), "-c", "import sys; print(sys._base_executable)"], text=True
    ).strip()
    subprocess.run([base, "-m", "venv", PLACE], check=True)
    uv = (
        subprocess.run(
            [python_of(VENV), "-m", "uv", "--version"], capture_output=True, check=False
        ).returncode
        == 0
    )
    words = (
        [python_of(VENV), "-m", "uv", "pip", "install", "-q", "--python", python_of(PLACE)]
        if uv
        else [python_of(PLACE), "-m", "pip", "install", "-q"]
    )
    pins = [word for path in PINS for word in ("-c", path)]
    subprocess.run([*words, *pins, *PACKAGES], check=True)
    stamp.write_text(wanted)


# The cluster --------------------------------------------------------------------------------------------


@contextlib.contextmanager
def running(words, environment, log):
    """A program of Spark's in a group of its own, ended with all it has started."""
    with open(log, "wb") as said:
        program = subprocess.Popen(
            [str(word) for word in words], env=environment, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield program
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


@contextlib.contextmanager
def cluster(folder):
    """A master and its workers, on loopback only; gives the environment in which pyspark uses them."""
    home = next(PLACE.glob("lib/python3*/site-packages/pyspark"))
    (folder / "log4j2.properties").write_text(QUIET)
    environment = surroundings(home, folder)
    start, port = home / "bin" / "spark-class", free_port()
    master = f"spark://127.0.0.1:{port}"
    with contextlib.ExitStack() as stack:
        words = [
            start,
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            port,
            "--webui-port",
            0,
        ]
        programs = [stack.enter_context(running(words, environment, folder / "master.log"))]
        for number in range(WORKERS):
            words = [
                start,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                1,
                "--memory",
                "1g",
                "--webui-port",
                0,
            ]
            words += ["--work-dir", folder / f"worker{number}", master]
            programs.append(stack.enter_context(running(words, environment, folder / f"worker{number}.log")))
        wait_for_workers(folder / "master.log", programs)
        settings = [f"--conf {name}={value}" for name, value in SETTINGS.items()]
        yield environment | {
            "PYSPARK_SUBMIT_ARGS": " ".join(["--master", master, *settings, "pyspark-shell"])
        }


def surroundings(home, folder):
    """The environment of all of Spark's programs: this Python, loopback, no file of anybody else's."""
    kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME", "LANG", "HOME") if name in os.environ}
    return kept | {
        "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder), "SPARK_CONF_DIR": str(folder),
        "PYSPARK_PYTHON": str(python_of(PLACE)), "PYSPARK_DRIVER_PYTHON": str(python_of(PLACE)), "SPARK_DAEMON_MEMORY": "256m",
    }  # fmt: skip


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for_workers(log, programs):
    """Until the master has entered all workers; where one ends before, what it said."""
    end = time.monotonic() + PATIENCE
    while log.read_text(errors="replace").count("Registering worker") < WORKERS:
        if time.monotonic() > end or any(program.poll() is not None for program in programs):
            sys.exit(
                "\n".join(path.read_text(errors="replace") for path in sorted(log.parent.glob("*.log")))
                + "\nSpark's cluster did not start."
            )
        time.sleep(0.2)


# All of it ------------------------------------------------------------------------------------------------


def main(words):
    if os.name != "posix" or not python_of(VENV).exists():
        sys.exit(
            "This needs Linux or macOS, and the workbook's environment with its tests: python workbook.py test"
        )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # told to end, it ends the cluster first
    version, started = java(), time.monotonic()
    make_environment()
    made = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="casekit-spark-", ignore_cleanup_errors=True) as folder,
        cluster(Path(folder)) as environment,
    ):
        up = time.monotonic()
        told = {"PYTHONPATH": str(ROOT), "CASEKIT_ENGINES": "spark", "PYTHONHASHSEED": "0"}
        tests = [
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--hypothesis-profile",
            "spark",
            *words,
            "tests/spark",
            "tests/test_engines.py",
        ]
        code = subprocess.call([str(python_of(PLACE)), *tests], cwd=ROOT, env=environment | told)
    print(
        f"Spark on Java {version}, {WORKERS} workers: ended with {code}; environment {made - started:.0f} s, cluster {up - made:.0f} s,"
        f" tests {time.monotonic() - up:.0f} s"
    )
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
