import CHDF5
import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// A file whose last pattern lies behind 2^32 bytes (or 2^31, where the format ends there); what lies between is never
/// written. Of that pattern the first pixels are 1, 2, 3, …, the others 0.
struct LargeSample: Sendable, CustomTestStringConvertible {
    let format: String
    let name: String
    let frames: Int
    /// Writes the file; gives where the last pattern begins.
    let write: @Sendable (SparseFile, String) throws -> Void
    var options = OpenOptions()

    var testDescription: String { "\(format), \(name)" }

    fileprivate static let marks: [UInt8] = Array(1...8)
    private static let marks16: [UInt8] = marks.flatMap { [$0, 0] }
    private static let far = 5 << 30

    /// Frames of `length` bytes at equal distances behind `header`; the last begins with `marks`.
    private static func records(
        _ format: String, _ name: String, _ header: [UInt8], offset: Int, step: Int, length: Int, frames: Int,
        marks: [UInt8] = marks16, options: OpenOptions = OpenOptions()
    ) -> LargeSample {
        LargeSample(
            format: format, name: name, frames: frames,
            write: { file, _ in
                try file.write(header, at: 0)
                let last = offset + (frames - 1) * step
                try file.write(marks, at: last)
                try file.resize(to: last + length)
            }, options: options)
    }

    static let all: [LargeSample] = numpy + gatan + [hdf5] + vendors + stacks

    private static let numpy: [LargeSample] = {
        let header = npyHeader("<u2", "9000, 512, 512")
        return [
            records(
                "npy", "scan.npy", header, offset: header.count, step: 1 << 19, length: 1 << 19, frames: 9000),
            LargeSample(
                format: "npz", name: "scan.npz", frames: 1,
                write: { file, _ in
                    let array = npyHeader("|u1", "1, 4, 4") + marks + [UInt8](repeating: 0, count: 8)
                    let archive = ZipSample(entries: [("a.npy", array)], isWide: true, shift: UInt64(far)).bytes
                    // Archives are known by their beginning.
                    try file.write(archive, at: 0)
                    try file.write(archive, at: far)
                }),
            LargeSample(
                format: "zarr", name: "scan.zarr", frames: 1,
                write: { file, _ in
                    let bytes = marks + [UInt8](repeating: 0, count: 8)
                    var archive = ZarrSample(shape: [1, 4, 4], dtype: "|u1", bytes: bytes).archive
                    archive.isWide = true
                    archive.shift = UInt64(far)
                    try file.write(archive.bytes, at: 0)
                    try file.write(archive.bytes, at: far)
                }),
            records(
                "raw", "scan.raw", [], offset: far, step: 64, length: 64, frames: 2, marks: marks,
                options: OpenOptions(
                    raw: RawLayout(detector: DetectorShape(rows: 8, columns: 8), elementType: .uint8, offset: far))),
        ]
    }()

