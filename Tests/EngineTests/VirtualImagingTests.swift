import DataCube
import Engine
import Questions
import Testing

@Suite("Virtual images and pattern sums against sums written out")
struct VirtualImagingTests {
    private static let detectors = [
        "point(3,4)", "disk(5,6,3.2)", "annulus(5.5,6.5,2,4)", "rectangle(4,4,3,20)", "disk(5,6,3) + disk(0,0,2)",
        "disk(5,6,4) - point(5,6)", "!disk(5,6,3)", "point(100,100)",
    ]

    private static func noise(_ type: ElementType) -> DataCube {
        var dice = Dice(11)
        return cube(scan: (7, 9), detector: (11, 13), type: type) { _, _ in (dice.uniform() * 60_000).rounded() }
    }

    private static func map(_ detector: String, _ cube: DataCube, threads: Int = 2) throws -> ScanMap {
        let request = Request.virtualImage(try VirtualDetector(spelling: detector))
        guard case .map(let map) = try perform(request, on: cube, cancellation: Cancellation(), threads: threads) else {
            throw Unexpected()
        }
        return map
    }

    @Test("every shape and set, exactly", arguments: detectors)
    func shapes(_ spelling: String) throws {
        let detector = try VirtualDetector(spelling: spelling)
        for type in [ElementType.uint16, .int32, .float32] {
            let cube = Self.noise(type)
            let map = try Self.map(spelling, cube)
            for index in 0..<cube.scan.count {
                let pattern = try cube.pattern(at: cube.scan.position(index))
                var sum = 0
                for row in 0..<11 {
                    for column in 0..<13 where detector.contains(row: row, column: column) {
                        sum += Int(pattern[row, column])
                    }
                }
                #expect(map.values[index] == Float(sum))
            }
            #expect(try Self.map(spelling, cube, threads: 1) == map)
        }
    }

    @Test("a NaN inside the detector shows, one outside does not")
    func nonFinite() throws {
        let data = cube(scan: (2, 2), detector: (4, 4), type: .float32) { position, pixel in
            position == 1 && pixel == 5 ? .nan : 1
        }
        let inside = try Self.map("rectangle(1.5,1.5,4,4)", data)
        #expect(inside.values[1].isNaN && inside.values[0] == 16 && inside.values[2] == 16)
        #expect(try Self.map("point(0,0)", data).values == [1, 1, 1, 1])
    }

    @Test("mean and maximum, everywhere and in a region, passing over what is not finite")
    func summaries() throws {
        let data = cube(scan: (3, 4), detector: (2, 3), type: .float32) { position, pixel in
            if pixel == 0 { return .nan }
            if pixel == 1 && position == 5 { return .infinity }
            return Double(position * 10 + pixel)
        }
        func answer(_ summary: PatternSummary, _ region: VirtualDetector?) throws -> [Float] {
            let finding = try perform(
                .summary(summary, region: region), on: data, cancellation: Cancellation(), threads: 2)
            guard case .pattern(let pattern) = finding else { throw Unexpected() }
            return pattern.values
        }
        let mean = try answer(.mean, nil)
        #expect(mean[0].isNaN)
        let finite = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
        let sum = finite.reduce(0) { $0 + $1 * 10 + 1 }
        #expect(mean[1] == Float(sum) / 11)
        #expect(mean[5] == 60)
        #expect(try answer(.maximum, nil)[1] == 111)
        #expect(try answer(.maximum, nil)[0].isNaN)
        let corner = try VirtualDetector(spelling: "rectangle(0.5,0.5,1,1)")
        #expect(try answer(.mean, corner)[2] == Float(0 + 10 + 40 + 50) / 4 + 2)
        #expect(throws: EngineError.emptyRegion(data.scan)) {
            try answer(.mean, try VirtualDetector(spelling: "point(50,50)"))
        }
    }

    @Test("a mean over many positions has the same bits for one thread and two")
    func meanIsDeterministic() throws {
        var dice = Dice(12)
        let data = cube(scan: (40, 40), detector: (32, 32), type: .float32) { _, _ in dice.normal() }
        let answers = try [1, 2].map { threads -> [Float] in
            let finding = try perform(
                .summary(.mean, region: nil), on: data, cancellation: Cancellation(), threads: threads)
            guard case .pattern(let pattern) = finding else { throw Unexpected() }
            return pattern.values
        }
        #expect(answers[0] == answers[1])
    }

    @Test("a position off the scan is an error, and a cancelled question has no answer")
    func errors() {
        let data = Self.noise(.uint16)
        #expect(throws: EngineError.self) {
            try perform(
                .pattern(ScanPosition(row: 7, column: 0)), on: data, cancellation: Cancellation(), threads: 1)
        }
        let cancellation = Cancellation()
        cancellation.cancel()
        for request in [
            Request.survey, .summary(.mean, region: nil), .principalComponents(count: 2, mask: AnalysisMask()),
        ] {
            #expect(throws: EngineError.cancelled) {
                try perform(request, on: data, cancellation: cancellation, threads: 2)
            }
        }
    }
}

/// An answer of another kind than was asked for.
struct Unexpected: Error {}
