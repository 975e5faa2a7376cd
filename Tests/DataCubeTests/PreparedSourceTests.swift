import DataCube
import TestSupport
import Testing

/// Frames that can only be read whole, batch by batch.
private struct WholeFrames: FrameSource {
    let base: MemorySource
    var frameCount: Int { base.frameCount }
    var detector: DetectorShape { base.detector }
    var elementType: ElementType { base.elementType }
    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        try base.read(frames, into: buffer)
    }
}

@Suite("Prepared patterns against the definition, pixel by pixel")
struct PreparedSourceTests {
    private static let detector = DetectorShape(rows: 9, columns: 11)
    private static let frames = 7

    private static func values(_ seed: UInt64) -> [Float] {
        var numbers = SeededNumbers(seed)
        return (0..<frames * detector.count).map { _ in Float(Int.random(in: 0..<1000, using: &numbers)) }
    }

    /// Random steps: each is there in about every second case.
    private static func steps(_ seed: UInt64) -> PatternSteps {
        var numbers = SeededNumbers(seed &+ 100)
        var steps = PatternSteps(on: detector)
        if Bool.random(using: &numbers) {
            steps.dark = (0..<detector.count).map { _ in Float.random(in: 0..<20, using: &numbers) }
        }
        if Bool.random(using: &numbers) { steps.offset = Double(Int.random(in: -30...30, using: &numbers)) }
        if Bool.random(using: &numbers) { steps.gain = [2.0, 0.5, 3][Int.random(in: 0..<3, using: &numbers)] }
        if Bool.random(using: &numbers) {
            // Some go beyond the detector altogether.
            steps.shifts = (0..<frames).map { _ in
                PixelShift(
                    rows: Int.random(in: -12...12, using: &numbers), columns: Int.random(in: -13...13, using: &numbers))
            }
        }
        if Bool.random(using: &numbers) {
            let top = Int.random(in: 0..<5, using: &numbers)
            steps.rows = top..<Int.random(in: top + 3...9, using: &numbers)
            let left = Int.random(in: 0..<7, using: &numbers)
            steps.columns = left..<Int.random(in: left + 3...11, using: &numbers)
        }
        if Bool.random(using: &numbers) { steps.bin = Int.random(in: 1...3, using: &numbers) }
        return steps
    }

    private static func expected(_ values: [Float], _ steps: PatternSteps, frame: Int) -> [Float] {
        let shift = steps.shifts?[frame] ?? PixelShift(rows: 0, columns: 0)
        func value(_ row: Int, _ column: Int) -> Float {
            let stored = min(max(row + shift.rows, 0), 8) * 11 + min(max(column + shift.columns, 0), 10)
            let own = values[frame * detector.count + stored] - (steps.dark?[stored] ?? 0)
            return (own - Float(steps.offset)) / Float(steps.gain)
        }
        var result: [Float] = []
        for row in 0..<steps.rows.count / steps.bin {
            for column in 0..<steps.columns.count / steps.bin {
                var sum: Float = 0
                for down in 0..<steps.bin {
                    for across in 0..<steps.bin {
                        sum += value(
                            steps.rows.lowerBound + row * steps.bin + down,
                            steps.columns.lowerBound + column * steps.bin + across)
                    }
                }
                result.append(sum)
            }
        }
        return result
    }

    private static func near(_ left: Float, _ right: Float) -> Bool { abs(left - right) <= 1e-5 * max(1, abs(right)) }

