"""Which method finds what was planted: a table of methods and simulated scenes.

For each scene the true components are compared with those of 20 restarts: the largest principal angle between the
subspaces that both span (of the best run), the mean and the least cosine of one-to-one matched components (of the best
run, and the median over all restarts), the least cosine of the best run after one exchange either way that leaves its
product as it is, and the time of all fits.
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


def least(found, true):
    matched = cosines(found, true)
    rows, columns = linear_sum_assignment(-matched)
    return matched[rows, columns].mean(), matched[rows, columns].min()


def exchanged(found, true, maps, table):
    """The least cosine after each component took from another, or gave to it, as much as suits it best.

    Taking: S_i - a S_j, a up to the reported exchange. Giving: S_i + a S_j, a as far as C_j - a C_i stays non-negative but
    for a hundredth of the positions.
    """
    best = cosines(found, true)
    for i in range(len(found)):
        for j in range(len(found)):
            if i == j:
                continue
            seen = maps[i] > 0.1 * maps[i].max()
            give = np.quantile(maps[j][seen] / maps[i][seen], 0.01) if seen.any() else 0
            for a in np.concatenate([np.linspace(0, min(table[i][j], 0.99), 40)[1:], -np.linspace(0, give, 40)[1:]]):
                changed = np.maximum(found[i] - a * found[j], 0)[None]
                best[:, i] = np.maximum(best[:, i], cosines(changed, true)[:, 0])
    rows, columns = linear_sum_assignment(-best)
    return best[rows, columns].min()


with tempfile.TemporaryDirectory() as folder:
    heads = ["angle", "mean cos", "least", "exchanged", "median least", "MSE", "seconds"]
    print(f"{'scene':24} {'method':6}" + "".join(f"{head:>13}" for head in heads))
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
            planted = true[:, kept].astype(float)
            all_runs = archive["components"][:, :, kept].astype(float)
            maps = archive["distributions"][best].reshape(k, -1).astype(float)
            found = all_runs[best]
            angle = np.degrees(subspace_angles(found.T, planted.T).max())
            mean, lowest = least(found, planted)
            median = np.median([least(run, planted)[1] for run in all_runs])
            values = [angle, mean, lowest, exchanged(found, planted, maps, runs["exchange"]), median]
            values += [told["minimumMSE"], told["seconds"]]
            print(f"{name:24} {method:6}" + "".join(f"{value:13.5g}" for value in values), flush=True)
