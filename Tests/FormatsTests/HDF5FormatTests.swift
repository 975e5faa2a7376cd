import CHDF5
import DataCube
import Formats
import TestSupport
import Testing

/// Serialized: two tests count on the state of one filter.
@Suite(.serialized) struct HDF5FormatTests {
    private static let shape = [3, 4, 5, 6]
    private static let values = (0..<360).map { UInt16(Samples.element($0, .uint16) * 7) }
    private static let floats = values.map { Float($0) }

    private func open(_ path: String, _ options: OpenOptions = OpenOptions()) throws -> DataCube {
        try FormatCatalog.open(path: path, options: options)
    }

    @Test func contiguousAndChunkedDataReadAlike() throws {
        let directory = try TemporaryDirectory()
        let types: [(hid_t, ElementType)] = [
            (hdf5_uint16(), .uint16), (hdf5_uint16_big(), .uint16), (hdf5_int64(), .int64), (hdf5_float32(), .float32),
            (hdf5_float64(), .float64),
        ]
        for (index, (type, element)) in types.enumerated() {
            for chunk in [nil, [1, 1, 5, 6], [2, 3, 4, 5], [3, 4, 5, 6]] {
                let path = directory.file("\(index)-\(chunk ?? []).h5")
                HDF5Sample.write(to: path) { sample in
                    sample.group("/entry")
                    sample.dataset(
                        "/entry/data", Self.shape, type: type, chunk: chunk, gzip: chunk != nil, values: Self.values)
                }
                let cube = try open(path)
                #expect(cube.scan == ScanShape(rows: 3, columns: 4))
                #expect(cube.detector == DetectorShape(rows: 5, columns: 6))
                #expect(cube.elementType == element)
                #expect(cube.origin.format == "HDF5" && cube.origin.dataset == "/entry/data")
                #expect(cube.origin.path == path && cube.origin.guesses.isEmpty)
                for batch in [1, 5, 12] { #expect(try allValues(of: cube, batch: batch) == Self.floats) }
                if chunk == nil { #expect(cube.source is MappedSource) }
                if chunk == [2, 3, 4, 5] { #expect(cube.source.preferredBatch == 8) }
                if chunk == [3, 4, 5, 6] { #expect(cube.source.preferredBatch == 12) }
                #expect(throws: CubeError.self) { try read(cube, 12..<13) }
            }
        }
    }

    private func read(_ cube: DataCube, _ frames: Range<Int>) throws {
        var values = [Float](repeating: 0, count: frames.count * cube.detector.count)
        try values.withUnsafeMutableBufferPointer { try cube.source.read(frames, into: $0) }
    }

    @Test func aPassInOrderDecodesNoChunkTwice() throws {
        let directory = try TemporaryDirectory()
        CountingFilter.register()
        let path = directory.file("count.h5")
        HDF5Sample.write(to: path) { sample in
            sample.dataset(
                "/data", [8, 9, 10, 10], chunk: [3, 2, 4, 5], filter: CountingFilter.number,
                values: (0..<7200).map { UInt16($0) })
        }
        let cube = try open(path)
        let before = CountingFilter.decoded.load(ordering: .relaxed)
        #expect(try allValues(of: cube, batch: 1) == (0..<7200).map { Float($0) })
        // 3 x 5 x 3 x 2 chunks.
        #expect(CountingFilter.decoded.load(ordering: .relaxed) - before == 90)
    }

    @Test func aChunkedStackReads() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("stack.h5")
        HDF5Sample.write(to: path) { sample in
            sample.dataset("/frames", [12, 5, 6], chunk: [5, 5, 6], gzip: true, values: Self.values)
        }
        let stack = try open(path)
        #expect(stack.scan == ScanShape(rows: 3, columns: 4))
        #expect(stack.origin.guesses.count == 1)
        #expect(stack.source.preferredBatch == 5)
        #expect(try allValues(of: stack) == Self.floats)
        let asked = try open(path, OpenOptions(scan: ScanShape(rows: 2, columns: 6)))
        #expect(asked.scan == ScanShape(rows: 2, columns: 6))
        #expect(asked.origin.guesses.isEmpty)
    }

    @Test func emdDimensionsAreTheCalibration() throws {
        let directory = try TemporaryDirectory()
        for first in [0, 1] {
            let path = directory.file("emd\(first).h5")
            HDF5Sample.write(to: path) { sample in
                sample.group("/root", attributes: ["emd_group_type": "root"])
                sample.group("/root/cube", attributes: ["emd_group_type": "array", "python_class": "DataCube"])
                sample.dataset("/root/cube/data", Self.shape, values: Self.values)
                sample.dataset("/root/other", [2, 2, 2, 2], values: [UInt16](repeating: 1, count: 16))
                sample.vector("/root/cube/dim\(first)", [0, 0.5, 1], units: "Å")
                sample.vector("/root/cube/dim\(first + 1)", [0, 0.5], units: "A")
                sample.vector("/root/cube/dim\(first + 2)", [-0.4, -0.2], units: "mrad")
                sample.vector("/root/cube/dim\(first + 3)", [-0.5, -0.3, -0.1, 0.1, 0.3, 0.5], units: "mrad")
            }
            let cube = try open(path)
            #expect(cube.origin.format == "py4DSTEM")
            #expect(cube.origin.dataset == "/root/cube/data")
            #expect(abs((cube.calibration.scanStep ?? 0) - 0.05) < 1e-12)
            guard case .milliradian(let width) = cube.calibration.pixelSize else {
                Issue.record("no pixel size")
                return
            }
            #expect(abs(width - 0.2) < 1e-12)
            #expect(abs((cube.calibration.center?.row ?? 0) - 2) < 1e-9)
            #expect(abs((cube.calibration.center?.column ?? 0) - 2.5) < 1e-9)
        }
    }

    @Test func severalDatasetsNeedAName() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("two.h5")
        HDF5Sample.write(to: path) { sample in
            sample.dataset("/a", Self.shape, values: Self.values)
            sample.dataset("/b", [2, 2, 2, 2], values: [UInt16](repeating: 1, count: 16))
            sample.dataset("/map", [3, 4], values: [UInt16](repeating: 1, count: 12))
        }
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .ambiguous(datasets: ["/a", "/b"]))
        #expect(try open(path, OpenOptions(dataset: "b")).scan == ScanShape(rows: 2, columns: 2))
        #expect(try open(path, OpenOptions(dataset: "/map")).detector == DetectorShape(rows: 3, columns: 4))
    }

    @Test func aFileWithoutArraysIsRefused() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("none.h5")
        HDF5Sample.write(to: path) { sample in
            sample.vector("/axis", [1, 2, 3], units: "nm")
        }
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
    }

