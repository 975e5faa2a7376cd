import DataCube
import Formats
import Foundation
import TestSupport
import Testing

func fileBytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

@Suite struct BadInputTests {
    /// One whole file of each mapped format, and how many of its first bytes are enough to open it.
    private static let samples: [(name: String, bytes: [UInt8], enough: Int)] = {
        let npy = Samples.npy([2, 3, 4, 5])
        let mib = MerlinSample(frames: 2).bytes
        let npz = ZipSample(entries: [("scan.npy", npy)]).bytes
        let mrc = MrcSample().bytes
        let blo = BlockfileSample().bytes
        // Only the padding behind a Gatan file's tags may be missing; most others open from one whole frame on.
        let dm = [3, 4].map { DigitalMicrographSample(version: $0, elements: (0..<120).map { $0 }).bytes }
        return [
            ("npy", npy, npy.count - 5 * 40), ("mib", mib, mib.count / 2), ("dm3", dm[0], dm[0].count - 8),
            ("dm4", dm[1], dm[1].count - 8), ("npz", npz, npz.count), ("mrc", mrc, 1024 + 40),
            ("blo", blo, BlockfileSample.dataOffset + 6 + 16),
        ]
    }()

    private func kind(_ path: String) -> FormatError.Kind? {
        failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }?.kind
    }

    @Test func whatIsNoDataFileIsToldApart() throws {
        let directory = try TemporaryDirectory()
        #expect(kind(directory.path) == .directory)
        #expect(kind(directory.file("absent")) == .cannotOpen)
        #expect(kind("/dev/null") == .cannotOpen)
        #expect(try kind(directory.write([UInt8](), to: "empty")) == .empty)
        #expect(try kind(directory.write(Array("a,b,c\n1,2,3\n".utf8), to: "table.csv")) == .unrecognised)
        #expect(try kind(directory.write([0], to: "one")) == .unrecognised)
        #expect(try kind(directory.write(Array("PK\u{3}\u{4}rest".utf8), to: "array.npz")) == .unsupported)
    }

    @Test func aStrangersFormatIsNamed() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], to: "map.npy")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains("PNG") == true)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything")) func aForbiddenFileSaysSo() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy([2, 2]), to: "data.npy")
        #expect(chmod(path, 0) == 0)
        #expect(kind(path) == .cannotOpen)
    }

    @Test func contentCountsAndNotTheExtension() throws {
        let directory = try TemporaryDirectory()
        for sample in Self.samples {
            let path = try directory.write(sample.bytes, to: "data.\(sample.name == "npy" ? "mib" : "npy")")
            #expect(try FormatCatalog.format(of: path).extensions.contains(sample.name))
        }
    }

    @Test func everyFormatHasASample() {
        let sampled = Set(Self.samples.map(\.name) + ["h5", "raw", "tif", "tvips", "ser", "seq"])
        for format in FormatCatalog.formats { #expect(!sampled.isDisjoint(with: format.extensions), "\(format.name)") }
    }

    @Test(arguments: 0..<7) func everyTruncationIsAnErrorOrWholeFrames(_ sample: Int) throws {
        let directory = try TemporaryDirectory()
        let (_, bytes, enough) = Self.samples[sample]
        // Every length near both ends and where it begins to be enough, every fifth in between.
        let lengths = Set(1..<64).union(stride(from: 64, to: bytes.count, by: 5)).union(bytes.count - 64..<bytes.count)
        for length in lengths.union([enough - 1, enough]) where length < bytes.count {
            let path = try directory.write(bytes[..<length], to: "part")
            #expect((kind(path) == nil) == (length >= enough), "length \(length)")
        }
    }

    @Test(arguments: 0..<7) func damagedBytesNeverCrash(_ sample: Int) throws {
        let directory = try TemporaryDirectory()
        let original = Self.samples[sample].bytes
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var opened = 0
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<1 + random(4) {
                bytes[random(bytes.count)] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(random(256))][random(6)]
            }
            let path = try directory.write(bytes, to: "damaged")
            guard let cube = try? FormatCatalog.open(path: path) else { continue }
            opened += 1
            #expect(cube.scan.count <= bytes.count)
            let values = try allValues(of: cube, batch: cube.scan.count)
            #expect(values.count == cube.scan.count * cube.detector.count)
        }
        #expect(opened > 0)
    }
}
