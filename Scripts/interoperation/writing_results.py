"""What we write, they read: results."""

import csv
import json

import hyperspy.api as hs
import matplotlib.pyplot as plt
import numpy as np
import tifffile
from checking import Trouble, braggart, check, near, same, scene
from PIL import Image

CALIBRATION = ["--scan-step", "2.5nm", "--pixel-size", "0.25/nm", "--voltage", "200kV", "--center", "11.5,9"]
SCAN, DETECTOR = (8, 9), (24, 20)


def writes(name, program):
    return check("written", name, program)


def opened(folder):
    """A scene of three patterns in the folder, known as data.npy."""
    generator = np.random.default_rng(3)
    patterns = generator.gamma(0.3, 200, (3,) + DETECTOR)
    patterns[:, 10:13, 8:11] += 4000
    weights = generator.dirichlet([0.5] * 3, SCAN)
    data = generator.poisson(np.tensordot(weights, patterns, 1)).astype("<u2")
    np.save(folder / "data.npy", data)
    braggart(folder, "info", "data.npy", *CALIBRATION)
    return data


def result(folder, words, ending):
    """The numbers of a verb as .npz, and the path of the same in another format."""
    for name in ["out.npz", f"out{ending}"]:
        braggart(folder, *words.split(), "-o", name, "--overwrite")
    return np.load(folder / "out.npz"), str(folder / f"out{ending}")


NMF = "nmf data.npy --k 3 --restarts 3 --seed 4"
PCA = "pca data.npy --components 4"
SWEEP = "sweep data.npy --k 2...4 --restarts 2 --seed 4"
MAP = "virtual data.npy --detector annulus(11.5,9,3,8)"
MEAN = "pattern data.npy --mean"


def best(arrays):
    return int(np.argmin(arrays["mse"]))


@writes("npz", "numpy")
def against_numpy(folder):
    """a map and a mean against numpy's own"""
    data = opened(folder)
    arrays, _ = result(folder, MEAN, ".npz")
    same(arrays["pattern"], data.mean(axis=(0, 1)).astype("<f4"), "mean")
    arrays, _ = result(folder, MAP, ".npz")
    rows, columns = np.indices(DETECTOR)
    radius = np.hypot(rows - 11.5, columns - 9)
    inside = (radius >= 3) & (radius <= 8)
    expected = data[..., inside].sum(axis=-1, dtype="i8").astype("<f4")
    same(arrays["map"], expected, "map")
    provenance = json.loads(str(arrays["provenance"]))
    if len(provenance["inputSHA256"]) != 64:
        raise Trouble("no digest")
    return "2 arrays"


@writes("npz", "hashlib")
def digest(folder):
    """the digest of the input's first and last MiB"""
    import hashlib

    np.save(folder / "data.npy", scene((20, 20), (64, 64), "<u2"))
    braggart(folder, *MEAN.split(), "-o", "out.npz")
    content = (folder / "data.npy").read_bytes()
    told = json.loads(str(np.load(folder / "out.npz")["provenance"]))
    if told["inputSHA256"] != hashlib.sha256(content[:1 << 20] + content[-(1 << 20):]).hexdigest():
        raise Trouble(told["inputSHA256"])
    if told["inputBytes"] != len(content):
        raise Trouble(told["inputBytes"])
    return f"{len(content)} bytes"


@writes("hspy", "hyperspy")
def decomposition(folder):
    """NMF: plot_decomposition_results(), model"""
    opened(folder)
    arrays, path = result(folder, NMF, ".hspy")
    loaded = hs.load(path)
    factors, loadings = loaded.get_decomposition_factors(), loaded.get_decomposition_loadings()
    same(factors.data, arrays["components"][best(arrays)], "factors")
    same(loadings.data, arrays["distributions"][best(arrays)], "loadings")
    for axis, scale, unit in zip(factors.axes_manager.signal_axes, (0.25, 0.25), ("1/nm", "1/nm")):
        near(axis.scale, scale, "scale")
        if axis.units != unit:
            raise Trouble(axis.units)
    results = loaded.learning_results
    if results.decomposition_algorithm != "NMF" or results.output_dimension != 3:
        raise Trouble(results.decomposition_algorithm)
    same(results.signal_mask, np.isnan(factors.data[0]), "signal mask")
    same(results.signal_mask, arrays["mask"], "mask")
    loaded.plot_decomposition_results()
    figures = len(plt.get_fignums())
    plt.close("all")
    model = loaded.get_decomposition_model().data
    expected = np.tensordot(loadings.data, np.nan_to_num(factors.data), ([0], [0]))
    kept = ~results.signal_mask
    if not np.allclose(model[..., kept], expected[..., kept], rtol=1e-4):
        raise Trouble("the model is not S C")
    return f"k = 3, {figures} figures"


