import DataCube
import Glibc
import TestSupport
import Testing

@Suite struct JoinedSourceTests {
    private static let detector = DetectorShape(rows: 2, columns: 3)

    /// Frames with the numbers from `first` on, mapped from a file.
    private func mapped(_ first: Int, frames: Int, _ directory: TemporaryDirectory) throws -> MappedSource {
        let numbers = (first..<first + frames * Self.detector.count).map { UInt8($0 % 251) }
        let file = try MappedFile(path: directory.write(numbers, to: "part\(first)"))
        let layout = try #require(
            FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: frames), detector: Self.detector, elementType: .uint8,
                byteOrder: .little, offset: 0))
        return try #require(MappedSource(file: file, layout: layout))
    }

    @Test(arguments: [1, 2, 3, 5, 12]) func framesFollowFromSourceToSource(_ batch: Int) throws {
        let directory = try TemporaryDirectory()
        let joined = try #require(
            JoinedSource([
                mapped(0, frames: 4, directory), mapped(24, frames: 1, directory), mapped(30, frames: 7, directory),
            ]))
        #expect(joined.frameCount == 12)
        let wanted = (0..<72).map { Float($0) }
        var values = [Float](repeating: .nan, count: 72)
        var numbers = [UInt8](repeating: 0, count: 72)
        for first in stride(from: 0, to: 12, by: batch) {
            let frames = first..<min(first + batch, 12)
            let slots = frames.lowerBound * 6..<frames.upperBound * 6
            try values.withUnsafeMutableBufferPointer {
                try joined.read(frames, into: UnsafeMutableBufferPointer(rebasing: $0[slots]))
            }
            try numbers.withUnsafeMutableBytes {
                try joined.stored?.readStored(frames, into: UnsafeMutableRawBufferPointer(rebasing: $0[slots]))
            }
        }
        #expect(values == wanted)
        #expect(numbers.map(Float.init) == wanted)
    }

    @Test func partsAreThoseOfTheSources() throws {
        let directory = try TemporaryDirectory()
        let joined = try #require(JoinedSource([mapped(0, frames: 2, directory), mapped(12, frames: 3, directory)]))
        let parts = try #require(joined.parts)
        var line = [Float](repeating: 0, count: 2)
        parts.read(4..<6, ofFrame: 2, into: &line)
        #expect(line == [16, 17])
        #expect(parts.sum(PixelSpans([0..<2, 5..<6]), ofFrame: 4) == 24 + 25 + 29)
        var sums = [Double](repeating: 0, count: 6)
        var maxima = [Float](repeating: -.infinity, count: 6)
        var minima = [Float](repeating: .infinity, count: 6)
        sums.withUnsafeMutableBufferPointer { sums in
            maxima.withUnsafeMutableBufferPointer { maxima in
                minima.withUnsafeMutableBufferPointer { minima in
                    guard let sum = sums.baseAddress, let most = maxima.baseAddress, let least = minima.baseAddress
                    else {
                        return
                    }
                    parts.gather(
                        1..<4, into: PixelTotals(count: 6, sums: sum, maxima: most, minima: least, finiteCounts: nil))
                }
            }
        }
        #expect(sums == (0..<6).map { 36 + 3 * Double($0) })
        #expect(maxima == (0..<6).map { 18 + Float($0) })
        #expect(minima == (0..<6).map { 6 + Float($0) })
        try parts.checkParts()
    }

    @Test func onlyLikeFramesAreJoined() throws {
        let directory = try TemporaryDirectory()
        let first = try mapped(0, frames: 2, directory)
        #expect(JoinedSource([]) == nil)
        #expect(JoinedSource([first, MemorySource(detector: Self.detector, values: [1, 2, 3, 4, 5, 6])]) == nil)
        #expect(
            JoinedSource([
                first,
                MemorySource(
                    detector: DetectorShape(rows: 3, columns: 2), elementType: .uint8, values: [0, 0, 0, 0, 0, 0]),
            ]) == nil)
        #expect(throws: CubeError.outside("frames 1..<3")) {
            var values = [Float](repeating: 0, count: 12)
            try values.withUnsafeMutableBufferPointer { try JoinedSource([first])?.read(1..<3, into: $0) }
        }
    }

    @Test func aPartThatShrinksIsAMessage() throws {
        let directory = try TemporaryDirectory()
        let frame = Self.detector.count
        let joined = try #require(
            JoinedSource([mapped(0, frames: 3, directory), mapped(18, frames: 100_000 / frame, directory)]))
        #expect(truncate(directory.file("part18"), 10) == 0)
        var values = [Float](repeating: 0, count: frame)
        #expect(throws: CubeError.fileChanged(path: directory.file("part18"))) {
            let last = joined.frameCount - 1
            try values.withUnsafeMutableBufferPointer { try joined.read(last..<last + 1, into: $0) }
        }
        #expect(throws: CubeError.fileChanged(path: directory.file("part18"))) { try joined.parts?.checkParts() }
    }
}
