import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// Zarr stores written file by file.
@Suite struct ZarrFormatTests {
    private static let shape = [5, 4, 6, 10]
    private static let chunk = [2, 3, 6, 4]
    private static let values = (0..<1200).map { UInt16(truncatingIfNeeded: $0 * 7919 % 997) }

    private struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var compressor = "null"
        var filters = "null"
        /// Of format 3, which has no compressor and filters.
        var codecs: String?
        /// The axes as they lie in a chunk, the slowest first.
        var order = [0, 1, 2, 3]
        var separator = "."
        var dtype = "<u2"
        let pack: @Sendable ([UInt8]) -> [UInt8]

        func description(_ shape: [Int], _ chunk: [Int]) -> (name: String, json: String) {
            guard let codecs else {
                return (
                    ".zarray",
                    """
                    {"zarr_format": 2, "shape": \(shape), "chunks": \(chunk), "dtype": "\(dtype)",
                     "order": "\(order[0] == 0 ? "C" : "F")", "compressor": \(compressor), "filters": \(filters),
                     "fill_value": 17, "dimension_separator": "\(separator)"}
                    """
                )
            }
            return (
                "zarr.json",
                """
                {"zarr_format": 3, "node_type": "array", "shape": \(shape), "data_type": "uint16",
                 "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": \(chunk)}},
                 "chunk_key_encoding": {"name": "default", "configuration": {"separator": "\(separator)"}},
                 "fill_value": 17, "codecs": [\(codecs)], "attributes": {}}
                """
            )
        }

