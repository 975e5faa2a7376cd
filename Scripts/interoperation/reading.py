"""What others write, we read: files made on the spot, of sizes and types that no sample has."""

import h5py
import hdf5plugin
import hyperspy.api as hs
import mrcfile
import numpy as np
import tifffile
from checking import Trouble, braggart, calibrated, check, pattern, same, scene, seen

TYPES = ["u1", "<u2", ">u2", "<u4", ">u4", "i1", "<i2", ">i4", "<f4", ">f4", "<f8", "<f2", "<i8", "<u8"]


def reads(name, program):
    return check("read", name, program)


# NumPy


@reads("npy", "numpy")
def every_type(folder):
    """every type, both byte orders"""
    for number, dtype in enumerate(TYPES):
        data = scene((3, 5), (7, 6), dtype, number)
        np.save(folder / "data.npy", data)
        same(seen(folder, "data.npy"), data, dtype)
    return f"{len(TYPES)} types"


@reads("npy", "numpy")
def fortran_order(folder):
    """Fortran order, one-row scans, 1 x 1 detectors"""
    shapes = [(3, 5, 7, 6), (1, 9, 4, 2), (8, 1, 1, 1), (1, 1, 33, 20)]
    for shape in shapes:
        data = scene(shape[:2], shape[2:], "<u4")
        np.save(folder / "data.npy", np.asfortranarray(data))
        same(seen(folder, "data.npy"), data, shape)
        pattern(folder, "data.npy", (shape[0] - 1, shape[1] - 1), data)
    return f"{len(shapes)} shapes"


@reads("npy", "numpy")
def a_stack(folder):
    """a stack of frames with --scan"""
    data = scene((4, 6), (5, 8), "<u2")
    np.save(folder / "data.npy", data.reshape(24, 5, 8))
    same(seen(folder, "data.npy", "--scan", "4x6"), data)
    return "24 frames as 4 x 6"


@reads("npz", "numpy")
def an_archive(folder):
    """stored and compressed members"""
    data = scene((4, 6), (5, 8), "<i2")
    for save in [np.savez, np.savez_compressed]:
        save(folder / "data.npz", scan=data)
        same(seen(folder, "data.npz", "--dataset", "scan"), data, save.__name__)
    return "both"


@reads("raw", "numpy")
def raw_bytes(folder):
    """a header and gaps, big-endian"""
    data = scene((3, 4), (6, 5), ">u2")
    with open(folder / "data.raw", "wb") as file:
        file.write(b"\x01" * 100)
        for frame in data.reshape(-1, 6, 5):
            file.write(frame.tobytes() + b"\x02" * 7)
    same(seen(folder, "data.raw", "--raw", "6x5:u16:big:offset=100:gap=7", "--scan", "3x4"), data)
    return "12 frames"


# HyperSpy


def signal(data, units=("nm", "nm", "1/nm", "1/nm"), scales=(2.5, 2.5, 0.04, 0.04), offsets=(0, 0, 0, 0)):
    """A signal with axes in the order of the array; scales and offsets are the axes' own."""
    made = hs.signals.Signal2D(data)
    for axis, unit, scale, offset, name in zip(
        made.axes_manager._axes, units, scales, offsets, ["y", "x", "ky", "kx"]
    ):
        axis.units, axis.scale, axis.offset, axis.name = unit, scale, offset, name
    return made


@reads("hspy", "hyperspy")
def hspy_types(folder):
    """every type, axes and voltage"""
    kinds = ["u1", "<u2", "<u4", "<i2", "<f4", "<f8", "<i8"]
    for number, dtype in enumerate(kinds):
        data = scene((4, 5), (9, 8), dtype, number)
        made = signal(data)
        made.metadata.set_item("Acquisition_instrument.TEM.beam_energy", 200.0)
        made.save(folder / "data.hspy", overwrite=True)
        same(seen(folder, "data.hspy"), data, dtype)
        calibrated(folder, "data.hspy", step=2.5, pixel=0.04, voltage=200)
    return f"{len(kinds)} types"


@reads("hspy", "hyperspy")
def hspy_packing(folder):
    """gzip, lzf, none; small chunks"""
    data = scene((13, 9), (33, 20), "<u2")
    for compression in ["gzip", "lzf", None]:
        for chunks in [None, (4, 4, 16, 16), (1, 1, 33, 20)]:
            signal(data).save(folder / "data.hspy", overwrite=True, compression=compression, chunks=chunks)
            same(seen(folder, "data.hspy"), data, f"{compression}, {chunks}")
    return "9 ways"