    @Test("whole frames, parts of frames, sums and statistics", arguments: 0..<60)
    func everyStep(_ seed: UInt64) throws {
        let values = Self.values(seed)
        let steps = Self.steps(seed)
        let memory = MemorySource(detector: Self.detector, elementType: .uint16, values: values)
        let expected = (0..<Self.frames).map { Self.expected(values, steps, frame: $0) }
        let shape = DetectorShape(rows: steps.rows.count / steps.bin, columns: steps.columns.count / steps.bin)
        #expect(shape == steps.detector)
        for source in [PreparedSource(memory, steps), PreparedSource(WholeFrames(base: memory), steps)] {
            #expect(source.detector == shape)
            var read = [Float](repeating: .nan, count: 3 * shape.count)
            try read.withUnsafeMutableBufferPointer { try source.read(2..<5, into: $0) }
            #expect(zip(read, expected[2] + expected[3] + expected[4]).allSatisfy(Self.near))
        }
        #expect(PreparedSource(WholeFrames(base: memory), steps).parts == nil)
        let parts = try #require(PreparedSource(memory, steps).parts)
        var numbers = SeededNumbers(seed)
        for frame in 0..<Self.frames {
            let first = Int.random(in: 0..<shape.count, using: &numbers)
            let last = Int.random(in: first..<shape.count, using: &numbers)
            var part = [Float](repeating: .nan, count: last - first + 2)
            part.withUnsafeMutableBufferPointer { parts.read(first..<last + 1, ofFrame: frame, into: $0.baseAddress!) }
            #expect(zip(part, expected[frame][first...last]).allSatisfy(Self.near) && part[last - first + 1].isNaN)
            let sum = parts.sum(PixelSpans([0..<min(2, first), first..<last + 1]), ofFrame: frame)
            let whole = (expected[frame][..<min(2, first)] + expected[frame][first...last]).reduce(0, +)
            #expect(abs(Float(sum) - whole) <= 1e-4 * max(1, expected[frame].reduce(0) { $0 + abs($1) }))
        }
        var sums = [Double](repeating: 0, count: shape.count)
        var maxima = [Float](repeating: -.infinity, count: shape.count)
        var minima = [Float](repeating: .infinity, count: shape.count)
        sums.withUnsafeMutableBufferPointer { sums in
            maxima.withUnsafeMutableBufferPointer { maxima in
                minima.withUnsafeMutableBufferPointer { minima in
                    let totals = PixelTotals(
                        count: shape.count, sums: sums.baseAddress!, maxima: maxima.baseAddress!,
                        minima: minima.baseAddress!, finiteCounts: nil)
                    parts.gather(0..<Self.frames, into: totals)
                }
            }
        }
        for pixel in 0..<shape.count {
            let column = expected.map { $0[pixel] }
            #expect(Self.near(Float(sums[pixel]), column.reduce(0, +)))
            #expect(Self.near(maxima[pixel], column.max() ?? 0) && Self.near(minima[pixel], column.min() ?? 0))
        }
    }

    @Test("integers stay integers, wide enough, while only whole numbers are added")
    func elementTypes() {
        func type(_ stored: ElementType, _ change: (inout PatternSteps) -> Void) -> ElementType {
            var steps = PatternSteps(on: Self.detector)
            change(&steps)
            let memory = MemorySource(detector: Self.detector, elementType: stored, values: Self.values(1))
            return PreparedSource(memory, steps).elementType
        }
        #expect(type(.uint16) { $0.rows = 2..<5 } == .uint16)
        #expect(type(.uint16) { $0.bin = 2 } == .uint32)
        #expect(type(.uint8) { $0.offset = 3 } == .int32)
        #expect(type(.int16) { $0.bin = 2 } == .int32)
        #expect(type(.uint16) { $0.offset = 2.5 } == .float32)
        #expect(type(.uint16) { $0.gain = 2 } == .float32)
        #expect(type(.float64) { $0.bin = 2 } == .float64)
        #expect(type(.int32) { $0.dark = Array(repeating: 0, count: Self.detector.count) } == .float32)
    }

    @Test("centre and pixel size follow crop and bin")
    func calibration() throws {
        var steps = PatternSteps(on: Self.detector)
        steps.rows = 2..<8
        steps.columns = 1..<9
        steps.bin = 2
        let memory = MemorySource(detector: Self.detector, values: Self.values(2))
        let cube = DataCube(
            scan: ScanShape(rows: 1, columns: 7),
            calibration: Calibration(pixelSize: .perNanometre(0.25), center: DetectorPoint(row: 4.5, column: 3.5)),
            source: memory)
        let prepared = cube.prepared(steps)
        #expect(prepared.detector == DetectorShape(rows: 3, columns: 4))
        #expect(prepared.calibration.pixelSize == .perNanometre(0.5))
        #expect(prepared.calibration.center == DetectorPoint(row: 1, column: 1))
        #expect(steps.stored(DetectorPoint(row: 1, column: 1)) == DetectorPoint(row: 4.5, column: 3.5))
    }
}
