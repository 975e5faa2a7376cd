import CKernels
import DataCube
import Engine
import Foundation
import Questions
import Testing

@Suite("Evidence for a number of components")
struct EvidenceTests {
    private static let planted = PlantedProblem(k: 3, scan: (30, 28), detector: (20, 22), seed: 41)

    /// Counts of three patterns that fill patches of the scan, stored as gain · count + offset.
    private static func scene(gain: Double = 1, offset: Double = 0, dose: Double = 1) -> DataCube {
        var dice = Dice(42)
        return cube(scan: (30, 28), detector: (20, 22), type: .float32) { position, pixel in
            // Patches, so that neighbours are alike.
            let patch = (position / 28 / 6 * 5 + position % 28 / 6) * 17
            return gain * dice.poisson(dose * planted.value(patch, pixel)) + offset
        }
    }

    private static func evidence(_ data: DataCube, _ counts: ClosedRange<Int> = 2...6) throws -> [Evidence] {
        let parameters = SweepParameters(componentCounts: counts, restarts: 4, mask: everything)
        return try SweepRecord(data, parameters).events.compactMap {
            if case .evidence(let evidence) = $0 { evidence } else { nil }
        }
    }

    @Test(
        "gain and offset are found, and the converted values are counts",
        arguments: [(1.0, 0.0), (3, 0), (0.4, 5), (2, 50)])
    func noise(gain: Double, offset: Double) throws {
        let noise = try #require(try Self.evidence(Self.scene(gain: gain, offset: offset), 2...2).last?.noise)
        #expect(noise.areCounts, "\(noise)")
        #expect(abs(noise.gain / gain - 1) < 0.1, "\(noise)")
        #expect(abs(noise.offset - offset) < 0.5 * gain, "\(noise)")
    }

    @Test("values that are no counts are refused with the factor, and positions are held out instead")
    func noCounts() throws {
        var dice = Dice(43)
        let plain = Self.scene()
        // Noise that grows with the square of the value.
        let data = cube(scan: (30, 28), detector: (20, 22), type: .float32) { position, pixel in
            let value =
                (try? plain.pattern(at: plain.scan.position(position / 28 / 6 * 168 + position % 28 / 6 * 6)))?.values[
                    pixel] ?? 0
            return Double(value) * (1 + 0.4 * dice.normal())
        }
        let last = try #require(try Self.evidence(data).last)
        let noise = try #require(last.noise)
        #expect(!noise.areCounts)
        #expect(noise.statement.contains("not counts"))
        #expect(last.heldOut?.kind == .interpolatedPositions)
    }

    @Test("the planted number is suggested with reasons, and everything arrives in steps")
    func suggestion() throws {
        let all = try Self.evidence(Self.scene())
        let last = try #require(all.last)
        let heldOut = try #require(last.heldOut)
        #expect(heldOut.kind == .countSplitting)
        #expect(heldOut.errors.keys.sorted() == Array(2...6))
        #expect(heldOut.errors.values.allSatisfy { $0.count == 3 })
        #expect(
            all.map { $0.heldOut?.errors[2]?.count ?? 0 }.reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
                == [0, 1, 2, 3])
        let suggestion = try #require(last.suggestion)
        #expect(suggestion.k == 3, "\(suggestion)")
        #expect(!suggestion.reasons.isEmpty)
        #expect(last.stability.keys.sorted() == Array(2...6))
        #expect(last.persistence.keys.sorted() == Array(2...5))
        #expect(heldOut.directions.allSatisfy { $0 == 3 })
    }

    @Test(
        "both parts of a thinning add up to the counts, by either path", arguments: [THINNING_HALF, THINNING_QUARTER])
    func thinning(part: thinning_part) {
        let other = part == THINNING_HALF ? THINNING_OTHER_HALF : THINNING_OTHER_QUARTERS
        let counts = (0..<3001).map { Float([0, 1, 3, 31, 32, 33, 64, 65, 1000, 70000][$0 % 10]) }
        func thinned(_ part: thinning_part, first: UInt64 = 7) -> [Float] {
            var values = counts.map { 5 + 2 * $0 }
            thin_counts(Int64(values.count), &values, 5, 2, 99, first, part)
            return values
        }
        let one = thinned(part)
        #expect(zip(zip(one, thinned(other)), counts).allSatisfy { $0.0 + $0.1 == $1 })
        #expect(one.allSatisfy { $0 >= 0 })
        kernels_allow_lanes(0)
        let plain = thinned(part)
        kernels_allow_lanes(16)
        #expect(one == plain)
        // What a value gives depends on its place alone, not on what is read with it.
        var tail = Array(counts[1000...]).map { 5 + 2 * $0 }
        thin_counts(Int64(tail.count), &tail, 5, 2, 99, 1007, part)
        #expect(tail == Array(one[1000...]))
    }

    @Test("thinned counts have the binomial's mean and variance", arguments: [1, 4, 20, 40, 200])
    func binomial(count: Int) {
        for (part, probability) in [(THINNING_HALF, 0.5), (THINNING_QUARTER, 0.25)] {
            let size = 200_000
            var values = [Float](repeating: Float(count), count: size)
            thin_counts(Int64(size), &values, 0, 1, 12345, 0, part)
            let mean = values.reduce(0) { $0 + Double($1) } / Double(size)
            let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(size)
            let expected = Double(count) * probability * (1 - probability)
            #expect(abs(mean - Double(count) * probability) < 5 * (expected / Double(size)).squareRoot())
            #expect(abs(variance / expected - 1) < 0.03)
        }
    }

    @Test("splits are independent of each other, and so are both halves of Poisson counts")
    func independence() {
        var dice = Dice(44)
        let counts = (0..<100_000).map { _ in Float(dice.poisson(3)) }
        func half(_ key: UInt64, _ part: thinning_part) -> [Double] {
            var values = counts
            thin_counts(Int64(values.count), &values, 0, 1, key, 0, part)
            return values.map(Double.init)
        }
        func correlation(_ left: [Double], _ right: [Double]) -> Double {
            let (a, b) = (left.reduce(0, +) / Double(left.count), right.reduce(0, +) / Double(right.count))
            return cosine(left.map { $0 - a }, right.map { $0 - b })
        }
        #expect(abs(correlation(half(1, THINNING_HALF), half(1, THINNING_OTHER_HALF))) < 0.02)
        let excess = { (key: UInt64) in zip(half(key, THINNING_HALF), counts).map { $0 - Double($1) / 2 } }
        #expect(abs(correlation(excess(1), excess(2))) < 0.02)
    }
}
