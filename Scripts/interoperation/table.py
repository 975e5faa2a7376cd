"""A table of what independent readers saw in files (expected.json beside them), what the program sees, how soon, and who
opens the file after `convert`.

    BRAGGART=PROGRAM python table.py FOLDER
"""

import json
import pathlib
import statistics
import sys
import tempfile
import time
import warnings

import h5py
import hyperspy.api as hs
import numpy as np
import py4DSTEM
from checking import Trouble, braggart, facts

LENGTHS = {"nm": 1, "um": 1e3, "µm": 1e3, "A": 0.1, "Å": 0.1, "pm": 1e-3, "m": 1e9}
INVERSES = {"1/nm": 1, "nm^-1": 1, "A^-1": 10, "1/A": 10, "1/Å": 10, "1/m": 1e-9}
ANGLES = {"mrad": 1}


def milliseconds(folder, path, words):
    """The whole program from start to end, the median of seven."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        facts(folder, path, *words)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def shapes(entry, told):
    """Whether the sizes are the same, a stack being one row or a guessed scan."""
    seen = told["scan"] + told["detector"]
    expected = [size for size in entry["shape"] if size > 1]
    plain = [size for size in seen if size > 1]
    if plain == expected:
        return "equal"
    return "equal, scan guessed" if sorted(plain[-2:]) == sorted(expected[-2:]) or np.prod(plain) == np.prod(
        expected) else f"differs: {seen}"


def calibration(entry, told):
    """Whether each axis with a unit of length, reciprocal length or angle has the scale that was seen."""
    found, kinds = told["calibration"], []
    for axis in entry.get("axes") or []:
        for units, key in [(LENGTHS, "scanStepNanometres"), (INVERSES, "pixelSizePerNanometre"),
                           (ANGLES, "pixelSizeMilliradian")]:
            factor = units.get((axis.get("units") or "").replace("$", "").replace("{", "").replace("}", ""))
            if factor is None or found.get(key) is None:
                continue
            kinds.append(np.isclose(abs(axis["scale"]) * factor, found[key], rtol=1e-4))
    return "-" if not kinds else "equal" if any(kinds) else "differs"


def openers(folder, path, words, total):
    """Who sees the same sum in what the program converts to."""
    def numpy():
        return np.load(folder / "out.npy").sum(dtype="f8")

    def py4dstem():
        return py4DSTEM.read(str(folder / "out.emd")).data.sum(dtype="f8")

    def hyperspy():
        return hs.load(str(folder / "out.hspy")).data.sum(dtype="f8")

    def h5():
        with h5py.File(folder / "out.hspy") as file:
            return file["Experiments/out/data"][()].sum(dtype="f8")

    for name in ["out.npy", "out.emd", "out.hspy"]:
        braggart(folder, "convert", path, name, *words, "--overwrite")
    return ", ".join(
        name for name, read in [("numpy", numpy), ("py4DSTEM", py4dstem), ("hyperspy", hyperspy), ("h5py", h5)]
        if np.isclose(read(), total, rtol=1e-6))


def main(folder):
    print("| format | file | ms | shape | sum | calibration | after convert opened by |\n|---|---|---|---|---|---|---|")
    for entry in json.loads((folder / "expected.json").read_text()):
        if not entry.get("shape") or "sum" not in entry:
            continue
        path = (folder / entry["file"]).resolve()
        words = ("--dataset", entry["dataset"]) if entry.get("dataset") else ()
        with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            work = pathlib.Path(name)
            try:
                told = facts(work, path, *words)
                braggart(work, "convert", path, "sum.npy", *words)
                total = np.load(work / "sum.npy").sum(dtype="f8")
                cells = [
                    told["format"], entry["file"], f"{milliseconds(work, path, words):.0f}", shapes(entry, told),
                    "equal" if np.isclose(total, entry["sum"], rtol=1e-6) else f"{total}, not {entry['sum']}",
                    calibration(entry, told), openers(work, path, words, total)]
            except (Trouble, OSError, ValueError) as error:
                cells = [entry["format"], entry["file"], "-", "-", "-", "-", str(error).strip()]
        print("| " + " | ".join(cells) + " |", flush=True)


main(pathlib.Path(sys.argv[1]))
