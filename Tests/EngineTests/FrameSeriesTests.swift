import DataCube
import Engine
import Questions
import Testing

@Suite("The series of all frames, and the row lengths that it speaks for")
struct FrameSeriesTests {
    private static let workers = Workers(threads: 2, cancellation: Cancellation())

    /// A smooth map with noise, row after row, with frames first and behind each row that show something else.
    private static func series(
        rows: Int, columns: Int, skipped: Int = 0, flyback: Int = 0, noise: Double = 5
    ) -> [Float] {
        var dice = Dice(7)
        func other() -> Float { Float(60 + noise * dice.uniform()) }
        var values = (0..<skipped).map { _ in other() }
        for row in 0..<rows {
            for column in 0..<columns {
                let (y, x) = (Double(row) / Double(rows), Double(column) / Double(columns))
                let sheet = (x - 0.4) * (x - 0.4) + (y - 0.5) * (y - 0.5) < 0.06 ? 40.0 : 0
                values.append(Float(100 + sheet + 20 * x + noise * dice.uniform()))
            }
            values += (0..<flyback).map { _ in other() }
        }
        return values
    }

    @Test(
        "The row length of a map is found, whatever is skipped before it or flies back behind its rows",
        arguments: [(40, 56, 0, 0), (40, 56, 9, 0), (40, 56, 0, 3), (64, 32, 5, 2), (20, 150, 0, 1)])
    func rowLength(_ rows: Int, _ columns: Int, _ skipped: Int, _ flyback: Int) throws {
        let values = Self.series(rows: rows, columns: columns, skipped: skipped, flyback: flyback)
        let periods = try rowPeriods(of: values, cancellation: Cancellation())
        let first = try #require(periods.first)
        #expect(first.frames == columns + flyback)
        #expect(first.clearness > 0.3 && first.clearness <= 1)
        #expect(periods.dropFirst().allSatisfy { $0.clearness <= first.clearness })
        #expect(!periods.contains { $0.frames == 2 * (columns + flyback) }, "a multiple is no other row length")
    }

    @Test("Noise, a single value and too few frames speak for nothing; what is not finite does no harm")
    func nothing() throws {
        var dice = Dice(3)
        let noise = (0..<4000).map { _ in Float(dice.uniform()) }
        #expect(try rowPeriods(of: noise, cancellation: Cancellation()).allSatisfy { $0.clearness < 0.15 })
        #expect(try rowPeriods(of: [Float](repeating: 3, count: 1000), cancellation: Cancellation()).isEmpty)
        #expect(try rowPeriods(of: [Float](repeating: .nan, count: 1000), cancellation: Cancellation()).isEmpty)
        for count in 0..<9 {
            #expect(try rowPeriods(of: Array(noise.prefix(count)), cancellation: Cancellation()).count <= 1)
        }
        var values = Self.series(rows: 40, columns: 56)
        for index in stride(from: 0, to: values.count, by: 97) { values[index] = index % 2 == 0 ? .nan : .infinity }
        values[5] = 1e30
        #expect(try rowPeriods(of: values, cancellation: Cancellation()).first?.frames == 56)
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect(throws: EngineError.self) {
            try rowPeriods(of: Self.series(rows: 40, columns: 56), cancellation: cancelled)
        }
    }

    @Test("The series is the map frame by frame; of what is too large it sums the middle of the detector")
    func sums() throws {
        let data = cube(scan: (6, 9), detector: (8, 10), type: .uint16) { position, pixel in
            Double((position * 31 + pixel * 7) % 101)
        }
        let disk = try VirtualDetector(spelling: "disk(3.5,4.5,3)")
        guard
            case .frameSeries(let series) = try perform(
                .frameSeries(disk), on: data, cancellation: Cancellation(), threads: 2),
            case .map(let map) = try perform(.virtualImage(disk), on: data, cancellation: Cancellation(), threads: 2)
        else { throw Unexpected() }
        #expect(series.values == map.values)
        #expect(try frameSeries(of: map.values, cancellation: Cancellation()) == series)
        // Room for four pixels of every frame: those in the middle of the disk's.
        let part = try data.frameSeries(disk, readingAtMost: 4 * 54 * 2 + 1, workers: Self.workers)
        let pixels = disk.runs(on: data.detector).indices
        let kept = pixels[(pixels.count - 4) / 2..<(pixels.count - 4) / 2 + 4]
        for frame in 0..<54 {
            #expect(part.values[frame] == kept.reduce(Float(0)) { $0 + Float((frame * 31 + $1 * 7) % 101) })
        }
        let least = try data.frameSeries(disk, readingAtMost: 1, workers: Self.workers)
        #expect(least.values.contains { $0 > 0 })
    }
}
