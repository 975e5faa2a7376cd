import DataCube
import Formats
import TestSupport
import Testing

/// A StreamPix sequence: the element at row-major index i is `Samples.element(i)`.
struct StreamPixSample {
    var version = 5
    var bits = 16
    var rows = 4
    var columns = 6
    var images = 6
    /// What the header says.
    var allocated: Int?
    /// Bytes behind each image: its time and room up to a whole sector.
    var footer = 464
    var format = 100
    var packing = 0
    var name = "Norpix seq"
    var step: Int?

    var bytes: [UInt8] {
        var writer = ByteWriter(bytes: [0xED, 0xFE, 0, 0])
        for unit in name.utf16 { writer.put(unit) }
        fill(28, &writer)
        writer.put(UInt32(version))
        writer.put(UInt32(1024))
        for unit in "a scan".utf16 { writer.put(unit) }
        fill(548, &writer)
        let size = rows * columns * bits / 8
        for number in [columns, rows, bits, 12, size, format, allocated ?? images, 0, step ?? size + footer] {
            writer.put(UInt32(number))
        }
        writer.put(Double(400).bitPattern)
        fill(620, &writer)
        writer.put(UInt32(packing))
        fill(version >= 5 ? 8192 : 1024, &writer)
        for image in 0..<images {
            for pixel in 0..<rows * columns {
                let value = Samples.element(image * rows * columns + pixel)
                writer.put(value, as: bits == 8 ? .uint8 : .uint16, .little)
            }
            writer.bytes += [UInt8](repeating: 0xEE, count: footer)
        }
        return writer.bytes
    }

    private func fill(_ count: Int, _ writer: inout ByteWriter) {
        writer.bytes += [UInt8](repeating: 0, count: count - writer.bytes.count)
    }
}

@Suite struct StreamPixFormatTests {
    private static let expected = (0..<144).map { Float(Samples.element($0)) }

    private func refusal(_ sample: StreamPixSample) throws -> FormatError? {
        let directory = try TemporaryDirectory()
        let path = try directory.write(sample.bytes, to: "scan")
        return failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
    }

    @Test(arguments: [3, 5], [8, 16]) func versionsAndDepthsRead(_ version: Int, _ bits: Int) throws {
        let directory = try TemporaryDirectory()
        for (name, footer) in [("Norpix seq", 8), ("", 464)] {
            let sample = StreamPixSample(version: version, bits: bits, footer: footer, name: name)
            let cube = try FormatCatalog.open(path: directory.write(sample.bytes, to: "scan"))
            #expect(cube.scan == ScanShape(rows: 2, columns: 3))
            #expect(cube.detector == DetectorShape(rows: 4, columns: 6))
            #expect(cube.elementType == (bits == 8 ? .uint8 : .uint16))
            #expect(cube.origin.format == "StreamPix seq")
            #expect(cube.origin.guesses.count == 1)
            #expect(
                cube.origin.metadata == [
                    Metadatum("frame time", "2.5 ms"), Metadatum("bit depth", "12"), Metadatum("description", "a scan"),
                ])
            #expect(try allValues(of: cube, batch: 4) == Self.expected)
        }
    }

    @Test func theLastTimeMayBeMissingAndAFrameIsCounted() throws {
        let directory = try TemporaryDirectory()
        let bytes = StreamPixSample().bytes
        let whole = try FormatCatalog.open(path: directory.write(bytes.dropLast(464), to: "scan"))
        #expect(whole.origin.missing == nil)
        #expect(try allValues(of: whole) == Self.expected)
        let cut = try FormatCatalog.open(path: directory.write(bytes.dropLast(465), to: "scan"))
        #expect(cut.origin.missing == MissingFrames(promised: 6, whole: 5))
        // A sequence that was not closed tells no number.
        let open = try FormatCatalog.open(path: directory.write(StreamPixSample(allocated: 0).bytes, to: "scan"))
        #expect(open.scan.count == 6)
    }

    @Test func referencesBesideAreToldToBeLeftAlone() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(StreamPixSample().bytes, to: "scan.seq")
        _ = try directory.write([0], to: "scan.seq.gain.mrc")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.guesses.contains { $0.contains("gain reference") && $0.contains("not applied") })
        #expect(!cube.origin.guesses.contains { $0.contains("dark reference") })
    }

    @Test(arguments: [
        (StreamPixSample(format: 200), "format 200"), (StreamPixSample(packing: 1), "compressed"),
        (StreamPixSample(bits: 32), "32 bits"), (StreamPixSample(step: 47), "after 47"),
        (StreamPixSample(images: 0), "first image of 48 bytes"),
    ])
    func whatIsNoGreySequenceIsRefusedByName(_ sample: StreamPixSample, _ words: String) throws {
        #expect(try refusal(sample)?.description.contains(words) == true)
    }

    @Test(arguments: [548, 552, 572]) func hostileNumbersAreRefused(_ place: Int) throws {
        let directory = try TemporaryDirectory()
        var bytes = StreamPixSample().bytes
        bytes.replaceSubrange(place..<place + 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
        let path = try directory.write(bytes, to: "scan")
        if place == 572 {
            // A number of images alone costs nothing.
            #expect(try FormatCatalog.open(path: path).origin.missing == MissingFrames(promised: 0xFFFF_FFFF, whole: 6))
        } else {
            let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
            #expect(error?.kind == .malformed)
        }
    }
}
