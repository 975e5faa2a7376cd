"""A file larger than what may be held: written once, read with a cold cache."""

import os
import subprocess
import time

from measuring import BRAGGART, CACHE, PAPER, Run, scene, seconds

COPIES = 31
FITTING_COPIES = 4
HEADER = 128


def written(name, copies):
    """Copies of the paper-size scene one below the other, as one .npy file; 31 make 10 GB."""
    path = CACHE / f"{name}.npy"
    if path.exists():
        return path
    paper = scene("paper", *PAPER)
    unfinished = path.with_suffix(".unfinished")
    text = f"{{'descr': '<u2', 'fortran_order': False, 'shape': ({100 * copies}, 100, 128, 128), }}"
    with open(unfinished, "wb") as target:
        target.write(b"\x93NUMPY\x01\x00" + (HEADER - 10).to_bytes(2, "little"))
        target.write(text.ljust(HEADER - 11).encode() + b"\n")
        for _ in range(copies):
            with open(paper, "rb") as source:
                start = int.from_bytes(source.read(10)[8:], "little") + 10
                source.seek(start)
                while part := source.read(1 << 24):
                    target.write(part)
        target.flush()
        os.fsync(target.fileno())
    unfinished.rename(path)
    return path


def forget(path):
    """Takes a file out of the system's cache."""
    file = os.open(path, os.O_RDONLY)
    os.fsync(file)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)


def sweep(path):
    return Run(BRAGGART, "sweep", path, "--no-evidence", "-o", CACHE / "large-answer.npz", "--overwrite")


def measure(add):
    path = written("large", COPIES)
    size = path.stat().st_size
    forget(path)
    began = time.monotonic()
    subprocess.run(f"exec cat '{path}' >/dev/null", shell=True, check=True)
    cat = time.monotonic() - began
    for name, words in (
        ("virtual image", ["virtual", path, "--detector", "annulus(63.5,63.5,12,40)"]),
        ("mean pattern", ["pattern", path, "--mean"]),
    ):
        forget(path)
        run = Run(BRAGGART, *words, "-o", CACHE / "large-answer.npy", "--overwrite")
        add(f"{name} of {size / 1e9:.1f} GB, cold cache", seconds(run.seconds), "", None, "cat FILE >/dev/null",
            seconds(cat), f"{cat / run.seconds:.3g}")
        told(add, run)
    fitting = written("fitting", FITTING_COPIES)
    subprocess.run(f"exec cat '{fitting}' >/dev/null", shell=True, check=True)
    one = sweep(fitting)
    forget(path)
    run = sweep(path)
    rate, other = 1e4 * COPIES / run.seconds, 1e4 * FITTING_COPIES / one.seconds
    add(f"sweep of {size / 1e9:.1f} GB, cold cache, patterns a second", f"{rate:.0f}", ">= 80 %", rate >= 0.8 * other,
        f"of {fitting.stat().st_size / 1e9:.1f} GB, warm", f"{other:.0f}", f"{rate / other:.3g}")
    told(add, run)


def told(add, run):
    add("resident memory, mapped file included, peak", f"{run.peak / 1e9:.2f} GB", "<= 1 GB", run.peak <= 1e9)
