"""The same work by the libraries that people use for it: one line of JSON. Runs in a process of its own, so that its
memory can be measured; a library that is missing is told, not an error.

    peers.py iteration|square|fit|components|imaging FILE MASK [NUMBERS]
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")
purpose, path, mask_path, *numbers = sys.argv[1:]
numbers = [int(number) for number in numbers]


def tell(**values):
    print(json.dumps(values))
    sys.exit()


try:
    import numpy as np
except ImportError:
    tell(missing="numpy")


def timed(runs, body, warm=True):
    if warm:
        body()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        body()
        times.append(time.perf_counter() - began)
    return times


def kept():
    """Positions x kept pixels, in single precision."""
    cube = np.load(path, mmap_mode="r")
    mask = np.load(mask_path)["mask"].ravel()
    flat = cube.reshape(-1, mask.size)
    result = np.empty((len(flat), int((~mask).sum())), np.float32)
    for start in range(0, len(flat), 256):
        result[start : start + 256] = flat[start : start + 256][:, ~mask]
    return result


def iteration(k, restarts, runs):
    """Both half-steps of alternating least squares, all restarts' products with the data in one."""
    x = kept()
    norm = float(np.einsum("ij,ij->", x, x, dtype=np.float64))
    c = np.random.default_rng(1).random((len(x), restarts * k), np.float32)

    def iterate():
        nonlocal c
        s = x.T @ c
        for run in range(restarts):
            own = slice(run * k, (run + 1) * k)
            part = np.maximum(s[:, own] @ np.linalg.pinv(c[:, own].T @ c[:, own]), 0)
            s[:, own] = part / np.maximum(np.linalg.norm(part, axis=0), 1e-30)
        t = x @ s
        errors = []
        for run in range(restarts):
            own = slice(run * k, (run + 1) * k)
            gram = s[:, own].T @ s[:, own]
            c[:, own] = np.maximum(t[:, own] @ np.linalg.pinv(gram), 0)
            errors.append(norm - 2 * np.vdot(t[:, own], c[:, own]) + np.vdot(gram, c[:, own].T @ c[:, own]))
        return errors

    tell(seconds=timed(runs, iterate))


def square(size, runs):
    a, b = (np.random.default_rng(seed).random((size, size), np.float32) for seed in (1, 2))
    tell(seconds=timed(runs, lambda: a @ b))


def fit(k, iterations, runs):
    try:
        from sklearn.decomposition import NMF
    except ImportError:
        tell(missing="scikit-learn")
    x = kept()
    model = NMF(k, init="random", solver="cd", max_iter=iterations, tol=0, random_state=1)
    tell(seconds=timed(runs, lambda: model.fit_transform(x), warm=False))


def components(count, runs):
    try:
        from sklearn.utils.extmath import randomized_svd
    except ImportError:
        tell(missing="scikit-learn")
    x = kept()
    values = []

    def find():
        values[:] = randomized_svd(x, count, random_state=1)[1]

    times = timed(runs, find, warm=False)
    norm = float(np.einsum("ij,ij->", x, x, dtype=np.float64))
    tell(seconds=times, meanSquareError=(norm - float(np.sum(np.square(values, dtype=np.float64)))) / x.size)


def imaging(inner, outer, runs):
    """numpy's fastest way of three, on an array in memory."""
    cube = np.load(path)
    rows, columns = np.indices(cube.shape[2:]) - 63.5
    distance = np.hypot(rows, columns)
    mask = (distance >= inner) & (distance <= outer)
    flat = cube.reshape(-1, mask.size)
    which = np.flatnonzero(mask)
    weights = mask.ravel().astype(np.float32)
    ways = {
        "chosen pixels": lambda: flat[:, which].sum(1),
        "matrix product": lambda: np.concatenate(
            [flat[i : i + 64].astype(np.float32) @ weights for i in range(0, len(flat), 64)]),
        "einsum": lambda: np.einsum("ij,j->i", flat, mask.ravel().astype(np.uint32)),
    }
    times = {name: timed(runs, way) for name, way in ways.items()}
    way = min(times, key=lambda name: np.median(times[name]))
    tell(seconds=times[way], way=way, sum=float(flat[:, which].sum()))


def libertem(inner, outer, runs):
    try:
        from libertem.api import Context
    except ImportError:
        tell(missing="LiberTEM")
    with Context() as context:
        dataset = context.load("npy", path=path)
        if inner > 0:
            analysis = context.create_ring_analysis(dataset, cx=63.5, cy=63.5, ri=inner, ro=outer)
        else:
            analysis = context.create_disk_analysis(dataset, cx=63.5, cy=63.5, r=outer)
        found = context.run(analysis)
        times = timed(runs, lambda: context.run(analysis))
    tell(seconds=times, sum=float(found.intensity.raw_data.sum()))


if __name__ == "__main__":
    {"iteration": iteration, "square": square, "fit": fit, "components": components, "imaging": imaging,
     "libertem": libertem}[purpose](*numbers)
