import DataCube
import TestSupport
import Testing

/// All frames of a source, read in batches.
private func allFrames(_ source: some FrameSource, batch: Int) throws -> [Float] {
    var values = [Float](repeating: .nan, count: source.frameCount * source.detector.count)
    try values.withUnsafeMutableBufferPointer { buffer in
        for first in stride(from: 0, to: source.frameCount, by: batch) {
            let last = min(first + batch, source.frameCount)
            let part = buffer[first * source.detector.count..<last * source.detector.count]
            try source.read(first..<last, into: UnsafeMutableBufferPointer(rebasing: part))
        }
    }
    return values
}

@Suite struct MappedSourceTests {
    /// Sizes of the axes in the cube's order, and for each the place it takes in the file, slowest first.
    private static let sizes = [2, 3, 4, 5]

    /// A layout whose axes lie in the file in `order` (slowest first), those of `reversed` backwards.
    private func layout(order: [Int], reversed: Set<Int>, type: ElementType, offset: Int) -> FrameLayout {
        var strides = [0, 0, 0, 0]
        var step = type.byteCount
        for axis in order.reversed() {
            strides[axis] = step
            step *= Self.sizes[axis]
        }
        var first = offset
        for axis in reversed {
            first += (Self.sizes[axis] - 1) * strides[axis]
            strides[axis].negate()
        }
        return FrameLayout(
            scan: ScanShape(rows: 2, columns: 3), detector: DetectorShape(rows: 4, columns: 5), elementType: type,
            byteOrder: .big, offset: first, scanRowStride: strides[0], scanColumnStride: strides[1],
            detectorRowStride: strides[2], detectorColumnStride: strides[3])
    }

