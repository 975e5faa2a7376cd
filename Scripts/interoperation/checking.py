"""Checks that print a line each, and what they have in common: scenes, the program, comparisons."""

import contextlib
import io
import json
import os
import pathlib
import subprocess
import tempfile
import traceback
import warnings

import numpy as np

PROGRAM = os.environ["BRAGGART"]

checks = []


class Trouble(Exception):
    """What differs, in words."""


def check(direction, format, program):
    """Registers a function as a check; it takes a folder of its own and returns what it compared, in words."""

    def register(function):
        checks.append((direction, format, program, function))
        return function

    return register


def run_all(words):
    """Runs the checks whose line holds a word, or all; returns how many failed."""
    failed = passed = 0
    for direction, format, program, function in checks:
        case = function.__doc__ or function.__name__
        line = f"{direction:<11}  {format:<10}  {program:<12}  {case:<44}"
        if words and not any(word.lower() in line.lower() for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            # Libraries that print and warn say nothing about values.
            noise = io.StringIO()
            try:
                with contextlib.redirect_stdout(noise), contextlib.redirect_stderr(noise), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    told = function(pathlib.Path(folder))
                print(f"{line}  equal: {told}", flush=True)
                passed += 1
            except Exception as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                reason = str(error) if isinstance(error, Trouble) else f"{type(error).__name__}: {error} ({place.name})"
                print(f"{line}  FAILED: {reason.strip()}", flush=True)
                failed += 1
    print(f"\n{passed} passed, {failed} failed")
    return failed


def scene(scan, detector, dtype, seed=0):
    """Numbers without symmetry that fill the type, so that an exchanged axis or a lost bit shows."""
    generator = np.random.default_rng(seed)
    shape = tuple(scan) + tuple(detector)
    kind = np.dtype(dtype)
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        values = generator.integers(limits.min, limits.max, shape, dtype=kind.newbyteorder("="), endpoint=True)
    else:
        values = generator.normal(0, 1000, shape)
    return values.astype(kind)


def braggart(folder, *words):
    """Runs the program in a folder; returns standard output."""
    environment = {**os.environ, "BRAGGART_STORE": str(folder / "store")}
    outcome = subprocess.run(
        [PROGRAM, *map(str, words)], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    if outcome.returncode != 0:
        raise Trouble(f"braggart {words[0]} said: {outcome.stderr.strip()}")
    return outcome.stdout


def facts(folder, path, *words):
    """What `braggart info` tells of a file."""
    return json.loads(braggart(folder, "info", path, *words, "--json"))


def seen(folder, path, *words):
    """All numbers of a dataset as the program sees them, in the type it keeps."""
    braggart(folder, "convert", path, "seen.npy", *words, "--overwrite")
    return np.load(folder / "seen.npy")


def same(found, expected, what="values"):
    """Equal shape, type and numbers; NaN equals NaN."""
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape != expected.shape:
        raise Trouble(f"{what}: shape {found.shape}, not {expected.shape}")
    if found.dtype.newbyteorder("=") != expected.dtype.newbyteorder("="):
        raise Trouble(f"{what}: type {found.dtype}, not {expected.dtype}")
    if not np.array_equal(found, expected, equal_nan=found.dtype.kind == "f"):
        place = tuple(int(index) for index in np.argwhere(~np.isclose(found, expected, rtol=0, equal_nan=True))[0])
        raise Trouble(f"{what}: at {place} {found[place]}, not {expected[place]}")


def near(found, expected, what):
    """A calibration: equal up to rounding, or both absent."""
    if expected is None or found is None:
        if found is not expected:
            raise Trouble(f"{what}: {found}, not {expected}")
    elif abs(found - expected) > 1e-6 * abs(expected) + 1e-12:
        raise Trouble(f"{what}: {found}, not {expected}")


def calibrated(folder, path, step=None, pixel=None, angle=None, voltage=None, center=None, words=()):
    """That the program reads these calibrations from a file: nm, 1/nm, mrad, kV, pixels."""
    told = facts(folder, path, *words)["calibration"]
    near(told.get("scanStepNanometres"), step, "scan step")
    if pixel is not None:
        near(told.get("pixelSizePerNanometre"), pixel, "pixel size")
    if angle is not None:
        near(told.get("pixelSizeMilliradian"), angle, "pixel angle")
    if voltage is not None:
        near(told.get("voltageKilovolts"), voltage, "voltage")
    if center is not None:
        for found, expected in zip(told.get("center") or [None, None], center):
            near(found, expected, "centre")


def pattern(folder, path, position, expected, *words):
    """That one pattern is where it should be."""
    braggart(folder, "pattern", path, *words, "--at", f"{position[0]},{position[1]}", "-o", "pattern.npy", "--overwrite")
    found = np.load(folder / "pattern.npy")
    same(found, expected[position].astype(np.float32), f"pattern at {position}")