        func key(_ place: [Int]) -> String {
            ((codecs == nil ? [] : ["c"]) + place.map(String.init)).joined(separator: separator)
        }
    }

    private static func swapped(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 2).flatMap { [bytes[$0 + 1], bytes[$0]] }
    }

    private static let kinds: [Kind] = [
        Kind(testDescription: "not packed") { $0 },
        Kind(testDescription: "big-endian", dtype: ">u2") { swapped($0) },
        Kind(testDescription: "zlib", compressor: #"{"id": "zlib", "level": 1}"#, separator: "/") {
            ChunkPacking.deflated($0)
        },
        Kind(testDescription: "zstd", compressor: #"{"id": "zstd", "level": 3}"#, order: [3, 2, 1, 0]) {
            ChunkPacking.zstd($0)
        },
        Kind(testDescription: "lz4", compressor: #"{"id": "lz4", "acceleration": 1}"#) { bytes in
            var writer = ByteWriter()
            writer.put(UInt32(bytes.count))
            return writer.bytes + ChunkPacking.lz4(bytes)
        },
        Kind(
            testDescription: "blosc",
            compressor: #"{"id": "blosc", "cname": "zstd", "clevel": 1, "shuffle": 1, "blocksize": 0}"#, separator: "/"
        ) { ChunkPacking.blosc($0, width: 2, codec: "zstd") },
        Kind(
            testDescription: "shuffle and zlib", compressor: #"{"id": "zlib", "level": 1}"#,
            filters: #"[{"id": "shuffle", "elementsize": 2}]"#
        ) { ChunkPacking.deflated(ChunkPacking.shuffled($0, width: 2)) },
        Kind(
            testDescription: "format 3, zstd",
            codecs: #"""
                {"name": "bytes", "configuration": {"endian": "little"}},
                {"name": "zstd", "configuration": {"level": 0, "checksum": false}}
                """#, separator: "/"
        ) { ChunkPacking.zstd($0) },
        Kind(
            testDescription: "format 3, transposed, big-endian, not packed",
            codecs: #"""
                {"name": "transpose", "configuration": {"order": [2, 0, 3, 1]}},
                {"name": "bytes", "configuration": {"endian": "big"}}
                """#, order: [2, 0, 3, 1]
        ) { swapped($0) },
        Kind(
            testDescription: "format 3, gzip and shuffle of numcodecs",
            codecs: #"""
                {"name": "bytes", "configuration": {"endian": "little"}},
                {"name": "numcodecs.shuffle", "configuration": {"elementsize": 2}},
                {"name": "gzip", "configuration": {"level": 1}}
                """#, separator: "/"
        ) { ChunkPacking.deflated(ChunkPacking.shuffled($0, width: 2)) },
    ]

    /// All index tuples below some sizes, row-major.
    private static func places(_ sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { tuples, size in tuples.flatMap { tuple in (0..<size).map { tuple + [$0] } } }
    }

    /// The files of a store that holds the array at a place, edge chunks filled up with zeros.
    private static func files(_ kind: Kind, at place: String = "", missing: [Int]? = nil) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let prefix = place.isEmpty ? "" : place + "/"
        let (name, json) = kind.description(shape, chunk)
        files[prefix + name] = Array(json.utf8)
        for place in places([3, 2, 1, 3]) where place != missing {
            var bytes: [UInt8] = []
            for inside in places(kind.order.map { chunk[$0] }) {
                var indices = zip(place, chunk).map { $0 * $1 }
                for (axis, step) in zip(kind.order, inside) { indices[axis] += step }
                let isThere = zip(indices, shape).allSatisfy { $0 < $1 }
                let value = isThere ? values[zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }] : 0
                bytes += [UInt8(value & 255), UInt8(value >> 8)]
            }
            files[prefix + kind.key(place)] = kind.pack(bytes)
        }
        return files
    }

    private func write(_ files: [String: [UInt8]], to folder: String) throws -> String {
        for (name, bytes) in files {
            let url = URL(fileURLWithPath: folder + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
        return folder
    }

    @Test(arguments: kinds) private func arraysOfAllKindsRead(_ kind: Kind) throws {
        let directory = try TemporaryDirectory()
        let path = try write(Self.files(kind), to: directory.file("array.zarr"))
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.format == "zarr")
        #expect(cube.scan == ScanShape(rows: 5, columns: 4) && cube.elementType == .uint16)
        for batch in [1, 7, 20] { #expect(try allValues(of: cube, batch: batch) == Self.values.map { Float($0) }) }
    }

    @Test(arguments: kinds) private func missingChunksReadAsFillAndDamagedOnesAreErrors(_ kind: Kind) throws {
        let directory = try TemporaryDirectory()
        let path = try write(Self.files(kind, missing: [1, 1, 0, 2]), to: directory.file("holes.zarr"))
        let values = try allValues(of: try FormatCatalog.open(path: path))
        for (index, indices) in Self.places(Self.shape).enumerated() {
            let isMissing = [2, 3].contains(indices[0]) && indices[1] == 3 && indices[3] >= 8
            #expect(values[index] == (isMissing ? 17 : Float(Self.values[index])))
        }
        for bytes in [[], [1], [UInt8](repeating: 1, count: 20), [UInt8](repeating: 1, count: 200_000)] {
            _ = try write([kind.key([1, 1, 0, 2]): bytes], to: path)
            let cube = try FormatCatalog.open(path: path)
            #expect(throws: CubeError.self) { _ = try cube.pattern(at: ScanPosition(row: 2, column: 3)) }
            _ = try cube.pattern(at: ScanPosition(row: 0, column: 3))
        }
    }

    /// A store as HyperSpy lays it out.
    private static func experiment() -> [String: [UInt8]] {
        let group = "Experiments/a title"
        var files = Self.files(Self.kinds[5], at: group + "/data")
        func attributes(_ place: String, _ json: String) {
            files[(place.isEmpty ? "" : place + "/") + ".zgroup"] = Array(#"{"zarr_format": 2}"#.utf8)
            files[(place.isEmpty ? "" : place + "/") + ".zattrs"] = Array(json.utf8)
        }
        attributes("", #"{"file_format": "ZSpy", "file_format_version": "3.3"}"#)
        attributes("Experiments", "{}")
        attributes(group, #"{"package": "hyperspy"}"#)
        for axis in 0..<4 {
            let said =
                axis < 2
                ? #""scale": 0.5, "offset": 0, "units": "nm""# : #""scale": 0.1, "offset": -0.2, "units": "1/nm""#
            attributes("\(group)/axis-\(axis)", #"{\#(said), "navigate": \#(axis < 2)}"#)
        }
        attributes(group + "/metadata/Acquisition_instrument/TEM", #"{"beam_energy": 200.0, "camera_length": 120}"#)
        return files
    }

    private func check(_ cube: DataCube) throws {
        #expect(cube.origin.format == "HyperSpy zspy")
        #expect(cube.origin.dataset == "/Experiments/a title/data")
        #expect(cube.calibration.voltage == 200)
        #expect(cube.calibration.scanStep == 0.5)
        #expect(cube.calibration.pixelSize == .perNanometre(0.1))
        #expect(cube.calibration.center == DetectorPoint(row: 2, column: 2))
        #expect(cube.origin.metadata.contains(Metadatum("camera length", "120 mm")))
        #expect(try allValues(of: cube) == Self.values.map { Float($0) })
    }

    @Test func anExperimentOfHyperSpySaysItsAxes() throws {
        let directory = try TemporaryDirectory()
        try check(try FormatCatalog.open(path: try write(Self.experiment(), to: directory.file("signal.zspy"))))
    }

    @Test(arguments: [false, true]) func archivesReadLikeFolders(isPacked: Bool) throws {
        let directory = try TemporaryDirectory()
        // What was written twice counts as it was written last.
        let files = Self.experiment()
        let order = files.keys.filter { $0 != ".zgroup" }.sorted()
        var sample = ZipSample(entries: [(".zgroup", files[".zgroup"] ?? []), (".zattrs", Array("{}".utf8))])
        sample.entries += order.map { ($0, files[$0] ?? []) }
        sample.isDeflated = isPacked
        let archive = sample.bytes
        let path = try directory.write(archive, to: "signal.zspy")
        try check(try FormatCatalog.open(path: path))
        for length in [40, archive.count / 2, archive.count - 1] {
            let part = try directory.write(archive[..<length], to: "part.zspy")
            #expect(throws: FormatError.self) { _ = try FormatCatalog.open(path: part) }
        }
    }

    @Test func severalArraysAreOffered() throws {
        let directory = try TemporaryDirectory()
        var files = Self.files(Self.kinds[0], at: "a")
        files.merge(Self.files(Self.kinds[1], at: "group/b")) { $1 }
        files[".zgroup"] = Array(#"{"zarr_format": 2}"#.utf8)
        files["group/.zgroup"] = files[".zgroup"]
        let path = try write(files, to: directory.file("two.zarr"))
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .ambiguous(datasets: ["/a", "/group/b"]))
        #expect(try FormatCatalog.datasets(path: path).map(\.name) == ["/a", "/group/b"])
        #expect(try FormatCatalog.open(path: path, options: OpenOptions(dataset: "group")).origin.dataset == "/group/b")
    }

    @Test(arguments: [
        (#""shape": [5, 4, 6, 10]"#, #""shape": [1099511627776, 1099511627776, 6, 10]"#),
        (#""shape": [5, 4, 6, 10]"#, #""shape": [1099511627776, 4, 6, 10]"#),
        (#""shape": [5, 4, 6, 10]"#, #""shape": [5, 4, 6]"#), (#""chunks": [2, 3, 6, 4]"#, #""chunks": [2, 3, 6, 0]"#),
        (#""chunks": [2, 3, 6, 4]"#, #""chunks": [4294967296, 4294967296, 6, 4]"#), (#""<u2""#, #""<c8""#),
        (#""compressor": null"#, #""compressor": {"id": "lzma"}"#), (#""zarr_format": 2"#, #""zarr_format": 9"#),
        (#""zarr_format": 2"#, "nonsense"),
    ])
    func descriptionsThatAreNotPossibleAreRefused(_ said: String, _ instead: String) throws {
        let directory = try TemporaryDirectory()
        var files = Self.files(Self.kinds[0])
        let text = String(decoding: files[".zarray"] ?? [], as: UTF8.self)
        #expect(text.contains(said))
        files[".zarray"] = Array(text.replacingOccurrences(of: said, with: instead).utf8)
        let path = try write(files, to: directory.file("odd.zarr"))
        #expect(failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) } != nil)
    }

    @Test func aFolderThatIsNoStoreIsAFolder() throws {
        let directory = try TemporaryDirectory()
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: directory.path) }
        #expect(error?.kind == .directory)
    }
}
