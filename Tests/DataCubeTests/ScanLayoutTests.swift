import DataCube
import TestSupport
import Testing

@Suite struct ScanLayoutTests {
    @Test func framesAreCountedWithoutTheLastFlyback() {
        let layout = ScanLayout(ScanShape(rows: 3, columns: 4), skipped: 5, flyback: 2)
        #expect(layout.frameCount == 5 + 4 + 2 + 4 + 2 + 4)
        #expect((0..<12).map(layout.frame) == [5, 6, 7, 8, 11, 12, 13, 14, 17, 18, 19, 20])
        #expect(!layout.isPlain)
        #expect(ScanLayout(ScanShape(rows: 1, columns: 4), flyback: 2).isPlain)
    }

    @Test func whatIsNotPossibleHasNoCount() {
        for layout in [
            ScanLayout(ScanShape(rows: 0, columns: 4)), ScanLayout(ScanShape(rows: 4, columns: 0)),
            ScanLayout(ScanShape(rows: 4, columns: 4), skipped: -1),
            ScanLayout(ScanShape(rows: 4, columns: 4), flyback: -1),
            ScanLayout(ScanShape(rows: 2, columns: .max), flyback: 1),
            ScanLayout(ScanShape(rows: .max, columns: .max)),
            ScanLayout(ScanShape(rows: 2, columns: 4), skipped: .max),
        ] { #expect(layout.frameCount == nil) }
    }

    @Test func wholeRowsAreAllThatFramesHold() {
        for frames in 1..<40 {
            for columns in 1..<8 {
                for skipped in 0..<4 {
                    for flyback in 0..<3 {
                        // The most rows that fit, by trying.
                        let fitting = (1...40).filter {
                            skipped + $0 * (columns + flyback) - flyback <= frames
                        }
                        let layout = ScanLayout(columns: columns, skipped: skipped, flyback: flyback, in: frames)
                        #expect(layout?.shape.rows == fitting.last)
                        let part = ScanLayout(
                            ScanShape(rows: 3, columns: columns), skipped: skipped, flyback: flyback
                        ).wholeRows(in: frames)
                        #expect(part?.shape.rows == fitting.last.map { min(3, $0) })
                    }
                }
            }
        }
    }

    @Test func equalRowsAreAllDivisorsMostNearlySquareFirst() {
        let shapes = ScanLayout.equalRows(of: 12).map { [$0.shape.rows, $0.shape.columns] }
        #expect(shapes == [[3, 4], [4, 3], [2, 6], [6, 2], [1, 12], [12, 1]])
        #expect(ScanLayout.equalRows(of: 100).first?.shape == ScanShape(rows: 10, columns: 10))
        #expect(ScanLayout.equalRows(of: 13).map(\.shape.rows) == [1, 13])
        // Ten frames in rows of 5, of which one is fly-back; and two first ones left out of twelve.
        let behind = ScanLayout.equalRows(of: 12, skipped: 2, flyback: 1)
        #expect(behind.allSatisfy { $0.skipped == 2 && $0.shape.rows * ($0.shape.columns + 1) == 10 })
        #expect(behind.map(\.shape.columns).sorted() == [1, 4, 9])
        #expect(ScanLayout.equalRows(of: 5, skipped: 5).isEmpty)
        #expect(!ScanLayout.equalRows(of: 1 << 60).isEmpty)
    }
}

@Suite struct ScannedSourceTests {
    private static let layout = ScanLayout(ScanShape(rows: 4, columns: 5), skipped: 3, flyback: 2)

    /// 3 + 4 * 7 - 2 frames of 2 x 3 pixels, each telling its number and pixel.
    private static let base = MemorySource(
        detector: DetectorShape(rows: 2, columns: 3), values: (0..<29 * 6).map { Float($0) })

    private func frames(_ first: Int, _ count: Int) -> [Float] {
        (first..<first + count).flatMap { position in
            let frame = 3 + position / 5 * 7 + position % 5
            return (0..<6).map { Float(frame * 6 + $0) }
        }
    }

