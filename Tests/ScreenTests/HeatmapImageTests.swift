import Screen
import TestSupport
import Testing

@Suite("Heatmap reduction")
struct HeatmapImageTests {
    private let ability = ScreenAbility(colors: .palette)

    private func image(
        _ rows: Int, _ columns: Int, _ values: [Float], _ reduction: HeatmapImage.Reduction
    ) -> HeatmapImage {
        HeatmapImage(
            rows: rows, columns: columns, values: values, range: LevelRange(low: 0, high: 1, scale: .linear),
            reduction: reduction)
    }

    /// Which image rows (or columns) a screen pixel shows: those whose centre lies in it, else the one under its middle.
    private func naive(_ index: Int, start: Double, step: Double, limit: Int) -> [Int] {
        let low = start + Double(index) * step
        let high = start + Double(index + 1) * step
        let inside = (0..<limit).filter { Double($0) >= low && Double($0) < high }
        if !inside.isEmpty { return inside }
        let middle = Int((low + step / 2).rounded())
        return (0..<limit).contains(middle) ? [middle] : []
    }

    @Test("gives the maximum or the mean of what lies under a screen pixel", arguments: 0..<10)
    func oracle(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        for _ in 0..<12 {
            let (rows, columns) = (Int.random(in: 1...60, using: &random), Int.random(in: 1...60, using: &random))
            let values = (0..<rows * columns).map { _ -> Float in
                Int.random(in: 0..<5, using: &random) == 0 ? .nan : Float.random(in: 0...1, using: &random)
            }
            let rect = Rect(
                row: 0, column: 0, rows: .random(in: 1...20, using: &random),
                columns: .random(in: 2...40, using: &random))
            let window = ImageWindow.zoomed(
                rows: rows, columns: columns, factor: .random(in: 1...3, using: &random), row: Double(rows) / 3,
                column: Double(columns) / 2)
            let geometry = try #require(HeatmapGeometry(window: window, in: rect, ability: ability))
            for reduction in HeatmapImage.Reduction.allCases {
                let levels = image(rows, columns, values, reduction).levels(on: geometry)
                #expect(levels.count == geometry.pixelRows * geometry.pixelColumns)
                for row in 0..<geometry.pixelRows {
                    let band = naive(row, start: window.top, step: geometry.rowStep, limit: rows)
                    for column in 0..<geometry.pixelColumns {
                        let columnBand = naive(
                            column, start: window.left, step: geometry.columnStep, limit: columns)
                        let all = band.flatMap { y in columnBand.map { values[y * columns + $0] } }
                        let finite = all.filter { $0.isFinite }
                        let level = levels[row * geometry.pixelColumns + column]
                        if finite.isEmpty || finite.count < all.count - finite.count {
                            #expect(level.isNaN)
                        } else {
                            let expected =
                                reduction == .maximum
                                ? finite.max() ?? 0 : finite.reduce(0, +) / Float(finite.count)
                            #expect(abs(level - expected) < 1e-5)
                        }
                    }
                }
            }
        }
    }

