import CPNG
import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// Results written in every format of the catalogue, and what is inside.
@Suite struct ResultFormatTests {
    private static let scan = ScanShape(rows: 3, columns: 4)
    private static let detector = DetectorShape(rows: 5, columns: 2)
    private static let calibration = Calibration(
        scanStep: 2.5, pixelSize: .perNanometre(0.25), voltage: 200, center: DetectorPoint(row: 2, column: 0.5))
    private static let map = ScanMap(shape: scan, values: (0..<12).map { $0 == 7 ? .nan : Float($0) * 1.5 - 3 })
    private static let pattern = DiffractionPattern(shape: detector, values: (0..<10).map { Float($0 * $0) })

    private static var provenance: Provenance {
        var provenance = Provenance(
            version: "9.8", input: "Ångström.npy", command: "braggart pca 'Ångström.npy' -o x", created: 1_700_000_000)
        provenance.mask = "disk(1,1,1)"
        provenance.seed = 7
        return provenance
    }

    /// A result of a kind with something in every side of it.
    private static func result(_ kind: ResultKind) -> ResultFile {
        let components = [
            pattern, DiffractionPattern(shape: detector, values: (0..<10).map { $0 == 3 ? .nan : Float($0) }),
        ]
        .map { pattern in
            DiffractionPattern(
                shape: detector, values: pattern.values.enumerated().map { $0.offset == 3 ? .nan : $0.element })
        }
        let maps = [map, ScanMap(shape: scan, values: map.values.map { $0 * 2 })]
        let axis = ArrayAxis("component", size: 2)
        let stacks: [NamedArray] = [
            .patterns("components", components, along: axis, calibration, unit: "of the component"),
            .maps("distributions", maps, along: axis, calibration, unit: "counts"),
        ]
        let (arrays, pictures): ([NamedArray], [NamedArray])
        switch kind {
        case .map:
            arrays = [.maps("map", [map], calibration, unit: "counts")]
            pictures = arrays
        case .pattern:
            arrays = [.patterns("pattern", [pattern], calibration, unit: "counts")]
            pictures = arrays
        case .residual:
            arrays = [
                .maps("residual_map", [map], calibration, unit: "chi square"),
                .patterns("residual_pattern", [pattern], calibration, unit: "counts"),
            ]
            pictures = arrays
        case .factors, .sweep:
            pictures = stacks
            arrays =
                stacks + [
                    NamedArray("mse", NumpyArray([3, 2, 1])), NamedArray("method", NumpyArray("hals")),
                    NamedArray("seed", NumpyArray(shape: [], elements: .int64([7]))),
                    NamedArray("mask", NumpyArray(shape: [2], elements: .bool([true, false]))),
                ]
        case .curve: (arrays, pictures) = ([], [])
        }
        var result = ResultFile(kind: kind, title: "a title", arrays: arrays, provenance: provenance)
        result.pictures = pictures
        if kind == .factors || kind == .sweep {
            result.factors = (kind == .factors ? [2] : [2, 3]).map { k in
                Factors(
                    title: "k = \(k)", algorithm: k == 2 ? "PCA" : "NMF", components: components, distributions: maps,
                    explainedVariance: k == 2 ? [3, 1] : nil, calibration: calibration)
            }
        }
        result.table = ResultTable([
            .init("k", [2, 3]), .init("mse", [0.1, .nan]), .init("bound", [-1.25e-7, .infinity]),
        ])
        result.voltage = 200
        result.picture = { RGBPicture(rows: 2, columns: 3, bytes: (0..<18).map { $0 * 10 }) }
        return result
    }

    private static let all = WriterCatalog.resultFormats.flatMap { format in
        ResultKind.allCases.filter(format.holds.contains).map { (format.extensions[0], $0) }
    }