    @Test func everyRangeIsThePositionsFrames() throws {
        let source = try #require(ScannedSource(Self.base, layout: Self.layout))
        #expect(source.frameCount == 20)
        for first in 0..<20 {
            for count in 1...(20 - first) {
                var values = [Float](repeating: .nan, count: count * 6)
                try values.withUnsafeMutableBufferPointer { try source.read(first..<first + count, into: $0) }
                #expect(values == frames(first, count))
            }
        }
        var values = [Float](repeating: 0, count: 6)
        values.withUnsafeMutableBufferPointer { buffer in
            _ = #expect(throws: CubeError.self) { try source.read(20..<21, into: buffer) }
        }
    }

    @Test func partsAreThePositionsParts() throws {
        let source = try #require(ScannedSource(Self.base, layout: Self.layout))
        let parts = try #require(source.parts)
        var sums = [Double](repeating: 0, count: 6)
        var maxima = [Float](repeating: -1, count: 6)
        var minima = [Float](repeating: .infinity, count: 6)
        sums.withUnsafeMutableBufferPointer { sums in
            maxima.withUnsafeMutableBufferPointer { maxima in
                minima.withUnsafeMutableBufferPointer { minima in
                    guard let sums = sums.baseAddress, let maxima = maxima.baseAddress, let minima = minima.baseAddress
                    else { return }
                    parts.gather(
                        0..<20,
                        into: PixelTotals(count: 6, sums: sums, maxima: maxima, minima: minima, finiteCounts: nil))
                }
            }
        }
        let all = frames(0, 20)
        for pixel in 0..<6 {
            let values = stride(from: pixel, to: all.count, by: 6).map { all[$0] }
            #expect(sums[pixel] == Double(values.reduce(0, +)))
            #expect(maxima[pixel] == values.max() && minima[pixel] == values.min())
        }
        for position in 0..<20 {
            let expected = frames(position, 1)
            #expect(
                parts.sum(PixelSpans([1..<3, 5..<6]), ofFrame: position)
                    == Double(expected[1] + expected[2] + expected[5]))
            var pixels: [Float] = [0, 0]
            pixels.withUnsafeMutableBufferPointer { buffer in
                if let target = buffer.baseAddress { parts.read(2..<4, ofFrame: position, into: target) }
            }
            #expect(pixels == Array(expected[2..<4]))
        }
        try parts.checkParts()
    }

    @Test func storedNumbersAreThePositionsNumbers() throws {
        let directory = try TemporaryDirectory()
        let file = try MappedFile(path: directory.write((0..<29 * 6).map { UInt8($0) }, to: "frames"))
        let frames = try #require(
            FrameLayout.contiguous(
                scan: ScanShape(rows: 1, columns: 29), detector: DetectorShape(rows: 2, columns: 3),
                elementType: .uint8, byteOrder: .little, offset: 0))
        let mapped = try #require(MappedSource(file: file, layout: frames))
        let source = try #require(ScannedSource(mapped, layout: Self.layout))
        let stored = try #require(source.stored)
        var bytes = [UInt8](repeating: 0, count: 9 * 6)
        try bytes.withUnsafeMutableBytes { try stored.readStored(3..<12, into: $0) }
        #expect(bytes.map(Float.init) == self.frames(3, 9))
        let base = ScannedSource(Self.base, layout: Self.layout)
        #expect((base?.stored == nil) == (Self.base.stored == nil))
    }

    @Test func framesThatAreNotThereAreRefused() {
        #expect(
            ScannedSource(Self.base, layout: ScanLayout(ScanShape(rows: 4, columns: 5), skipped: 4, flyback: 2)) == nil)
        #expect(ScannedSource(Self.base, layout: ScanLayout(ScanShape(rows: .max, columns: 5))) == nil)
    }

    @Test func allFramesOfADatasetAreOneRow() throws {
        let source = try #require(ScannedSource(Self.base, layout: Self.layout))
        let frames = DataCube(scan: Self.layout.shape, source: source).frames
        #expect(frames.scan == ScanShape(rows: 1, columns: 29))
        #expect(try frames.pattern(at: ScanPosition(row: 0, column: 28)).values == (168..<174).map { Float($0) })
    }
}