@reads("hspy", "hyperspy")
def hspy_units(folder):
    """mrad, µm, Å and the beam's centre from offsets"""
    data = scene((4, 5), (9, 8), "<u2")
    for units, scales, offsets, expected in [
        (("µm", "µm", "mrad", "mrad"), (0.01, 0.01, 0.5, 0.5), (0, 0, -2, -1.5),
         {"step": 10, "angle": 0.5, "center": (4, 3)}),
        (("nm", "nm", "$A^{-1}$", "$A^{-1}$"), (2, 2, 0.01, 0.01), (0, 0, -0.04, -0.03),
         {"step": 2, "pixel": 0.1, "center": (4, 3)}),
    ]:
        signal(data, units, scales, offsets).save(folder / "data.hspy", overwrite=True)
        calibrated(folder, "data.hspy", **expected)
    return "2 sets"


@reads("zspy", "hyperspy")
def zspy_types(folder):
    """several types, edge chunks"""
    for number, dtype in enumerate(["u1", "<u2", "<i4", "<f4", "<f8"]):
        data = scene((6, 5), (9, 8), dtype, number)
        made = signal(data)
        made.save(folder / f"data{number}.zspy", chunks=(4, 4, 5, 8))
        same(seen(folder, f"data{number}.zspy"), data, dtype)
        calibrated(folder, f"data{number}.zspy", step=2.5, pixel=0.04)
    return "5 types"


# EMD


@reads("emd", "py4DSTEM")
def py4dstem_cube(folder):
    """datacubes with calibration and origin"""
    import py4DSTEM

    for number, dtype in enumerate(["<u2", "<f4", "<i4"]):
        data = scene((4, 5), (9, 8), dtype, number)
        cube = py4DSTEM.DataCube(data=data.copy())
        cube.calibration.set_R_pixel_size(2.5)
        cube.calibration.set_R_pixel_units("nm")
        cube.calibration.set_Q_pixel_size(0.004)
        cube.calibration.set_Q_pixel_units("A^-1")
        cube.calibration.set_origin((4.25, 3.5))
        py4DSTEM.save(str(folder / "data.h5"), cube, mode="o")
        same(seen(folder, "data.h5"), data, dtype)
        calibrated(folder, "data.h5", step=2.5, pixel=0.04, center=(4.25, 3.5))
    return "3 types"


@reads("emd", "py4DSTEM")
def py4dstem_mrad(folder):
    """mrad, and results beside the cube"""
    import py4DSTEM

    data = scene((4, 5), (9, 8), "<u2")
    cube = py4DSTEM.DataCube(data=data.copy())
    cube.calibration.set_R_pixel_size(1.5)
    cube.calibration.set_R_pixel_units("nm")
    cube.calibration.set_Q_pixel_size(0.7)
    cube.calibration.set_Q_pixel_units("mrad")
    cube.get_dp_mean()
    py4DSTEM.save(str(folder / "data.h5"), cube, mode="o")
    same(seen(folder, "data.h5"), data)
    calibrated(folder, "data.h5", step=1.5, angle=0.7)
    return "1 cube"


@reads("emd", "rosettasciio")
def ncem_emd(folder):
    """Berkeley EMD"""
    data = scene((4, 5), (9, 8), "<f4")
    signal(data).save(folder / "data.emd")
    same(seen(folder, "data.emd"), data)
    calibrated(folder, "data.emd", step=2.5, pixel=0.04)
    return "1 cube"


# HDF5


@reads("nexus", "rosettasciio")
def nexus(folder):
    """NXdata with axes"""
    data = scene((4, 5), (9, 8), "<u2")
    signal(data).save(folder / "data.nxs")
    listed = next(name for name in hdf5_datasets(folder / "data.nxs") if name[1] == data.shape)[0]
    same(seen(folder, "data.nxs", "--dataset", listed), data)
    calibrated(folder, "data.nxs", step=2.5, pixel=0.04, words=("--dataset", listed))
    return listed


def hdf5_datasets(path):
    found = []
    with h5py.File(path) as file:
        file.visititems(
            lambda name, item: found.append(("/" + name, item.shape)) if isinstance(item, h5py.Dataset) else None)
    return found


FILTERS = {
    "gzip": {"compression": "gzip", "shuffle": True},
    "gzip, fletcher32": {"compression": "gzip", "fletcher32": True},
    "lzf": {"compression": "lzf", "shuffle": True},
    "bitshuffle-LZ4": hdf5plugin.Bitshuffle(),
    "bitshuffle-zstd": hdf5plugin.Bitshuffle(cname="zstd"),
    "LZ4": hdf5plugin.LZ4(),
    "zstd": hdf5plugin.Zstd(),
    "Blosc-lz4": hdf5plugin.Blosc(cname="lz4", shuffle=hdf5plugin.Blosc.SHUFFLE),
    "Blosc-zstd, bits": hdf5plugin.Blosc(cname="zstd", shuffle=hdf5plugin.Blosc.BITSHUFFLE),
}


