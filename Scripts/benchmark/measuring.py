"""What every benchmark needs: the programs, kept scenes, times and memory of a run, medians, and a table."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CACHE = Path(os.environ["BRAGGART_BENCH"])
PROGRAMS = Path(os.environ["BRAGGART_PROGRAMS"])
BRAGGART, BENCH = PROGRAMS / "braggart", PROGRAMS / "bench"
RUNS = int(os.environ.get("BRAGGART_BENCH_RUNS", "5"))
THREADS = len(os.sched_getaffinity(0))
PAPER = ["--seed", "1"]


class Run:
    """A finished process: what it wrote, its seconds, and its peaks in bytes (of all memory, and of memory that is no
    file's)."""

    def __init__(self, *words):
        began = time.monotonic()
        self.anonymous = 0
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaint:
            process = subprocess.Popen([str(word) for word in words], stdout=output, stderr=complaint)
            while True:
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    break
                self.anonymous = max(self.anonymous, anonymous_bytes(process.pid))
                time.sleep(0.005)
            for file in (output, complaint):
                file.seek(0)
            self.output, self.complaint = output.read(), complaint.read()
        self.seconds = time.monotonic() - began
        self.peak = usage.ru_maxrss * 1024
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))}\nended with {process.returncode}:\n{self.complaint}")

    @property
    def lines(self):
        """The lines of JSON that it wrote."""
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]


def anonymous_bytes(process):
    """Resident memory that is no file's; 0 where the process has ended."""
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def median(values):
    return statistics.median(values)


def scene(name, *words):
    """A simulated dataset, made once and kept."""
    path = CACHE / f"{name}.npy"
    if not path.exists():
        print(f"simulating {name}", file=sys.stderr, flush=True)
        unfinished = CACHE / f"{name}.unfinished.npy"
        Run(BRAGGART, "simulate", "nanosheets", *words, "-o", unfinished, "--overwrite")
        unfinished.rename(path)
    path.read_bytes() if path.stat().st_size < 2e9 else None
    return path


def seconds(value):
    """As told: two or three digits."""
    return f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"


def table(heads, rows):
    """Prints rows of texts under heads, columns as wide as need be."""
    widths = [max(len(str(row[column])) for row in [heads] + rows) for column in range(len(heads))]
    for row in [heads] + rows:
        print("  ".join(str(text).ljust(width) for text, width in zip(row, widths)).rstrip(), flush=True)