@writes("hspy", "hyperspy")
def principal_components(folder):
    """PCA: explained variance, scree plot"""
    opened(folder)
    arrays, path = result(folder, PCA, ".hspy")
    loaded = hs.load(path)
    same(loaded.get_decomposition_factors().data, arrays["components"], "factors")
    variance = arrays["singular_values"] ** 2 / np.isfinite(arrays["components"][0]).sum()
    if not np.allclose(loaded.learning_results.explained_variance, variance):
        raise Trouble("explained variance")
    loaded.plot_explained_variance_ratio()
    loaded.plot_decomposition_results()
    plt.close("all")
    return "4 components"


@writes("hspy", "hyperspy")
def a_sweep(folder):
    """a sweep: a signal for each k"""
    opened(folder)
    arrays, path = result(folder, SWEEP, ".hspy")
    for lazy in [False, True]:
        signals = hs.load(path, lazy=lazy)
        if [s.metadata.General.title for s in signals] != ["k = 2", "k = 3", "k = 4"]:
            raise Trouble(str(signals))
        for k, loaded in zip([2, 3, 4], signals):
            same(np.asarray(loaded.learning_results.factors).T.reshape((k,) + DETECTOR),
                 arrays[f"components_k0{k}"], f"k = {k}")
    for loaded in hs.load(path):
        loaded.plot_decomposition_results()
        plt.close("all")
    return "k = 2, 3, 4"


@writes("hspy", "hyperspy")
def images(folder):
    """a map and a pattern"""
    opened(folder)
    for words, name, scale, offset, unit in [(MAP, "map", 2.5, 0, "nm"), (MEAN, "pattern", 0.25, -2.25, "1/nm")]:
        arrays, path = result(folder, words, ".hspy")
        loaded = hs.load(path)
        same(loaded.data, arrays[name], name)
        near(loaded.axes_manager[0].scale, scale, "scale")
        near(loaded.axes_manager[0].offset, offset, "offset")
        if loaded.axes_manager[0].units != unit:
            raise Trouble(loaded.axes_manager[0].units)
    return "2 images"


@writes("emd", "emdfile")
def emd_results(folder):
    """all arrays with their axes"""
    import emdfile

    opened(folder)
    for words in [NMF, PCA, SWEEP]:
        arrays, path = result(folder, words, ".emd")
        root = emdfile.read(path)
        for name in arrays.files:
            if arrays[name].ndim:
                same(root.tree(name).data, arrays[name], name)
        if words is PCA:
            stack = root.tree("components")
            near(float(stack.dims[2][0]), -2.25, "kx")
            if stack.dim_units[1:] != ("1/nm", "1/nm"):
                raise Trouble(str(stack.dim_units))
        if not root.metadata["braggart"]["command"].startswith("braggart " + words[:3]):
            raise Trouble("no provenance")
    return "3 files"


@writes("emd", "py4DSTEM")
def emd_image(folder):
    """a map"""
    import py4DSTEM

    opened(folder)
    arrays, path = result(folder, MAP, ".emd")
    image = py4DSTEM.read(path)
    same(image.data, arrays["map"])
    near(float(image.dims[0][1]), 2.5, "y")
    return "1 image"