    @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1], [1, 0, 3, 2], [0, 2, 1, 3]])
    func anyAxisOrderAndDirectionReadsAsIndexedByHand(_ order: [Int]) throws {
        let directory = try TemporaryDirectory()
        let offset = 3
        var bytes = [UInt8](repeating: 0xEE, count: offset)
        for value in 0..<UInt16(120) { bytes += [UInt8(value >> 8), UInt8(value & 0xFF)] }
        let file = try MappedFile(path: directory.write(bytes, to: "data"))
        for reversed in [[], [2], [0, 3], [0, 1, 2, 3]] as [Set<Int>] {
            let layout = layout(order: order, reversed: reversed, type: .uint16, offset: offset)
            let source = try #require(MappedSource(file: file, layout: layout))
            var expected: [Float] = []
            for index in 0..<120 {
                var rest = index
                var coordinates = [0, 0, 0, 0]
                for axis in [3, 2, 1, 0] {
                    let straight = rest % Self.sizes[axis]
                    coordinates[axis] = reversed.contains(axis) ? Self.sizes[axis] - 1 - straight : straight
                    rest /= Self.sizes[axis]
                }
                expected.append(Float(order.reduce(0) { $0 * Self.sizes[$1] + coordinates[$1] }))
            }
            for batch in [1, 4, 6] { #expect(try allFrames(source, batch: batch) == expected) }
        }
    }

    /// Rows upside down, with gaps, both, and rows in their order: read by parts as whole.
    @Test(arguments: ElementType.allCases, [ByteOrder.little, .big])
    func rowsInAnyOrderAreReadByParts(_ type: ElementType, _ order: ByteOrder) throws {
        let directory = try TemporaryDirectory()
        var numbers = SeededNumbers(9)
        let width = type.byteCount
        // Finite numbers of any type, the first of which begins at an odd byte.
        let bytes = (0..<3000).map { _ in UInt8.random(in: 0..<60, using: &numbers) }
        let file = try MappedFile(path: directory.write(bytes, to: "data"))
        let shape = DetectorShape(rows: 6, columns: 9)
        for (rowElements, isUpsideDown) in [(9, true), (11, false), (13, true), (9, false)] {
            let row = rowElements * width * (isUpsideDown ? -1 : 1)
            let frame = 6 * rowElements * width + 5
            let layout = FrameLayout(
                scan: ScanShape(rows: 2, columns: 2), detector: shape, elementType: type, byteOrder: order,
                offset: 3 + (isUpsideDown ? 5 * rowElements * width : 0), scanRowStride: 2 * frame,
                scanColumnStride: frame, detectorRowStride: row, detectorColumnStride: width)
            let source = try #require(MappedSource(file: file, layout: layout))
            let parts = try #require(source.parts)
            let whole = try allFrames(source, batch: 1)
            for _ in 0..<40 {
                let frame = Int.random(in: 0..<4, using: &numbers)
                let pattern = Array(whole[frame * 54..<(frame + 1) * 54])
                let edges = (0..<4).map { _ in Int.random(in: 0...54, using: &numbers) }.sorted()
                var values = [Float](repeating: -1, count: edges[3] - edges[0] + 1)
                values.withUnsafeMutableBufferPointer { buffer in
                    if let target = buffer.baseAddress { parts.read(edges[0]..<edges[3], ofFrame: frame, into: target) }
                }
                #expect(values == Array(pattern[edges[0]..<edges[3]]) + [-1])
                let spans = [edges[0]..<edges[1], edges[2]..<edges[3]]
                let sum = parts.sum(PixelSpans(spans), ofFrame: frame)
                let expected = spans.flatMap { pattern[$0] }.reduce(0.0) { $0 + Double($1) }
                #expect(abs(sum - expected) <= 1e-6 * abs(expected) + 1e-30)
            }
            for checked in [false, true] { try expectTotals(parts, whole, checked) }
            try parts.checkParts()
        }
        // Elements that are not in step cannot be summed together.
        if width > 1 {
            let layout = FrameLayout(
                scan: ScanShape(rows: 1, columns: 1), detector: shape, elementType: type, byteOrder: order, offset: 0,
                scanRowStride: 0, scanColumnStride: 0, detectorRowStride: 9 * width + 1, detectorColumnStride: width)
            #expect(try #require(MappedSource(file: file, layout: layout)).parts == nil)
        }
    }

    /// What is gathered of frames 1, 2 and 3 is what a loop finds.
    private func expectTotals(_ parts: any FramePartSource, _ whole: [Float], _ checked: Bool) throws {
        var sums = [Double](repeating: 0, count: 54)
        var maxima = [Float](repeating: -.infinity, count: 54)
        var minima = [Float](repeating: .infinity, count: 54)
        var counts = [Int32](repeating: 0, count: 54)
        sums.withUnsafeMutableBufferPointer { sums in
            maxima.withUnsafeMutableBufferPointer { maxima in
                minima.withUnsafeMutableBufferPointer { minima in
                    counts.withUnsafeMutableBufferPointer { counts in
                        guard let first = sums.baseAddress, let most = maxima.baseAddress,
                            let least = minima.baseAddress
                        else { return }
                        parts.gather(
                            1..<4,
                            into: PixelTotals(
                                count: 54, sums: first, maxima: most, minima: least,
                                finiteCounts: checked ? counts.baseAddress : nil))
                    }
                }
            }
        }
        for pixel in 0..<54 {
            let values = (1..<4).map { whole[$0 * 54 + pixel] }
            let sum = values.reduce(0.0) { $0 + Double($1) }
            #expect(abs(sums[pixel] - sum) <= 1e-6 * abs(sum) + 1e-30)
            #expect(maxima[pixel] == values.max())
            #expect(minima[pixel] == values.min())
            #expect(counts[pixel] == (checked ? 3 : 0))
        }
    }

    @Test func layoutsBeyondTheFileAreRefused() throws {
        let directory = try TemporaryDirectory()
        let file = try MappedFile(path: directory.write([UInt8](repeating: 0, count: 100), to: "data"))
        func source(_ rows: Int, _ columns: Int, offset: Int = 0, gap: Int = 0) -> MappedSource? {
            FrameLayout.contiguous(
                scan: ScanShape(rows: rows, columns: columns), detector: DetectorShape(rows: 5, columns: 2),
                elementType: .uint8, byteOrder: .little, offset: offset, gap: gap
            ).flatMap { MappedSource(file: file, layout: $0) }
        }
        #expect(source(2, 5) != nil)
        #expect(source(2, 5, offset: 1) == nil)
        #expect(source(2, 5, gap: 1) == nil)
        #expect(source(3, 3, gap: 1) != nil)
        #expect(source(11, 1) == nil)
        #expect(source(0, 5) == nil)
        #expect(source(1 << 40, 1 << 40) == nil)
        #expect(source(2, 2, offset: .max) == nil)
        #expect(source(2, 2, offset: -1) == nil)
        #expect(source(2, 2, gap: .max) == nil)
    }

    @Test func framesOutsideAreRefused() throws {
        let source = MemorySource(detector: DetectorShape(rows: 1, columns: 2), values: [1, 2, 3, 4])
        var buffer = [Float](repeating: 0, count: 8)
        for frames in [-1..<1, 1..<3, 5..<6] {
            #expect(throws: CubeError.outside("frames \(frames)")) {
                try buffer.withUnsafeMutableBufferPointer { try source.read(frames, into: $0) }
            }
        }
        let cube = DataCube(scan: ScanShape(rows: 1, columns: 2), source: source)
        #expect(throws: CubeError.self) { try cube.pattern(at: ScanPosition(row: 1, column: 0)) }
        #expect(try cube.pattern(at: ScanPosition(row: 0, column: 1)).values == [3, 4])
    }
}

