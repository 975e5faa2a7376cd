import ArgumentParser
import CKernels

/// One call of a kernel at the size it has in a sweep, for an instruction counter to look at.
struct Kernel: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call one kernel once, and tell how much work that is.")

    @Argument(help: "Which: \(Name.allCases.map(\.rawValue).joined(separator: ", ")); without, all are listed.")
    var name: Name?

    enum Name: String, CaseIterable, ExpressibleByArgument {
        case combine, inner, hierarchical, nonnegative, thinning, disk, annulus
    }

    private struct Result: Encodable {
        var kernel: String
        /// The function that an instruction counter is to look into.
        var function: String
        var work: Int
        /// What one unit of the work is.
        var unit: String
        var size: String
    }

    func run() throws {
        for name in name.map({ [$0] }) ?? Name.allCases { try printLine(Self.call(name)) }
    }

    /// Components, columns and directions of a compressed half-step; a tile's columns.
    private static let (k, columns, depth) = (7, 512, 80)

    /// Numbers in [0, 1) without a pattern.
    private static func numbers(_ count: Int) -> [Float] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 8) * 0x1p-24
        }
    }

    private static func call(_ name: Name) -> Result {
        switch name {
        case .combine, .inner: product(name)
        case .hierarchical, .nonnegative: halfStep(name)
        case .thinning: thinning()
        case .disk: imaging(name, inner: -1, outer: 5)
        case .annulus: imaging(name, inner: 12, outer: 40)
        }
    }

    private static func product(_ name: Name) -> Result {
        let values = numbers(depth * columns)
        let size = "\(k) x \(depth) x \(columns)"
        if name == .combine {
            let weights = numbers(k * depth)
            var result = [Float](repeating: 0, count: k * columns)
            product_combine(
                Int64(k), Int64(depth), Int64(columns), weights, Int64(depth), values, Int64(columns), &result,
                Int64(columns), PRODUCT_OVERWRITE)
            return Result(
                kernel: name.rawValue, function: "product_combine", work: k * depth * columns, unit: "multiply-add",
                size: size)
        }
        let left = numbers(k * columns)
        var result = [Float](repeating: 0, count: k * depth)
        product_inner(
            Int64(k), Int64(depth), Int64(columns), left, Int64(columns), values, Int64(columns), &result,
            Int64(depth), PRODUCT_OVERWRITE)
        return Result(
            kernel: name.rawValue, function: "product_inner", work: k * depth * columns, unit: "multiply-add",
            size: size)
    }

    private static func halfStep(_ name: Name) -> Result {
        let rows = numbers(k * 64)
        var gram = [Double](repeating: 0, count: k * k)
        for row in 0..<k {
            for column in 0..<k {
                for index in 0..<64 {
                    gram[row * k + column] += Double(rows[row * 64 + index] * rows[column * 64 + index])
                }
            }
        }
        let target = numbers(k * columns).map { 20 * $0 }
        var coefficients = numbers(k * columns)
        if name == .hierarchical {
            product_hierarchical(
                1, Int64(k), Int64(columns), gram.map(Float.init), target, Int64(columns), &coefficients, Int64(columns)
            )
            return Result(
                kernel: name.rawValue, function: "product_hierarchical", work: k * k * columns, unit: "multiply-add",
                size: "\(k) x \(columns)")
        }
        _ = product_nonnegative(
            Int64(k), Int64(columns), gram, target, Int64(columns), &coefficients, Int64(columns))
        return Result(
            kernel: name.rawValue, function: "product_nonnegative", work: columns, unit: "column",
            size: "\(k) x \(columns)")
    }

    private static func thinning() -> Result {
        var counts = numbers(128 * 128).map { (6 * $0).rounded() }
        thin_counts(Int64(counts.count), &counts, 0, 1, 1, 0, THINNING_HALF)
        return Result(
            kernel: "thinning", function: "thin_counts", work: counts.count, unit: "value", size: "128 x 128")
    }

    private static func imaging(_ name: Name, inner: Double, outer: Double) -> Result {
        let frame = (0..<128 * 128).map { UInt16(truncatingIfNeeded: $0 &* 31) }
        var runs: [element_run] = []
        var pixels = 0
        for row in 0..<128 {
            var start: Int?
            for column in 0...128 {
                let (y, x) = (Double(row) - 63.5, Double(column) - 63.5)
                let distance = (y * y + x * x).squareRoot()
                let isInside = column < 128 && distance >= inner && distance <= outer
                if isInside, start == nil { start = column }
                if !isInside, let first = start {
                    runs.append(element_run(start: Int64(row * 128 + first), count: Int64(column - first)))
                    pixels += column - first
                    start = nil
                }
            }
        }
        let form = element_form(type: ELEMENT_UINT16, swapped: false)
        _ = elements_sum(form, Int64(frame.count), frame, Int64(runs.count), runs)
        return Result(
            kernel: name.rawValue, function: "elements_sum", work: pixels, unit: "value",
            size: "\(pixels) of 128 x 128 uint16 in \(runs.count) runs")
    }
}