@writes("tiff", "tifffile")
def tiff_images(folder):
    """32-bit floats with ImageJ's calibration"""
    opened(folder)
    for words, name, step, unit in [(MAP, "map", 2.5, "nm"), (MEAN, "pattern", 0.25, "1/nm")]:
        arrays, path = result(folder, words, ".tif")
        with tifffile.TiffFile(path) as file:
            same(file.asarray(), arrays[name], name)
            if not file.is_imagej or file.imagej_metadata["unit"] != unit:
                raise Trouble(str(file.imagej_metadata))
            for tag in ["XResolution", "YResolution"]:
                high, low = file.pages[0].tags[tag].value
                near(high / low, 1 / step, tag)
            if '"command":"braggart' not in file.pages[0].description:
                raise Trouble("no provenance")
    return "2 images"


@writes("tiff", "tifffile")
def tiff_stacks(folder):
    """a stack of components, one of distributions"""
    opened(folder)
    arrays, _ = result(folder, NMF, ".tif")
    for name in ["components", "distributions"]:
        with tifffile.TiffFile(folder / f"out-{name}.tif") as file:
            same(file.asarray(), arrays[name][best(arrays)], name)
            if len(file.pages) != 3 or file.imagej_metadata["slices"] != 3:
                raise Trouble(str(file.imagej_metadata))
    return "2 stacks"


@writes("tiff", "hyperspy")
def tiff_scale(folder):
    """scale, offset and unit"""
    opened(folder)
    for words, scale, offset, unit in [(MAP, 2.5, 0, "nm"), (MEAN, 0.25, -2.25, "1/nm")]:
        _, path = result(folder, words, ".tif")
        axis = hs.load(path).axes_manager[0]
        near(axis.scale, scale, "scale")
        near(axis.offset, offset, "offset")
        if axis.units != unit:
            raise Trouble(axis.units)
    return "2 images"


@writes("png", "pillow")
def png(folder):
    """pictures with their provenance"""
    opened(folder)
    for words in [MAP, MEAN, NMF, PCA]:
        _, path = result(folder, words, ".png")
        with Image.open(path) as picture:
            picture.load()
            if picture.mode != "RGB" or min(picture.size) < 200:
                raise Trouble(f"{picture.mode}, {picture.size}")
            told = json.loads(picture.text["Comment"])
            if not told["command"].startswith("braggart " + words.split()[0]):
                raise Trouble(told["command"])
            if len(picture.getcolors(1 << 20)) < 30:
                raise Trouble("hardly any colours")
    return "4 pictures"


@writes("png", "pillow")
def png_values(folder):
    """a grey map, pixel by pixel"""
    opened(folder)
    arrays, path = result(folder, MAP, ".png")
    image = arrays["map"]
    low, high = (np.sort(image.ravel())[round(q * (image.size - 1))] for q in (0.001, 0.999))
    levels = np.clip((image - low) / (high - low), 0, 1)
    with Image.open(path) as picture:
        pixels = np.asarray(picture).astype(int)
    # The picture lies 12 pixels from the corner, each of its pixels a square; a scale bar covers its lower part.
    size = 512 // max(image.shape)
    for row in range(image.shape[0] // 2):
        for column in range(image.shape[1]):
            found = pixels[12 + row * size + size // 2, 12 + column * size + size // 2]
            if abs(found - levels[row, column] * 255).max() > 1:
                raise Trouble(f"({row}, {column}): {found}, not {levels[row, column] * 255}")
    return f"{image.shape[0] // 2} rows"


@writes("csv", "csv")
def curves(folder):
    """curves against k, and the scree"""
    opened(folder)
    arrays, path = result(folder, SWEEP, ".csv")
    with open(path) as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    if [row["k"] for row in rows] != ["2", "3", "4"]:
        raise Trouble(str(rows))
    for row, errors in zip(rows, arrays["mse"]):
        same(np.array([float(row[f"mse_{n + 1}"]) for n in range(2)]), errors, "mse")
        near(float(row["minimum_mse"]), errors.min(), "minimum")
        if float(row["svd_bound"]) > errors.min():
            raise Trouble("the bound lies above the errors")
    arrays, path = result(folder, PCA, ".csv")
    with open(path) as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for column, name in [("singular_value", "singular_values"), ("mse", "mse")]:
        same(np.array([float(row[column]) for row in rows]), arrays[name], column)
    return "2 tables"
