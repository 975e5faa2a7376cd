import DataCube
import Formats
import TestSupport
import Testing

/// What files of each convention say, in samples that are written here.
@Suite struct HDF5ConventionTests {
    private static let shape = [3, 4, 5, 6]
    private static let values = (0..<360).map { UInt16($0 * 7 % 500) }

    private func write(_ directory: TemporaryDirectory, _ name: String = "sample.h5", _ body: (HDF5Sample) -> Void)
        -> String
    {
        let path = directory.file(name)
        HDF5Sample.write(to: path, body)
        return path
    }

    private func contains(_ cube: DataCube, _ name: String, _ value: String) -> Bool {
        cube.origin.metadata.contains(Metadatum(name, value))
    }

    // MARK: HyperSpy

    @Test func aHyperSpySignalSaysItsAxesAndMicroscope() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.attributes(of: "/", [:], ["file_format": "HyperSpy"])
            for (title, shape) in [("pattern", [3, 4, 5, 6]), ("spectra", [4, 5, 2, 9])] {
                let group = "/Experiments/\(title)"
                sample.groups(group)
                sample.dataset(
                    "\(group)/data", shape, chunk: shape, gzip: true,
                    values: [UInt16](Self.values[..<shape.reduce(1, *)]))
                for axis in 0..<4 {
                    sample.groups("\(group)/axis-\(axis)")
                    sample.attributes(
                        of: "\(group)/axis-\(axis)",
                        [
                            "scale": axis < 2 ? 0.5 : 0.1, "offset": axis < 2 ? 0 : -0.2,
                            "navigate": axis < (title == "spectra" ? 3 : 2) ? 1 : 0,
                        ],
                        ["units": axis < 2 ? "nm" : "1/nm"])
                }
                let microscope = "\(group)/metadata/Acquisition_instrument/TEM"
                sample.groups(microscope + "/Camera")
                sample.attributes(of: microscope, ["beam_energy": 80, "camera_length": 105])
                sample.attributes(of: microscope + "/Camera", ["exposure": 0.002], ["name": "a camera"])
                sample.groups("\(group)/metadata/General")
                sample.attributes(of: "\(group)/metadata/General", [:], ["title": title, "notes": "_None_"])
            }
        }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.dataset == "/Experiments/pattern/data")
        #expect(cube.calibration.voltage == 80)
        #expect(cube.calibration.scanStep == 0.5)
        #expect(cube.calibration.pixelSize == .perNanometre(0.1))
        #expect(cube.calibration.center == DetectorPoint(row: 2, column: 2))
        #expect(contains(cube, "camera length", "105 mm"))
        #expect(contains(cube, "exposure", "2 ms"))
        #expect(contains(cube, "detector", "a camera"))
        #expect(contains(cube, "title", "pattern"))
        #expect(!cube.origin.metadata.contains { $0.name == "notes" })
        #expect(
            try FormatCatalog.datasets(path: path).map(\.name) == [
                "/Experiments/pattern/data", "/Experiments/spectra/data",
            ])
    }

    // MARK: EMD

    @Test func resultsBesideADatacubeAreNotTakenForIt() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.attributes(of: "/", ["version_major": 1])
            sample.group("/root", attributes: ["emd_group_type": "root"])
            for name in ["a cube", "another"] {
                sample.group(
                    "/root/\(name)",
                    attributes: ["emd_group_type": "array", "python_class": name == "a cube" ? "DataCube" : "Array"])
                sample.dataset("/root/\(name)/data", Self.shape, values: Self.values)
            }
            sample.groups("/root/metadatabundle/calibration")
            sample.number("/root/metadatabundle/calibration/qx0_mean", 2.25)
            sample.number("/root/metadatabundle/calibration/qy0_mean", 3.5)
            sample.number("/root/metadatabundle/calibration/Q_pixel_size", 0.02)
            sample.text("/root/metadatabundle/calibration/Q_pixel_units", "A^-1")
            sample.dataset("/root/metadatabundle/array", [2, 2, 2, 2], values: [UInt16](repeating: 1, count: 16))
        }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.dataset == "/root/a cube/data")
        #expect(cube.origin.format == "py4DSTEM")
        #expect(cube.calibration.center == DetectorPoint(row: 2.25, column: 3.5))
        #expect(abs((cube.calibration.reciprocalStep ?? 0) - 0.2) < 1e-12)
        #expect(try FormatCatalog.datasets(path: path).map(\.name) == ["/root/a cube/data", "/root/another/data"])
    }

    @Test func earlyPy4DSTEMAndPrismaticSayTheirsInAttributes() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.groups("/4DSTEM_experiment/data/datacubes/datacube_0")
            sample.attributes(of: "/4DSTEM_experiment", ["emd_group_type": 2])
            sample.dataset("/4DSTEM_experiment/data/datacubes/datacube_0/data", Self.shape, values: Self.values)
            let metadata = "/4DSTEM_experiment/metadata/metadata_0"
            sample.groups(metadata + "/calibration")
            sample.attributes(
                of: metadata + "/calibration", ["R_pixel_size": 3, "Q_pixel_size": 0.5],
                ["R_pixel_size_units": "A", "Q_pixel_size_units": "mrad"])
            sample.groups(metadata + "/original/simulation_parameters")
            sample.attributes(of: metadata + "/original/simulation_parameters", ["E": 100, "sa": 30])
        }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.format == "py4DSTEM")
        #expect(abs((cube.calibration.scanStep ?? 0) - 0.3) < 1e-12)
        #expect(cube.calibration.pixelSize == .milliradian(0.5))
        #expect(cube.calibration.voltage == 100)
        #expect(contains(cube, "probe semi-angle", "30 mrad"))
    }

    /// Axes numbered from the fast one: detector column, detector row, scan column, scan row.
    @Test(arguments: [false, true]) func anEMDFileWhoseUnitsSaySoLiesTheOtherWayRound(isPacked: Bool) throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.attributes(of: "/", ["version_major": 0, "version_minor": 2])
            sample.groups("/signals/scan")
            sample.attributes(of: "/signals/scan", ["emd_group_type": 1])
            sample.dataset(
                "/signals/scan/data", Self.shape, chunk: isPacked ? [2, 3, 2, 4] : nil, gzip: isPacked,
                values: Self.values)
            for (axis, size) in Self.shape.enumerated() {
                let step = axis < 2 ? 0.1 : 2.5
                sample.vector(
                    "/signals/scan/dim\(axis + 1)", (0..<size).map { Double($0) * step },
                    units: axis < 2 ? "1/nm" : "nm")
            }
        }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 6, columns: 5))
        #expect(cube.detector == DetectorShape(rows: 4, columns: 3))
        #expect(cube.calibration.scanStep == 2.5 && cube.calibration.pixelSize == .perNanometre(0.1))
        var expected: [Float] = []
        for scanRow in 0..<6 {
            for scanColumn in 0..<5 {
                for row in 0..<4 {
                    for column in 0..<3 {
                        expected.append(Float(Self.values[((column * 4 + row) * 5 + scanColumn) * 6 + scanRow]))
                    }
                }
            }
        }
        #expect(try allValues(of: cube) == expected)
    }

    // MARK: Velox

    @Test func theColumnsOfBytesDescribeFramesThatLieLast() throws {
        let directory = try TemporaryDirectory()
        let json = """
            {"Optics": {"AccelerationVoltage": "200000", "CameraLength": "0.28", "IlluminationMode": "Probe"},
            "BinaryResult": {"PixelSize": {"width": "20000000", "height": "20000000"}, "Offset": {"x": "0", "y": "0"},
            "PixelUnitX": "1/m", "PixelUnitY": "1/m", "Detector": "BM-Ceta"},
            "Detectors": {"Detector-0": {"DetectorName": "BM-Ceta", "ExposureTime": "0.1"}}}
            """
        let path = write(directory) { sample in
            sample.text("/Version", "{\"format\": \"Velox\", \"version\": \"1.2\"}")
            sample.groups("/Data/Image/ab")
            sample.dataset("/Data/Image/ab/Data", [5, 6, 12], values: Self.values)
            sample.dataset("/Data/Image/ab/Metadata", [json.utf8.count, 1], values: json.utf8.map { UInt16($0) })
        }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.format == "Velox EMD")
        #expect(cube.scan.count == 12 && cube.detector == DetectorShape(rows: 5, columns: 6))
        #expect(cube.calibration.voltage == 200)
        #expect(abs((cube.calibration.reciprocalStep ?? 0) - 0.02) < 1e-12)
        #expect(contains(cube, "camera length", "280 mm"))
        #expect(contains(cube, "exposure", "100 ms"))
        #expect(contains(cube, "detector", "BM-Ceta"))
        let numbers = Self.values.map { Float($0) }
        #expect(try allValues(of: cube) == (0..<12).flatMap { frame in (0..<30).map { numbers[$0 * 12 + frame] } })
    }

    // MARK: NeXus

    @Test func theSignalOfADefaultGroupIsMeant() throws {
        let directory = try TemporaryDirectory()
        func path(_ name: String, chosen: String?) -> String {
            write(directory, name) { sample in
                sample.group("/entry", attributes: ["NX_class": "NXentry"])
                for group in ["first", "second"] {
                    sample.group("/entry/\(group)", attributes: ["NX_class": "NXdata", "signal": "counts"])
                    sample.dataset("/entry/\(group)/counts", Self.shape, values: Self.values)
                    sample.dataset("/entry/\(group)/variances", Self.shape, values: Self.values)
                }
                if let chosen {
                    sample.attributes(of: "/", [:], ["default": "entry"])
                    sample.attributes(of: "/entry", [:], ["default": chosen])
                }
            }
        }
        let chosen = path("chosen.nxs", chosen: "second")
        #expect(try FormatCatalog.open(path: chosen).origin.dataset == "/entry/second/counts")
        #expect(
            try FormatCatalog.datasets(path: chosen).map(\.name) == [
                "/entry/second/counts", "/entry/first/counts", "/entry/first/variances", "/entry/second/variances",
            ])
        let open = path("open.nxs", chosen: nil)
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: open) }
        #expect(error?.kind == .ambiguous(datasets: ["/entry/first/counts", "/entry/second/counts"]))
    }

    @Test func anObjectThatManyLinksLeadToIsOneDataset() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.groups("/entry/instrument/detector")
            sample.dataset("/entry/instrument/detector/data", Self.shape, values: Self.values)
            sample.hardLink("/entry/data", to: "/entry/instrument/detector/data")
            sample.hardLink("/entry/instrument/back", to: "/entry")
        }
        #expect(try FormatCatalog.open(path: path).origin.dataset == "/entry/data")
        #expect(try FormatCatalog.datasets(path: path).isEmpty)
    }

    @Test func picturesAreOfferedWhereThereIsNothingElse() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.dataset("/a", [18, 20], values: Self.values)
            sample.dataset("/b", [20, 18], values: Self.values)
        }
        #expect(
            try FormatCatalog.datasets(path: path) == [
                DatasetSummary(name: "/a", shape: [18, 20], elementType: "uint16"),
                DatasetSummary(name: "/b", shape: [20, 18], elementType: "uint16"),
            ])
    }

    @Test func noRoomIsMadeForADescriptionInAbsurdChunks() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.group("/entry", attributes: ["NX_class": "NXdata", "signal": "data"])
            sample.dataset("/entry/data", Self.shape, values: Self.values)
            sample.chunks("/entry/dim0", [3], chunk: [1 << 30], filters: [], [])
            for axis in 1...3 { sample.vector("/entry/dim\(axis)", [0, 2], units: "nm") }
        }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.calibration.scanStep == 2)
        #expect(cube.calibration.reciprocalStep == nil)
    }

    @Test func framesThatAFileCannotHoldAreRefused() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory) { sample in
            sample.chunks("/data", [1 << 40, 8, 8], chunk: [1, 8, 8], filters: [.init(number: 1, values: [4])], [])
        }
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .malformed)
        #expect(error?.description.contains("claims 1099511627776 frames") == true)
    }
}