@Suite struct OrientedSourceTests {
    private static let planes: [PlaneOrientation] = (0..<8).map {
        PlaneOrientation(transposed: $0 & 1 != 0, rowsReversed: $0 & 2 != 0, columnsReversed: $0 & 4 != 0)
    }

    /// Rows of a plane laid by the definition: exchange, then top to bottom, then left to right.
    private func laid<Value>(_ rows: [[Value]], _ plane: PlaneOrientation) -> [[Value]] {
        var result = rows
        if plane.transposed { result = rows[0].indices.map { column in rows.map { $0[column] } } }
        if plane.rowsReversed { result.reverse() }
        if plane.columnsReversed { result = result.map { $0.reversed() } }
        return result
    }

    @Test(arguments: planes, planes)
    func everyOrientationIsAsDefined(_ scan: PlaneOrientation, _ pattern: PlaneOrientation) throws {
        let values = (0..<72).map { Float($0) }
        let base = MemorySource(detector: DetectorShape(rows: 3, columns: 4), values: values)
        let cube = DataCube(
            scan: ScanShape(rows: 2, columns: 3),
            calibration: Calibration(center: DetectorPoint(row: 2, column: 1)), source: base)
        let oriented = cube.oriented(Orientation(scan: scan, pattern: pattern))
        let frames = (0..<6).map { frame in
            (0..<3).map { row in (0..<4).map { values[frame * 12 + row * 4 + $0] } }
        }
        let positions = laid([Array(frames[..<3]), Array(frames[3...])], scan)
        #expect(oriented.scan == ScanShape(rows: positions.count, columns: positions[0].count))
        let expected = positions.flatMap { $0 }.flatMap { laid($0, pattern).flatMap { $0 } }
        #expect(try allFrames(oriented.source, batch: 4) == expected)
        let center = try #require(oriented.calibration.center)
        let shown = laid((0..<3).map { row in (0..<4).map { row == 2 && $0 == 1 } }, pattern)
        #expect(shown[Int(center.row)][Int(center.column)])
    }

    @Test(arguments: planes) func turnsAndFlipsFollowWhatIsShown(_ plane: PlaneOrientation) {
        let rows = [[0, 1, 2], [3, 4, 5]]
        let shown = laid(rows, plane)
        let turned = shown[0].indices.map { column in shown.reversed().map { $0[column] } }
        #expect(laid(rows, plane.turnedClockwise) == turned)
        #expect(laid(rows, plane.flippedVertically) == shown.reversed())
        #expect(laid(rows, plane.flippedHorizontally) == shown.map { $0.reversed() })
    }
}