    @Test func anUnknownFilterIsNamedByNumber() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("filter.h5")
        HDF5Sample.write(to: path) { sample in
            CountingFilter.register()
            sample.dataset(
                "/data", Self.shape, chunk: [1, 1, 5, 6], filter: CountingFilter.number, values: Self.values)
        }
        #expect(HDF5Library.locked { H5Zunregister(CountingFilter.number) } >= 0)
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains("filter 300") == true)
    }

    /// What is there is read, what is missing is counted or an error, and no number is wrong, whatever the copy ended in.
    @Test(arguments: [(nil, false), ([1, 1, 5, 6], false), ([1, 2, 5, 6], true), ([1, 4, 3, 6], true)])
    func aFileThatEndsEarlyOpensAsFarAsItIsWhole(_ chunk: [Int]?, _ gzip: Bool) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("whole.h5")
        HDF5Sample.write(to: path) { sample in
            sample.dataset("/data", Self.shape, chunk: chunk, gzip: gzip, values: Self.values)
            sample.group("/last", attributes: ["title": "behind the data"])
        }
        let whole = try fileBytes(path)
        var opened = 0
        for length in stride(from: 8, to: whole.count, by: 31) {
            let part = try directory.write(whole[..<length], to: "part.h5")
            let cube: DataCube
            do throws(FormatError) { cube = try FormatCatalog.open(path: part) } catch {
                switch error.kind {
                case .truncated, .malformed: continue
                default: Issue.record("length \(length): \(error)")
                }
                continue
            }
            opened += 1
            for frame in 0..<cube.scan.count {
                do {
                    let values = try cube.pattern(at: cube.scan.position(frame)).values
                    #expect(values == Array(Self.floats[frame * 30..<(frame + 1) * 30]), "length \(length)")
                } catch { guard case .unreadable = error else { throw error } }
            }
            if let missing = cube.origin.missing {
                #expect(missing.promised == 12 && missing.whole >= cube.scan.count && missing.whole < 12)
            } else {
                #expect(cube.scan.count == 12)
                #expect(cube.origin.guesses.contains { $0.contains("\(length) of \(whole.count) bytes") })
            }
        }
        #expect(opened > 0)
    }

    /// The likeliest case of all: large frames, and nothing behind them.
    @Test(arguments: [nil, [1, 64, 64]]) func aStackThatEndsEarlySaysHowManyFramesAreMissing(_ chunk: [Int]?) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("stack.h5")
        let values = (0..<10 * 64 * 64).map { UInt16($0 % 9973) }
        HDF5Sample.write(to: path) { $0.dataset("/data", [10, 64, 64], chunk: chunk, values: values) }
        let part = try directory.write(try fileBytes(path).dropLast(3 * 8192 + 100), to: "part.h5")
        let cube = try FormatCatalog.open(path: part)
        #expect(cube.origin.missing?.promised == 10)
        let frames = cube.frames.scan.count
        #expect(cube.origin.missing?.whole == frames && (5...7).contains(frames))
        #expect(try allValues(of: cube.frames) == values.prefix(frames * 4096).map { Float($0) })
    }
}