    @Test(arguments: all) func itIsWrittenOnceAndWhole(_ ending: String, _ kind: ResultKind) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("result.\(ending)")
        let written = try WriterCatalog.write(Self.result(kind), to: path, overwrite: false)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        #expect(written.map { $0.split(separator: "/").last.map(String.init) ?? "" }.sorted() == names)
        for file in written {
            let before = try fileBytes(file)
            #expect(!before.isEmpty)
            let refused = failure { () throws(FormatError) in
                try WriterCatalog.write(Self.result(kind), to: path, overwrite: false)
            }
            #expect(refused?.kind == .exists)
            #expect(try fileBytes(file) == before)
            try WriterCatalog.write(Self.result(kind), to: path, overwrite: true)
        }
        let nowhere = failure { () throws(FormatError) in
            try WriterCatalog.write(Self.result(kind), to: directory.file("no/such.\(ending)"), overwrite: false)
        }
        #expect(nowhere?.kind == .cannotWrite)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == names)
    }

    /// Every format but .npy, which has no place for it.
    @Test(arguments: all.filter { $0.0 != "npy" }) func itSaysWhereItCameFrom(_ ending: String, _ kind: ResultKind)
        throws
    {
        let directory = try TemporaryDirectory()
        let written = try WriterCatalog.write(Self.result(kind), to: directory.file("r.\(ending)"), overwrite: false)
        for file in written {
            let text = String(decoding: try fileBytes(file).map { $0 < 0x80 ? $0 : 63 }, as: UTF8.self)
            switch ending {
            case "npz":
                let json = try #require(NumpyArchive(readingFrom: file)["provenance"]?.text)
                #expect(try JSONDecoder().decode(Provenance.self, from: Data(json.utf8)) == Self.provenance)
            case "hspy":
                let group =
                    kind == .factors || kind == .sweep ? "k = 2" : kind == .residual ? "residual_map" : "\(kind)"
                let told = try HDF5Glance.look(into: file) {
                    $0.text("command", of: "/Experiments/\(group)/original_metadata/braggart")
                }
                #expect(told == Self.provenance.command)
            case "emd":
                let told = try HDF5Glance.look(into: file) { $0.text("/braggart_root/metadatabundle/braggart/mask") }
                #expect(told == "disk(1,1,1)")
            default:
                for word in ["9.8", "braggart pca", "disk(1,1,1)"] { #expect(text.contains(word), "\(ending)") }
            }
        }
    }

    @Test(arguments: ["npy", "npz", "emd", "hspy", "tif"]) func aMapsNumbersAndAxesAreKept(_ ending: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("map.\(ending)")
        try WriterCatalog.write(Self.result(.map), to: path, overwrite: false)
        let expected = Self.map.values
        func isSame(_ values: [Float]?) -> Bool {
            values?.count == 12 && zip(values ?? [], expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
        }
        switch ending {
        case "npy": #expect(try isSame(NumpyArray(readingFrom: path).floats))
        case "npz": #expect(try isSame(NumpyArchive(readingFrom: path)["map"]?.floats))
        default:
            let cube = try FormatCatalog.open(path: path)
            #expect(cube.detector == DetectorShape(rows: 3, columns: 4))
            #expect(cube.elementType == .float32)
            #expect(try isSame(allValues(of: cube)))
        }
        try HDF5Glance.look(into: path) { file in
            if ending == "emd" {
                #expect(file.numbers("/braggart_root/map/dim1") == [0, 2.5, 5, 7.5])
                #expect(file.text("units", of: "/braggart_root/map/dim0") == "nm")
            }
            if ending == "hspy" { #expect(file.text("units", of: "/Experiments/map/axis-1") == "nm") }
        }
    }

    @Test func learningResultsAreAsHyperSpyKeepsThem() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("sweep.hspy")
        let result = Self.result(.sweep)
        try WriterCatalog.write(result, to: path, overwrite: false)
        try HDF5Glance.look(into: path) { file in
            for (name, algorithm, hasVariance) in [("k = 2", "PCA", true), ("k = 3", "NMF", false)] {
                let group = "/Experiments/\(name)/learning_results"
                #expect(file.text("decomposition_algorithm", of: group) == algorithm)
                let factors = file.numbers(group + "/factors")
                // Pixel after pixel, both components of each.
                #expect(factors.count == 20)
                for pixel in 0..<10 {
                    for component in 0..<2 {
                        let value = Double(result.factors[0].components[component].values[pixel])
                        #expect(factors[pixel * 2 + component] == value || value.isNaN && factors[pixel * 2].isNaN)
                    }
                }
                #expect(file.numbers(group + "/loadings").count == 24)
                #expect(file.numbers(group + "/_tuple_original_shape") == [3, 4, 5, 2])
                #expect(file.numbers(group + "/signal_mask") == (0..<10).map { $0 == 3 ? 1 : 0 })
                #expect(file.numbers(group + "/navigation_mask") == (0..<12).map { $0 == 7 ? 1 : 0 })
                #expect(file.chunk(of: group + "/factors") != nil)
                if hasVariance {
                    #expect(file.numbers(group + "/explained_variance") == [3, 1])
                    #expect(file.numbers(group + "/explained_variance_ratio") == [0.75, 0.25])
                } else {
                    #expect(file.text("explained_variance", of: group) == "_None_")
                }
            }
        }
        // The data that were factorized are not copied: they take no room, and the axes are theirs.
        let cube = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "/Experiments/k = 2/data"))
        #expect(cube.scan == Self.scan && cube.detector == Self.detector)
        #expect(cube.calibration == Self.calibration)
    }

    @Test func severalPicturesBecomeAStackEach() throws {
        let directory = try TemporaryDirectory()
        let written = try WriterCatalog.write(
            Self.result(.factors), to: directory.file("nmf.v2.tiff"), overwrite: false)
        #expect(
            written.map { $0.split(separator: "/").last } == ["nmf.v2-components.tiff", "nmf.v2-distributions.tiff"])
        let components = try FormatCatalog.open(path: written[0])
        #expect(components.source.frameCount == 2)
        #expect(components.detector == Self.detector)
        let distributions = try FormatCatalog.open(path: written[1])
        let values = try allValues(of: distributions)
        #expect(values[12] == -6)
        // ImageJ, and tifffile with it, look for all pixels in one piece.
        let pixels = values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
        #expect(Data(try fileBytes(written[1])).range(of: Data(pixels)) != nil)
        let text = String(decoding: try fileBytes(written[1]).map { $0 < 0x80 ? $0 : 63 }, as: UTF8.self)
        #expect(text.contains("ImageJ=1.11a\nimages=2\nslices=2\nunit=nm\nmin=-6.0\nmax=27.0\n"))
    }

    @Test func linesBeforeAndBelowTheNamesOfColumns() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("curve.csv")
        var result = Self.result(.curve)
        result.provenance.command = "a\nb"
        try WriterCatalog.write(result, to: path, overwrite: false)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines.filter { $0.hasPrefix("# ") }.contains("# command: a b"))
        #expect(lines.suffix(3) == ["k,mse,bound", "2,0.1,-1.25e-07", "3,,inf"])
        #expect(lines.dropLast(3).allSatisfy { $0.hasPrefix("# ") })
    }

    @Test func aPictureIsReadBackByItsLibrary() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("map.png")
        try WriterCatalog.write(Self.result(.map), to: path, overwrite: false)
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        #expect(png_image_begin_read_from_file(&image, path) != 0)
        #expect(image.width == 3 && image.height == 2)
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        var bytes = [UInt8](repeating: 0, count: 18)
        #expect(png_image_finish_read(&image, nil, &bytes, 0, nil) != 0)
        #expect(bytes == (0..<18).map { $0 * 10 })
    }

    @Test func theFormatIsChosenByExtensionAndKind() throws {
        func name(_ path: String, _ kind: ResultKind) throws -> String {
            try WriterCatalog.resultFormat(of: path, holding: kind).extensions[0]
        }
        #expect(try name("out", .map) == "npy")
        #expect(try name("out", .sweep) == "npz")
        #expect(try name("a.b/out.TIFF", .pattern) == "tif")
        #expect(try name("out.h5", .factors) == "emd")
        for (path, kind, said) in [
            ("out.npy", ResultKind.sweep, "does not hold components"), ("out.png", .sweep, ".npz"),
            ("out.csv", .map, ".tif"), ("out.jpg", .map, "nothing is written as .jpg"), ("out.tif", .curve, ".csv"),
        ] {
            let error = failure { () throws(FormatError) in
                try WriterCatalog.check(path, holding: kind, overwrite: false)
            }
            #expect(error?.kind == .unsupported)
            #expect(error?.description.contains(said) == true, "\(String(describing: error))")
        }
    }
}
