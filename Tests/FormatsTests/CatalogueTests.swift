import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// What every format must do, shown on samples of each.
@Suite struct CatalogueTests {
    private func kind(_ path: String, _ options: OpenOptions = OpenOptions()) -> FormatError.Kind? {
        failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path, options: options) }?.kind
    }

    @Test func everyFormatHasASample() {
        let sampled = Set(CatalogueSample.all.map(\.format))
        for format in FormatCatalog.formats {
            #expect(sampled.contains(format.name), "\(format.name) has no sample in CatalogueSample.all")
        }
        #expect(sampled.count == FormatCatalog.formats.count)
    }

    @Test(arguments: CatalogueSample.all) func theContentCountsAndNotTheName(_ sample: CatalogueSample) throws {
        let directory = try TemporaryDirectory()
        let path = try sample.write(in: directory)
        #expect(try FormatCatalog.format(of: path, options: sample.options).name == sample.format)
        guard sample.isKnownByContent else { return }
        let other = try directory.write(fileBytes(path), to: sample.format == "npy" ? "data.mib" : "data.npy")
        #expect(try FormatCatalog.format(of: other, options: sample.options).name == sample.format)
        let cube = try FormatCatalog.open(path: other, options: sample.options)
        #expect(try allValues(of: cube).contains { $0 != 0 })
    }

    @Test(arguments: CatalogueSample.all) func patternsReadAloneAsTheyReadTogether(_ sample: CatalogueSample) throws {
        let directory = try TemporaryDirectory()
        let cube = try FormatCatalog.open(path: sample.write(in: directory), options: sample.options)
        let values = try allValues(of: cube, batch: cube.scan.count)
        #expect(
            Set((0..<cube.scan.count).map { Array(values[$0 * cube.detector.count..<($0 + 1) * cube.detector.count]) })
                .count == cube.scan.count)
        for frame in 0..<cube.scan.count {
            let pattern = try cube.pattern(at: cube.scan.position(frame))
            #expect(pattern.values == Array(values[frame * cube.detector.count..<(frame + 1) * cube.detector.count]))
        }
        guard let stored = cube.source.stored else { return }
        var numbers = [UInt64](repeating: 0, count: values.count)
        try numbers.withUnsafeMutableBytes { try stored.readStored(0..<cube.scan.count, into: $0) }
        var converted = [Float](repeating: .nan, count: values.count)
        numbers.withUnsafeBytes { raw in
            converted.withUnsafeMutableBufferPointer { out in
                guard let base = raw.baseAddress, let target = out.baseAddress else { return }
                cube.elementType.convert(base, count: values.count, order: .native, into: target)
            }
        }
        #expect(converted == values)
    }

    // MARK: Damage

    @Test(arguments: CatalogueSample.all) func everyTruncationIsAnErrorOrWholeFrames(_ sample: CatalogueSample) throws {
        let directory = try TemporaryDirectory()
        let bytes = try fileBytes(sample.write(in: directory))
        // Every length near both ends and where it begins to be enough, some in between.
        var lengths = Set(1..<40).union(bytes.count - min(40, bytes.count - 1)..<bytes.count)
        lengths.formUnion(stride(from: 40, to: bytes.count, by: max(5, bytes.count / 100)))
        if let enough = sample.enough { lengths.formUnion([enough - 1, enough]) }
        for length in lengths where length < bytes.count {
            let path = try directory.write(bytes[..<length], to: sample.name)
            do throws(FormatError) {
                let cube = try FormatCatalog.open(path: path, options: sample.options)
                if let enough = sample.enough { #expect(length >= enough, "length \(length)") }
                try readable(cube)
            } catch {
                if let enough = sample.enough { #expect(length < enough, "length \(length): \(error)") }
                #expect(error.path.hasPrefix(directory.path))
            }
        }
    }

    /// Reads the whole dataset, which may end in a message of its own.
    private func readable(_ cube: DataCube) throws(FormatError) {
        do {
            let values = try allValues(of: cube, batch: cube.scan.count)
            #expect(values.count == cube.scan.count * cube.detector.count)
        } catch {
            #expect(error is CubeError)
        }
    }

    @Test(arguments: CatalogueSample.all) func damagedBytesNeverCrash(_ sample: CatalogueSample) throws {
        let directory = try TemporaryDirectory()
        let original = try fileBytes(sample.write(in: directory))
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var opened = 0
        for _ in 0..<150 {
            var bytes = original
            for _ in 0..<1 + random(4) {
                // Descriptions stand at the beginning or the end, mostly.
                let place = [
                    random(bytes.count), random(min(400, bytes.count)), bytes.count - 1 - random(min(400, bytes.count)),
                ]
                bytes[place[random(3)]] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(random(256))][random(6)]
            }
            let path = try directory.write(bytes, to: sample.name)
            guard let cube = try? FormatCatalog.open(path: path, options: sample.options) else { continue }
            opened += 1
            if cube.detector.count <= 1 << 20, cube.scan.count <= 1000 { try readable(cube) }
        }
        #expect(opened > 0)
    }

    // MARK: What happens to an open file

    @Test(arguments: CatalogueSample.all) func aFileThatVanishesStaysReadable(_ sample: CatalogueSample) throws {
        let directory = try TemporaryDirectory()
        let path = try sample.write(in: directory)
        let cube = try FormatCatalog.open(path: path, options: sample.options)
        let before = try allValues(of: cube)
        try FileManager.default.removeItem(atPath: path)
        #expect(try allValues(of: cube) == before)
    }

    @Test(arguments: CatalogueSample.all) func aFileThatShrinksIsAMessage(_ sample: CatalogueSample) throws {
        let directory = try TemporaryDirectory()
        let path = try sample.write(in: directory)
        let cube = try FormatCatalog.open(path: path, options: sample.options)
        let whole = try allValues(of: FormatCatalog.open(path: path, options: sample.options))
        #expect(truncate(path, 0) == 0)
        do {
            // What was unpacked when it was opened is still there.
            #expect(try allValues(of: cube) == whole)
        } catch let error as CubeError {
            #expect(error.description.contains(path))
        }
        #expect(kind(path, sample.options) == .empty)
    }
}
