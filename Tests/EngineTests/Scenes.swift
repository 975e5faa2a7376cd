import DataCube
import Engine
import Foundation

/// Seeded random numbers for scenes (xorshift64*).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func normal() -> Double {
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * Double.pi * uniform())
    }

    /// A Poisson number: Knuth's product for small means, a rounded normal for large ones.
    mutating func poisson(_ mean: Double) -> Double {
        if mean > 50 { return max(0, (mean + mean.squareRoot() * normal()).rounded()) }
        let limit = exp(-mean)
        var product = uniform()
        var count = 0.0
        while product > limit {
            product *= uniform()
            count += 1
        }
        return count
    }
}

/// A cube in memory.
func cube(
    scan: (Int, Int), detector: (Int, Int), type: ElementType = .uint16, calibration: Calibration = Calibration(),
    _ value: (_ position: Int, _ pixel: Int) -> Double
) -> DataCube {
    let positions = scan.0 * scan.1
    let pixels = detector.0 * detector.1
    var values: [Float] = []
    values.reserveCapacity(positions * pixels)
    for position in 0..<positions {
        for pixel in 0..<pixels { values.append(Float(value(position, pixel))) }
    }
    return DataCube(
        scan: ScanShape(rows: scan.0, columns: scan.1), calibration: calibration,
        source: MemorySource(
            detector: DetectorShape(rows: detector.0, columns: detector.1), elementType: type, values: values))
}

/// Non-negative data of exactly known rank: smooth, separate spots times patchy distributions.
struct PlantedProblem {
    let scan: (Int, Int)
    let detector: (Int, Int)
    /// k x pixels.
    var components: [[Double]] = []
    /// k x positions.
    var distributions: [[Double]] = []

    init(k: Int, scan: (Int, Int), detector: (Int, Int), seed: UInt64) {
        self.scan = scan
        self.detector = detector
        var dice = Dice(seed)
        for _ in 0..<k {
            components.append(
                (0..<detector.0 * detector.1).map { _ in dice.uniform() < 0.2 ? 1 + 9 * dice.uniform() : 0 })
            distributions.append(
                (0..<scan.0 * scan.1).map { _ in dice.uniform() < 0.5 ? 0.2 + dice.uniform() : 0 })
        }
    }

    func value(_ position: Int, _ pixel: Int) -> Double {
        zip(components, distributions).reduce(0) { $0 + $1.0[pixel] * $1.1[position] }
    }

    var cube: DataCube { EngineTests.cube(scan: scan, detector: detector, type: .float32, value) }
}

/// Disk with smooth edges: the part of a pixel at this distance from the centre that a disk covers, roughly.
func coverage(_ distance: Double, radius: Double) -> Double { min(1, max(0, radius + 0.5 - distance)) }

/// A disk's exact share of a pixel, by 16 x 16 points.
func pixelShare(row: Int, column: Int, center: DetectorPoint, radius: Double) -> Double {
    var inside = 0.0
    for down in 0..<16 {
        for across in 0..<16 {
            let point = DetectorPoint(
                row: Double(row) - 0.5 + (Double(down) + 0.5) / 16,
                column: Double(column) - 0.5 + (Double(across) + 0.5) / 16)
            if point.distance(to: center) <= radius { inside += 1 }
        }
    }
    return inside / 256
}

let calm = Workers(threads: 1, cancellation: Cancellation())
let pair = Workers(threads: 2, cancellation: Cancellation())
