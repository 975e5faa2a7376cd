import CHDF5
import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// Master files and the files of frames beside them.
@Suite struct DectrisTests {
    private static let frame = 6 * 8
    /// Frames of each file.
    private static let counts = [5, 5, 2]
    private static let values = (0..<12 * frame).map { UInt32($0 * 13 % 911) }

    private func write(_ directory: TemporaryDirectory, images: Int = 12, triggers: Int = 1) -> String {
        var first = 0
        for (index, count) in Self.counts.enumerated() {
            let frames = (first..<first + count).map { frame in
                let pixels = Self.values[frame * Self.frame..<(frame + 1) * Self.frame]
                let bytes = pixels.flatMap { pixel in (0..<4).map { UInt8(truncatingIfNeeded: pixel >> UInt32(8 * $0)) }
                }
                return (
                    place: [frame - first, 0, 0],
                    bytes: ChunkPacking.bitshuffled(bytes, width: 4, block: 32, pack: ChunkPacking.lz4),
                    skipped: UInt32(0)
                )
            }
            HDF5Sample.write(to: directory.file("scan_data_00000\(index + 1).h5")) { sample in
                sample.groups("/entry/data")
                sample.chunks(
                    "/entry/data/data", [count, 6, 8], type: hdf5_native_uint32(), chunk: [1, 6, 8],
                    filters: [.init(number: 32008, values: [0, 3, 4, 0, 2])], frames)
            }
            first += count
        }
        let path = directory.file("scan_master.h5")
        HDF5Sample.write(to: path) { sample in
            let detector = "/entry/instrument/detector"
            sample.groups("/entry/data")
            sample.groups(detector + "/detectorSpecific")
            for index in 1...Self.counts.count {
                sample.externalLink(
                    "/entry/data/data_00000\(index)", file: "scan_data_00000\(index).h5", object: "/entry/data/data")
            }
            sample.number(detector + "/detectorSpecific/nimages", Double(images))
            sample.number(detector + "/detectorSpecific/ntrigger", Double(triggers))
            sample.number(detector + "/count_time", 1e-5)
            sample.number(detector + "/detectorSpecific/incident_energy", 200_000)
            sample.text(detector + "/description", "Dectris ARINA Si")
            sample.dataset(
                detector + "/detectorSpecific/pixel_mask", [6, 8], values: (0..<48).map { $0 % 16 == 0 ? 1 : 0 })
        }
        return path
    }

    @Test func framesOfAllFilesAreOneSeries() throws {
        let directory = try TemporaryDirectory()
        let cube = try FormatCatalog.open(path: write(directory))
        #expect(cube.origin.format == "Dectris")
        #expect(cube.origin.dataset == "/entry/data")
        #expect(cube.scan.count == 12 && cube.elementType == .uint32)
        #expect(cube.calibration.voltage == 200)
        for batch in [1, 4, 12] { #expect(try allValues(of: cube, batch: batch) == Self.values.map { Float($0) }) }
        for expected in [
            Metadatum("detector", "Dectris ARINA Si"), Metadatum("exposure", "10 µs"),
            Metadatum("masked pixels", "3; they read 4294967295"),
        ] { #expect(cube.origin.metadata.contains(expected), "\(expected)") }
    }

    @Test func aFileOfFramesThatEndsEarlyEndsTheSeries() throws {
        let directory = try TemporaryDirectory()
        let values = (0..<10 * 64 * 64).map { UInt16($0 % 9973) }
        for index in 1...3 {
            HDF5Sample.write(to: directory.file("\(index).h5")) {
                $0.dataset("/data", [10, 64, 64], chunk: [1, 64, 64], values: values)
            }
        }
        let path = directory.file("scan_master.h5")
        HDF5Sample.write(to: path) { sample in
            sample.groups("/entry/data")
            for index in 1...3 {
                sample.externalLink("/entry/data/data_00000\(index)", file: "\(index).h5", object: "/data")
            }
        }
        let second = try fileBytes(directory.file("2.h5"))
        // Frames keep their places: the third file's are not moved up.
        for (missing, most) in [(0, 30), (3 * 8192 + 100, 17), (second.count - 3000, 10), (second.count - 1, 10)] {
            _ = try directory.write(second.dropLast(missing), to: "2.h5")
            let cube = try FormatCatalog.open(path: path)
            let frames = cube.frames.scan.count
            #expect((most == 17 ? 15...17 : most...most).contains(frames), "\(missing) bytes missing")
            let read = try allValues(of: cube.frames)
            #expect(read == (0..<frames * 4096).map { Float(values[$0 % 40960]) })
            if most == 17 { #expect(cube.origin.missing == MissingFrames(promised: 30, whole: frames)) }
        }
    }

    @Test func triggersAreTakenForRows() throws {
        let directory = try TemporaryDirectory()
        let cube = try FormatCatalog.open(path: write(directory, images: 4, triggers: 3))
        #expect(cube.scan == ScanShape(rows: 3, columns: 4))
        #expect(cube.origin.guesses.contains { $0.contains("3 triggers of 4 images") })
    }

    @Test func onePartOpensByName() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory)
        let part = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "/entry/data/data_000003"))
        #expect(try allValues(of: part) == Self.values[10 * Self.frame..<12 * Self.frame].map { Float($0) })
        let all = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "/entry/data"))
        #expect(all.scan.count == 12)
    }

    @Test func whatIsThereOpensWhereFilesAreMissing() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory, images: 4, triggers: 3)
        try FileManager.default.removeItem(atPath: directory.file("scan_data_000002.h5"))
        let cube = try FormatCatalog.open(path: path)
        // One whole row of four; of the file's five frames one is left.
        #expect(cube.origin.missing == MissingFrames(promised: 12, whole: 5))
        #expect(try allValues(of: cube) == Self.values[..<(cube.scan.count * Self.frame)].map { Float($0) })
        #expect(cube.origin.guesses.contains { $0.contains("scan_data_000002.h5") && $0.contains("2 files") })
    }

    @Test func aMasterFileAloneNamesWhatItLacks() throws {
        let directory = try TemporaryDirectory()
        let path = write(directory)
        for index in 1...3 { try FileManager.default.removeItem(atPath: directory.file("scan_data_00000\(index).h5")) }
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.description.contains("scan_data_000001.h5") == true)
    }
}
