"""A table of what independent readers saw in files (expected.json beside them), what the program sees, how soon, and who
opens the file after `convert`.

    BRAGGART=PROGRAM python table.py FOLDER

The program `bench` is expected beside it.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import warnings

import h5py
import hyperspy.api as hs
import numpy as np
import py4DSTEM
from checking import PROGRAM, Trouble, braggart, facts

LENGTHS = {"nm": 1, "um": 1e3, "µm": 1e3, "A": 0.1, "Å": 0.1, "pm": 1e-3, "m": 1e9}
INVERSES = {"1/nm": 1, "nm^-1": 1, "A^-1": 10, "1/A": 10, "1/Å": 10, "1/m": 1e-9}
ANGLES = {"mrad": 1}


def milliseconds(path, words):
    """Until the format is known, and until frames can be read; medians, with the first time, when nothing is warm."""
    bench = pathlib.Path(PROGRAM).with_name("bench")
    told = json.loads(subprocess.run([bench, "opening", path, *words], capture_output=True, text=True,
                                     check=True).stdout)
    return " / ".join(f"{1000 * statistics.median(told[key]):.2g} ({1000 * told[key][0]:.2g})"
                      for key in ["recognition", "opening"])


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
    print("| format | file | recognised / opened, ms (first time) | shape | sum | calibration | after convert opened by |\n|---|---|---|---|---|---|---|")
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
                    told["format"], entry["file"], milliseconds(path, words), shapes(entry, told),
                    "equal" if np.isclose(total, entry["sum"], rtol=1e-6) else f"{total}, not {entry['sum']}",
                    calibration(entry, told), openers(work, path, words, total)]
            except (Trouble, OSError, ValueError, subprocess.CalledProcessError) as error:
                cells = [entry["format"], entry["file"], "-", "-", "-", "-", str(error).strip()]
        print("| " + " | ".join(cells) + " |", flush=True)


main(pathlib.Path(sys.argv[1]))