    private static func npyHeader(_ descr: String, _ shape: String) -> [UInt8] {
        let text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(shape)), }\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
    }

    /// A tag of 5 GB before the images.
    private static let gatan: [LargeSample] = [3, 4].map { version in
        LargeSample(
            format: "Gatan DM", name: "scan.dm\(version)", frames: 1,
            write: { file, _ in
                let elements = (1...16).map { UInt16($0 <= 8 ? $0 : 0) }
                let bytes = DigitalMicrographSample(version: version, sizes: [4, 4], elements: elements).bytes
                let isWide = version == 4
                func put(_ number: Int, _ writer: inout ByteWriter) {
                    if isWide { writer.put(UInt64(number), .big) } else { writer.put(UInt32(number), .big) }
                }
                // Version, length, order; two flags and the number of the root's tags.
                let root = isWide ? 16 : 12
                var head = ByteWriter(bytes: Array(bytes[..<(root + 2)]))
                put(3, &head)
                head.bytes.append(21)
                head.put(UInt16(4), .big)
                head.put("Room")
                let (count, width) = (far / 2, 2)
                if isWide { head.put(UInt64(4 + 4 * 8 + count * width), .big) }
                head.put("%%%%")
                for number in [3, 20, 4, count] { put(number, &head) }
                let start = try file.write(head.bytes, at: 0)
                try file.write(Array(bytes[(root + 2 + (isWide ? 8 : 4))...]), at: start + count * width)
            })
    }

    /// A dataset whose room was reserved and never written.
    private static let hdf5 = LargeSample(
        format: "HDF5", name: "scan.h5", frames: 9000,
        write: { file, path in
            let place = HDF5Library.locked {
                let file = H5Fcreate(path, hdf5_truncate(), hdf5_default_properties(), hdf5_default_properties())
                let space = H5Screate_simple(3, [9000, 512, 512], nil)
                let creation = H5Pcreate(hdf5_dataset_creation_class())
                H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY)
                H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER)
                let dataset = H5Dcreate2(
                    file, "/data", hdf5_uint16(), space, hdf5_default_properties(), creation, hdf5_default_properties())
                let place = H5Dget_offset(dataset)
                H5Dclose(dataset)
                H5Pclose(creation)
                H5Sclose(space)
                H5Fclose(file)
                return Int(place)
            }
            try file.write(marks16, at: place + 8999 << 19)
        })

    private static let vendors: [LargeSample] = {
        // Rows from the bottom up: the first row is the last in the file.
        let merlin = LargeSample(
            format: "Merlin mib", name: "scan.mib", frames: 70,
            write: { file, _ in
                let step = 384 + 4096 * 4096 * 4
                for frame in 0..<70 {
                    let text = "MQ1,\(100_001 + frame),00384,01,4096,4096,U32,   1x1,01,2021-05-07 18:51:10.9,0.1,"
                    try file.write(Array(text.utf8), at: frame * step)
                }
                let numbers: [UInt8] = marks.flatMap { [0, 0, 0, $0] }
                try file.write(numbers, at: 70 * step - 4096 * 4)
                try file.resize(to: 70 * step)
            })
        let floats: [UInt8] = marks.flatMap { mark in
            withUnsafeBytes(of: Float(mark).bitPattern.littleEndian) { Array($0) }
        }
        let mrc = Array(MrcSample(columns: 1024, rows: 1024, frames: 0, claimedFrames: 2500).bytes)
        var blockfile = Array(BlockfileSample().bytes[..<0x1000])
        func patch(_ place: Int, _ number: Int, _ width: Int) {
            for byte in 0..<width { blockfile[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
        }
        patch(12, 0x20000, 4)
        patch(20, 256, 2)
        patch(24, 280, 2)
        patch(26, 250, 2)
        return [
            merlin,
            records(
                "EMPAD", "scan_x700_y100.raw", [], offset: 0, step: 66_560, length: 66_560, frames: 70_000,
                marks: floats),
            records("MRC", "scan.mrc", mrc, offset: 1024, step: 1 << 21, length: 1 << 21, frames: 2500),
            records(
                "NanoMegas blo", "scan.blo", blockfile, offset: 0x20000 + 6, step: 65_542, length: 65_536,
                frames: 70_000, marks: marks),
        ]
    }()

    private static let stacks: [LargeSample] = {
        func imageJ(_ isBig: Bool, _ frames: Int) -> LargeSample {
            var sample = TIFFSample(isBig: isBig, rows: 1, columns: 1, pages: 1)
            sample.description = "ImageJ=1\nimages=\(frames)\n"
            let offset = sample.bytes.count - 2
            sample.rows = 512
            sample.columns = 512
            return records(
                "TIFF", isBig ? "BigTIFF" : "classic", Array(sample.bytes[..<offset]), offset: offset, step: 1 << 19,
                length: 1 << 19, frames: frames)
        }
        let tvips = TVIPSSample(rows: 512, columns: 512, frames: 0).files[0] + [UInt8](repeating: 0, count: 76)
        let seq = StreamPixSample(rows: 512, columns: 512, images: 0, allocated: 9000).bytes
        let series = LargeSample(
            format: "TIA ser", name: "scan_1.ser", frames: 2,
            write: { file, _ in
                let bytes = TIASample(rows: 1, columns: 8, axes: [], total: 2, valid: 2).bytes
                let table = bytes.count - 4 * 8
                let second = Int(bytes[table + 8]) | Int(bytes[table + 9]) << 8
                try file.write(bytes, at: 0)
                var place = ByteWriter()
                place.put(UInt64(far))
                try file.write(place.bytes, at: table + 8)
                try file.write(Array(bytes[second..<second + 50]) + marks16, at: far)
            })
        return [
            imageJ(false, 6000), imageJ(true, 9000),
            records(
                "TVIPS", "scan_000.tvips", tvips, offset: 256 + 76, step: 1 << 19 + 76, length: 1 << 19, frames: 9000),
            series,
            records(
                "StreamPix seq", "scan.seq", seq, offset: 8192, step: 1 << 19 + 464, length: 1 << 19, frames: 9000),
        ]
    }()
}

@Suite struct LargeFileTests {
    @Test func everyFormatIsHere() {
        #expect(Set(LargeSample.all.map(\.format)) == Set(FormatCatalog.formats.map(\.name)))
    }

    @Test(arguments: LargeSample.all) func whatLiesFarBehindReads(_ sample: LargeSample) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file(sample.name)
        try sample.write(SparseFile(path), path)
        let length = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(length > (sample.name == "classic" ? 1 << 31 : 1 << 32))
        let cube = try FormatCatalog.open(path: path, options: sample.options)
        let frames = cube.frames
        #expect(frames.scan.count == sample.frames)
        #expect(cube.origin.missing == nil)
        let last = try frames.pattern(at: ScanPosition(row: 0, column: sample.frames - 1)).values
        #expect(last.prefix(8) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(last.dropFirst(8).allSatisfy { $0 == 0 })
        guard sample.frames > 2 else { return }
        let first = try frames.pattern(at: ScanPosition(row: 0, column: 0)).values
        #expect(first.allSatisfy { $0 == 0 })
    }
}