def filtered(name, settings):
    @reads("hdf5", "h5py")
    def packed(folder):
        data = scene((6, 5), (33, 20), "<u2") % 50
        for dtype in ["<u2", ">u2", "<u4", "u1", "<f4"]:
            for chunks in [(1, 1, 33, 20), (4, 4, 16, 16), (2, 5, 33, 7)]:
                with h5py.File(folder / "data.h5", "w") as file:
                    file.create_dataset("entry/data", data=data.astype(dtype), chunks=chunks, **settings)
                same(seen(folder, "data.h5"), data.astype(dtype), f"{dtype}, {chunks}")
        return "15 ways"

    packed.__doc__ = name


for name, settings in FILTERS.items():
    filtered(name, settings)


@reads("hdf5", "h5py")
def dectris(folder):
    """a master file with linked frames, bitshuffle"""
    data = scene((6, 5), (16, 12), "<u4")
    with h5py.File(folder / "scan_master.h5", "w") as master:
        entry = master.create_group("entry/data")
        for part in range(3):
            name = f"scan_data_{part + 1:06d}.h5"
            with h5py.File(folder / name, "w") as file:
                file.create_dataset(
                    "entry/data/data", data=data.reshape(30, 16, 12)[part * 10:part * 10 + 10], chunks=(1, 16, 12),
                    **hdf5plugin.Bitshuffle())
            entry[f"data_{part + 1:06d}"] = h5py.ExternalLink(name, "/entry/data/data")
    same(seen(folder, "scan_master.h5", "--scan", "6x5"), data)
    return "3 files"


# Movies and stacks


@reads("mrc", "mrcfile")
def mrc_modes(folder):
    """modes 0, 1, 2, 6, 12"""
    for dtype in ["i1", "<i2", "<f4", "<u2", "<f2"]:
        data = scene((4, 6), (5, 8), dtype)
        with mrcfile.new(folder / "data.mrc", overwrite=True) as file:
            file.set_data(data.reshape(24, 5, 8))
            file.set_image_stack()
        same(seen(folder, "data.mrc", "--scan", "4x6"), data, dtype)
    return "5 modes"


def tiff(name, program="tifffile", **settings):
    @reads("tiff", program)
    def stack(folder):
        kinds = settings.pop("kinds", ["u1", "<u2", "<i2", "<u4", "<f4", "<f8"])
        for number, dtype in enumerate(kinds):
            data = scene((4, 6), (33, 40), dtype, number)
            tifffile.imwrite(folder / "data.tif", data.reshape(24, 33, 40), photometric="minisblack", **settings)
            same(seen(folder, "data.tif", "--scan", "4x6"), data, dtype)
        return f"{len(kinds)} types"

    stack.__doc__ = name


tiff("plain, little-endian")
tiff("plain, big-endian", byteorder=">")
tiff("BigTIFF", bigtiff=True)
tiff("deflate, tiles", compression="zlib", tile=(16, 16))
tiff("deflate, predictor", compression="zlib", predictor=True, kinds=["u1", "<u2"])
tiff("LZW", compression="lzw")
tiff("ImageJ", imagej=True, byteorder=">", kinds=["u1", "<u2", "<f4"])
tiff("zstd", compression="zstd")


@reads("blo", "rosettasciio")
def blockfile(folder):
    """a NanoMegas blockfile"""
    data = scene((5, 7), (16, 16), "u1")
    made = signal(data, ("nm", "nm", "cm", "cm"), (2.5, 2.5, 0.1, 0.1))
    made.save(folder / "data.blo", intensity_scaling=None)
    same(seen(folder, "data.blo"), data)
    calibrated(folder, "data.blo", step=2.5)
    return "5 x 7 positions"


@reads("tvips", "rosettasciio")
def tvips(folder):
    """a TVIPS recording"""
    from rsciio.tvips import file_writer

    data = scene((4, 6), (16, 16), "<u2")
    made = signal(data)
    made.metadata.set_item("Acquisition_instrument.TEM.beam_energy", 200.0)
    made.metadata.set_item("Acquisition_instrument.TEM.camera_length", 100.0)
    made.metadata.set_item("Acquisition_instrument.TEM.magnification", 1000.0)
    file_writer(str(folder / "data_000.tvips"), made._to_dictionary())
    same(seen(folder, "data_000.tvips", "--scan", "4x6"), data)
    return "24 frames"


@reads("prz", "rosettasciio")
def prz(folder):
    """PantaRhei"""
    data = scene((4, 5), (9, 8), "<u2")
    signal(data).save(folder / "data.prz")
    with np.load(folder / "data.prz", allow_pickle=True) as archive:
        member = next(name for name in archive.files if archive[name].shape == data.shape)
    same(seen(folder, "data.prz", "--dataset", member), data)
    return "1 cube"


@reads("any", "braggart")
def refused(folder):
    """what is no dataset is refused in words"""
    for content in [b"", b"PK\x03\x04", b"hello", b"\x89HDF\r\n\x1a\n"]:
        (folder / "data.bin").write_bytes(content)
        try:
            braggart(folder, "info", "data.bin")
        except Trouble as refusal:
            if "data.bin" not in str(refusal):
                raise
            continue
        raise Trouble(f"{content!r} was opened")
    return "4 files"
