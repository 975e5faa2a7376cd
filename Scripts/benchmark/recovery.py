"""Which method finds what was planted: a table of methods and simulated scenes.

For each scene the true components are compared with the best of 20 restarts: the largest principal angle between the
subspaces that both span (degrees), the mean and the least cosine of one-to-one matched components, the least cosine
after what the reported exchanges allow is moved back, and the time of the fits.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.linalg import subspace_angles
from scipy.optimize import linear_sum_assignment

program, size = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "small"
METHODS = ["als", "hals", "nnls"]
SMALL = ["--scan", "64x64", "--detector", "64x64", "--dose", "7500"]
SCENES = {
    "5 planted": SMALL + ["--components", "5", "--seed", "12"],
    "6 planted": SMALL + ["--components", "6", "--seed", "13"],
    "7 planted": SMALL + ["--components", "7", "--seed", "14"],
    "8 planted": SMALL + ["--components", "8", "--seed", "15"],
    "7, a third of the dose": SMALL[:-1] + ["2500", "--components", "7", "--seed", "16"],
    "7, gain 3": SMALL + ["--components", "7", "--gain", "3", "--seed", "17"],
    "7, descan 0.2": SMALL + ["--components", "7", "--descan", "0.2", "--seed", "18"],
}
if size == "paper":
    SCENES["7 planted, paper size"] = ["--seed", "1"]


def run(*words):
    return subprocess.run([program, *map(str, words)], check=True, capture_output=True, text=True).stdout


def cosines(found, true):
    left = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-30)
    right = true / np.maximum(np.linalg.norm(true, axis=1, keepdims=True), 1e-30)
    return right @ left.T


def exchanged(found, true, table):
    """The best cosine of each true component with any component after one reported exchange."""
    best = cosines(found, true)
    for i in range(len(found)):
        for j in range(len(found)):
            for a in np.linspace(0, min(table[i][j], 0.99), 50)[1:] if table[i][j] > 0.02 else []:
                changed = np.maximum(found[i] - a * found[j], 0)[None]
                best[:, i] = np.maximum(best[:, i], cosines(changed, true)[:, 0])
    rows, columns = linear_sum_assignment(-best)
    return best[rows, columns]


with tempfile.TemporaryDirectory() as folder:
    print(f"{'scene':26} {'method':6} {'angle':>7} {'mean cos':>9} {'least cos':>9} {'exchanged':>9} {'MSE':>10} {'seconds':>8}")
    for name, words in SCENES.items():
        scene, truth = Path(folder, "scene.npy"), Path(folder, "truth.npz")
        run("simulate", "nanosheets", *words, "-o", scene, "--truth", truth, "--overwrite")
        true = np.load(truth)["components"]
        k = len(true)
        for method in METHODS:
            result = Path(folder, "result.npz")
            fit = ["--restarts", 20, "--method", method, "--json", "-o", result, "--overwrite"]
            told = json.loads(run("sweep", scene, "--k", k, "--no-evidence", *fit).splitlines()[0])
            runs = json.loads(run("nmf", scene, "--k", k, *fit))
            archive = np.load(result)
            best = archive["mse"].argmin()
            kept = ~archive["mask"]
            found = archive["components"][best][:, kept].astype(float)
            planted = true[:, kept].astype(float)
            matched = cosines(found, planted)
            rows, columns = linear_sum_assignment(-matched)
            angle = np.degrees(subspace_angles(found.T, planted.T).max())
            print(
                f"{name:26} {method:6} {angle:6.2f}° {matched[rows, columns].mean():9.4f} {matched[rows, columns].min():9.4f} "
                f"{exchanged(found, planted, runs['exchange']).min():9.4f} {told['minimumMSE']:10.5g} {told['seconds']:8.2f}",
                flush=True)
