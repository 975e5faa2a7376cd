import DataCube
import Formats
import TestSupport
import Testing

/// A format's file of any size: so many frames of so many rows and columns.
struct SizedSample: Sendable, CustomTestStringConvertible {
    let format: String
    let name: String
    /// Whether the numbers are 0, 1, 2, … or `Samples.element`.
    var counts = false
    /// Frames of any rows and columns; nil where the format has one size.
    let write: @Sendable (_ frames: Int, _ rows: Int, _ columns: Int, _ path: String) throws -> Void

    var testDescription: String { "\(format), \(name)" }

    private init(_ format: String, _ name: String, _ bytes: @escaping @Sendable (Int, Int, Int) -> [UInt8]) {
        self.init(format: format, name: name) { try Self.put(bytes($0, $1, $2), $3) }
    }

    private init(
        format: String, name: String, counts: Bool = false,
        write: @escaping @Sendable (_ frames: Int, _ rows: Int, _ columns: Int, _ path: String) throws -> Void
    ) {
        self.format = format
        self.name = name
        self.counts = counts
        self.write = write
    }

    private static func put(_ bytes: [UInt8], _ path: String) throws {
        try SparseFile(path).write(bytes, at: 0)
    }

    static let all: [SizedSample] = {
        var samples = [
            SizedSample("npz", "scan.npz") { ZipSample(entries: [("a.npy", Samples.npy([$0, $1, $2]))]).bytes },
            SizedSample("zarr", "scan.zarr") { frames, rows, columns in
                let bytes = (0..<frames * rows * columns).map { UInt8(Samples.element($0)) }
                return ZarrSample(shape: [frames, rows, columns], dtype: "|u1", bytes: bytes).archive.bytes
            },
            SizedSample("NanoMegas blo", "scan.blo") { frames, rows, _ in
                BlockfileSample(rows: 1, columns: frames, size: rows).bytes
            },
            SizedSample(format: "HDF5", name: "scan.h5", counts: true) { frames, rows, columns, path in
                HDF5Sample.write(to: path) { file in
                    file.dataset(
                        "/data", [frames, rows, columns], values: (0..<UInt16(frames * rows * columns)).map { $0 })
                }
            },
        ]
        for order in [ByteOrder.little, .big] {
            samples += [
                SizedSample("npy", "\(order)") { Samples.npy([$0, $1, $2], .uint16, order) },
                SizedSample("MRC", "\(order)") {
                    MrcSample(mode: 6, order: order, columns: $2, rows: $1, frames: $0).bytes
                },
                SizedSample("TIFF", "\(order)") {
                    TIFFSample(order: order, rows: $1, columns: $2, pages: $0, rowsPerStrip: 2).bytes
                },
                SizedSample("TIFF", "BigTIFF, \(order)") {
                    TIFFSample(order: order, isBig: true, rows: $1, columns: $2, pages: $0).bytes
                },
            ]
        }
        for version in [3, 4] {
            samples.append(
                SizedSample(format: "Gatan DM", name: "scan.dm\(version)", counts: true) {
                    frames, rows, columns, path in
                    let elements = (0..<UInt16(frames * rows * columns)).map { $0 }
                    let file = DigitalMicrographSample(
                        version: version, sizes: [columns, rows, frames], elements: elements)
                    try put(file.bytes, path)
                })
        }
        samples += [
            SizedSample("Merlin mib", "scan.mib") { MerlinSample(frames: $0, rows: $1, columns: $2).bytes },
            SizedSample("TVIPS", "scan_000.tvips") { TVIPSSample(rows: $1, columns: $2, frames: $0).files[0] },
            SizedSample("TIA ser", "scan_1.ser") {
                TIASample(rows: $1, columns: $2, axes: [], total: $0, valid: $0).bytes
            },
            SizedSample("StreamPix seq", "scan.seq") { StreamPixSample(rows: $1, columns: $2, images: $0).bytes },
        ]
        return samples
    }()
}

@Suite struct SizeTests {
    @Test func everyFormatOfFreeSizeIsHere() {
        let sized = Set(SizedSample.all.map(\.format))
        // EMPAD has one size; raw files are described by the user, in RawFormatTests.
        #expect(Set(FormatCatalog.formats.map(\.name)) == sized.union(["EMPAD", "raw"]))
    }

    @Test(arguments: SizedSample.all) func onePixelOnePositionAndOddSizesRead(_ sample: SizedSample) throws {
        let directory = try TemporaryDirectory()
        for (frames, rows, columns) in [(1, 1, 1), (1, 3, 5), (6, 1, 1), (7, 5, 3), (5, 1, 9), (4, 7, 1)] {
            // A blockfile's patterns are square.
            let width = sample.format == "NanoMegas blo" ? rows : columns
            let path = directory.file(sample.format == "NanoMegas blo" ? "scan.blo" : "scan")
            try sample.write(frames, rows, width, path)
            let cube = try FormatCatalog.open(path: path)
            #expect(cube.scan.count == frames, "\(frames) of \(rows) x \(width)")
            #expect(cube.detector == DetectorShape(rows: rows, columns: width))
            let count = frames * rows * width
            let wanted = (0..<count).map { sample.counts ? Float($0) : Float(Samples.element($0)) }
            #expect(try allValues(of: cube, batch: 2) == wanted, "\(frames) of \(rows) x \(width)")
        }
    }
}
