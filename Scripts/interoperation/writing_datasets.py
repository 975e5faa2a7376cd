"""What we write, they read: datasets."""

import h5py
import hyperspy.api as hs
import numpy as np
from checking import Trouble, braggart, check, near, same, scene

TYPES = ["u1", "<u2", "<u4", "<u8", "i1", "<i2", "<i4", "<i8", "<f2", "<f4", "<f8"]
SHAPES = [((3, 5), (7, 6)), ((1, 9), (4, 2)), ((9, 1), (1, 5)), ((13, 9), (300, 500)), ((1, 1), (2, 2))]
CALIBRATION = ["--scan-step", "2.5nm", "--pixel-size", "0.04/nm", "--voltage", "200kV", "--center", "3,2"]


def writes(name, program):
    return check("written", name, program)


def converted(folder, name, data, *words):
    """The path of a file that the program wrote from numbers."""
    np.save(folder / "data.npy", data)
    braggart(folder, "convert", "data.npy", name, *words, "--overwrite")
    return str(folder / name)


def every_case():
    for dtype in TYPES:
        yield scene((3, 5), (7, 6), dtype), dtype
    for scan, detector in SHAPES:
        yield scene(scan, detector, "<u2"), f"{scan} x {detector}"


def axes(found, expected, what):
    """Name, size, scale, offset, unit of each axis."""
    for axis, (size, scale, offset, unit) in zip(found, expected, strict=True):
        if axis[0] != size or axis[3] != unit:
            raise Trouble(f"{what}: {axis[0]} x {axis[3]}, not {size} x {unit}")
        near(axis[1], scale, f"{what}: scale")
        near(axis[2], offset, f"{what}: offset")


EXPECTED = [(3, 2.5, 0, "nm"), (5, 2.5, 0, "nm"), (7, 0.04, -0.12, "1/nm"), (6, 0.04, -0.08, "1/nm")]


@writes("npy", "numpy")
def npy(folder):
    """every type and odd shapes"""
    for data, case in every_case():
        same(np.load(converted(folder, "out.npy", data)), data, case)
    return f"{len(TYPES) + len(SHAPES)} files"


@writes("hspy", "hyperspy")
def hspy(folder):
    """every type and odd shapes"""
    for data, case in every_case():
        same(hs.load(converted(folder, "out.hspy", data)).data, data, case)
    return f"{len(TYPES) + len(SHAPES)} files"


@writes("hspy", "hyperspy")
def hspy_lazily(folder):
    """lazily, packed and not; axes, voltage, origin"""
    data = scene((3, 5), (7, 6), "<u2")
    for compression in ["gzip", "none"]:
        path = converted(folder, "out.hspy", data, "--compression", compression, *CALIBRATION)
        loaded = hs.load(path, lazy=True)
        same(loaded.data.compute(), data, compression)
        axes([(a.size, a.scale, a.offset, a.units) for a in loaded.axes_manager._axes], EXPECTED, "axes")
        near(loaded.metadata.Acquisition_instrument.TEM.beam_energy, 200, "voltage")
        command = loaded.original_metadata.braggart.command
        if not command.startswith("braggart convert data.npy out.hspy"):
            raise Trouble(command)
        if loaded.axes_manager.navigation_dimension != 2:
            raise Trouble(str(loaded))
    return "2 files"


@writes("hspy", "rosettasciio")
def hspy_dictionary(folder):
    """the dictionary of rsciio"""
    from rsciio.hspy import file_reader

    data = scene((3, 5), (7, 6), "<i4")
    (loaded,) = file_reader(converted(folder, "out.hspy", data, *CALIBRATION))
    same(loaded["data"], data)
    axes([(a["size"], a["scale"], a["offset"], a["units"]) for a in loaded["axes"]], EXPECTED, "axes")
    return "1 file"


@writes("emd", "py4DSTEM")
def emd(folder):
    """every type and odd shapes, packed and not"""
    import py4DSTEM

    for compression in ["gzip", "none"]:
        for data, case in every_case():
            path = converted(folder, "out.emd", data, "--compression", compression)
            same(py4DSTEM.read(path).data, data, f"{case}, {compression}")
    return f"{2 * (len(TYPES) + len(SHAPES))} files"


@writes("emd", "py4DSTEM")
def emd_calibration(folder):
    """calibration and origin"""
    import py4DSTEM

    cube = py4DSTEM.read(converted(folder, "out.emd", scene((3, 5), (7, 6), "<u2"), *CALIBRATION))
    calibration = cube.calibration
    near(calibration.get_R_pixel_size(), 2.5, "R pixel")
    near(calibration.get_Q_pixel_size(), 0.004, "Q pixel")
    if (calibration.get_R_pixel_units(), calibration.get_Q_pixel_units()) != ("nm", "A^-1"):
        raise Trouble("units")
    for found, expected in zip(calibration.get_origin_mean(), (3, 2)):
        near(found, expected, "origin")
    near(float(np.asarray(cube.dims[1])[4]), 10, "Ry")
    if not cube.root.metadata["braggart"]["command"].startswith("braggart convert"):
        raise Trouble("no provenance")
    return "1 file"


@writes("emd", "py4DSTEM")
def emd_angles(folder):
    """mrad"""
    import py4DSTEM

    path = converted(folder, "out.h5", scene((3, 5), (7, 6), "<u2"), "--pixel-size", "0.7mrad", "--scan-step", "1nm")
    calibration = py4DSTEM.read(path).calibration
    near(calibration.get_Q_pixel_size(), 0.7, "Q pixel")
    if calibration.get_Q_pixel_units() != "mrad":
        raise Trouble(calibration.get_Q_pixel_units())
    return "1 file"


@writes("hdf5", "h5py")
def prepared(folder):
    """binned, cropped, a region; chunks"""
    data = scene((9, 8), (20, 12), "<u2")
    words = ["--bin", "2", "--crop", "2...15,0...11", "--region", "rectangle(3.5,4,3,2)", *CALIBRATION]
    path = converted(folder, "out.hspy", data, *words)
    cut = data[2:6, 3:6, 2:16, :].astype("<u4")
    expected = cut.reshape(4, 3, 7, 2, 6, 2).sum(axis=(3, 5), dtype="<u4")
    with h5py.File(path) as file:
        dataset = file["Experiments/out/data"]
        same(dataset[()], expected)
        if dataset.chunks != (4, 3, 7, 6) or dataset.compression != "gzip":
            raise Trouble(f"chunks {dataset.chunks}, {dataset.compression}")
        near(file["Experiments/out/axis-0"].attrs["offset"], 5, "offset of the region")
        near(file["Experiments/out/axis-2"].attrs["scale"], 0.08, "binned scale")
    return "sums of 2 x 2"