    @Test("keeps every spot of the image, at any size, and shows every pixel exactly once when smaller")
    func spots() throws {
        var wrong: [String] = []
        for size in [5, 16, 33, 64, 100, 127, 128, 250, 256] {
            for room in 1...40 {
                let geometry = try #require(
                    HeatmapGeometry(
                        window: .whole(rows: size, columns: size),
                        in: Rect(row: 0, column: 0, rows: room, columns: 2 * room), ability: ability))
                for spot in Set([0, 1, size / 2, size - 1, room % size, 7 * room % size]) {
                    var values = [Float](repeating: 0, count: size * size)
                    values[spot * size + (size - 1 - spot)] = 1
                    let shown = image(size, size, values, .maximum).levels(on: geometry).count { $0 == 1 }
                    if shown == 0 || (geometry.pixelRows <= size && shown > 1) {
                        wrong.append("\(size) pixels on \(geometry.pixelRows), spot \(spot): shown \(shown) times")
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test("has the image's mean when whole blocks are averaged")
    func meanOfBlocks() throws {
        var random = SeededNumbers(3)
        let values = (0..<64 * 64).map { _ in Float.random(in: 0...1, using: &random) }
        let geometry = try #require(
            HeatmapGeometry(
                window: .whole(rows: 64, columns: 64), in: Rect(row: 0, column: 0, rows: 8, columns: 16),
                ability: ability))
        let levels = image(64, 64, values, .mean).levels(on: geometry)
        #expect(levels.count == 256)
        let shown = levels.reduce(0, +) / 256
        let stored = values.reduce(0, +) / 4096
        #expect(abs(shown - stored) < 1e-4)
    }

    @Test("shows a pixel as masked when most of what lies under it is masked")
    func masks() throws {
        let geometry = try #require(
            HeatmapGeometry(
                window: .whole(rows: 4, columns: 4), in: Rect(row: 0, column: 0, rows: 1, columns: 2),
                ability: ability))
        var values = [Float](repeating: 0.25, count: 16)
        values[0] = .nan
        values[1] = .infinity
        for index in [2, 3, 6] { values[index] = .nan }
        for index in [8, 9, 12, 13] { values[index] = .nan }
        let levels = image(4, 4, values, .mean).levels(on: geometry)
        #expect(levels[0] == 0.25 && levels[3] == 0.25)
        #expect(levels[1].isNaN && levels[2].isNaN)
    }
}

@Suite("Level ranges")
struct LevelRangeTests {
    @Test("Value and level are inverse on every scale", arguments: LevelRange.Scale.allCases)
    func inverse(scale: LevelRange.Scale) {
        for (low, high) in [(Float(0), Float(1)), (-3, 5), (100, 1e6), (-1e-6, 1e-6)] {
            let range = LevelRange(low: low, high: high, scale: scale)
            for step in 0...40 {
                let level = Float(step) / 40
                #expect(abs(range.level(of: range.value(at: level)) - level) < 2e-3)
            }
            #expect(range.level(of: low) == 0 && abs(range.level(of: high) - 1) < 1e-6)
            #expect(range.level(of: low - 1) == 0 && range.level(of: .infinity) == range.level(of: high))
            #expect(range.level(of: .nan) == 0)
            let levels = (0...100).map { range.level(of: low + Float($0) / 100 * (high - low)) }
            #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test("An empty range has level 0 everywhere")
    func empty() {
        let range = LevelRange(low: 4, high: 4, scale: .linear)
        #expect([-1, 4, 9, Float.infinity].allSatisfy { range.level(of: $0) == 0 })
    }

    @Test("Percentiles are those of the sorted finite values")
    func percentiles() {
        var random = SeededNumbers(8)
        for count in [1, 2, 10, 999, 65_536] {
            let finite = (0..<count).map { _ in Float.random(in: -50...100, using: &random) }
            let sorted = finite.sorted()
            for (low, high) in [(0.0, 100.0), (0.1, 99.9), (5, 95), (25, 75)] where count > 10 {
                let range = LevelRange.percentiles(of: finite, low: low, high: high, scale: .linear)
                #expect(range.low == sorted[Int((low / 100 * Double(count - 1)).rounded())])
                #expect(range.high == sorted[Int((high / 100 * Double(count - 1)).rounded())])
            }
            let mixed = finite + [.nan, .infinity, -.infinity]
            #expect(
                count > 65_000
                    || LevelRange.percentiles(of: mixed, low: 0, high: 100, scale: .linear)
                        == LevelRange.percentiles(of: finite, low: 0, high: 100, scale: .linear)
            )
        }
        let symmetric = LevelRange.percentiles(of: [-2, 0, 5], low: 0, high: 100, scale: .linear, symmetric: true)
        #expect(symmetric.low == -5 && symmetric.high == 5)
    }

    @Test(
        "Percentiles of values that share their leading bits, or all of them, are those of the sorted ones",
        arguments: [
            [0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, -3e38, 3e38], [7, 7, 7, 8],
            [-1, -1.0000001, -1.0000002, -0.99999994],
            Array(repeating: 0, count: 500) + (1...9).map(Float.init),
        ] as [[Float]])
    func closeValues(values: [Float]) {
        let sorted = values.sorted()
        for low in stride(from: 0.0, through: 80, by: 4) {
            let range = LevelRange.percentiles(of: values, low: low, high: 100, scale: .linear)
            #expect(range.low == sorted[Int((low / 100 * Double(values.count - 1)).rounded())])
            #expect(range.high >= sorted[values.count - 1])
        }
    }

    @Test("Large images are judged by a fair sample")
    func sample() {
        let values = (0..<500_000).map { Float($0) }
        let range = LevelRange.percentiles(of: values, low: 1, high: 99, scale: .linear)
        #expect(abs(range.low - 5000) < 50 && abs(range.high - 495_000) < 50)
    }

    @Test(
        "The range is never empty, whatever the values",
        arguments: [[], [.nan], [7], [0, 0], [1e9, 1e9], [-3e38, -3e38], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]]
            as [[Float]])
    func neverEmpty(values: [Float]) {
        for symmetric in [false, true] {
            let range = LevelRange.percentiles(of: values, low: 10, high: 90, scale: .linear, symmetric: symmetric)
            #expect(range.low < range.high, "\(values)")
        }
    }
}
