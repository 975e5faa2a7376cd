import CKernels
import Testing

/// A number type as files store it, with its value said anew: in Swift's own types, one element after the other.
private struct Stored: Sendable, CustomTestStringConvertible {
    let name: String
    let type: element_type
    let width: Int
    let isInteger: Bool
    /// The value in single precision.
    let single: @Sendable (UInt64) -> Float
    /// The value added to sums: exact for integers, as (upper, lower) 32 bits where 53 bits do not hold it.
    let whole: @Sendable (UInt64) -> Int128
    let double: @Sendable (UInt64) -> Double

    var testDescription: String { name }

    static func integer<Value: FixedWidthInteger & Sendable>(_ type: Value.Type, _ kernel: element_type) -> Stored {
        func value(_ bits: UInt64) -> Value { Value(truncatingIfNeeded: bits) }
        return Stored(
            name: "\(type)", type: kernel, width: Value.bitWidth / 8, isInteger: true,
            single: { Float(Value(truncatingIfNeeded: $0)) }, whole: { Int128(Value(truncatingIfNeeded: $0)) },
            double: { Double(Value(truncatingIfNeeded: $0)) })
    }

    static let all: [Stored] = [
        .integer(UInt8.self, ELEMENT_UINT8), .integer(UInt16.self, ELEMENT_UINT16),
        .integer(UInt32.self, ELEMENT_UINT32), .integer(UInt64.self, ELEMENT_UINT64),
        .integer(Int8.self, ELEMENT_INT8), .integer(Int16.self, ELEMENT_INT16), .integer(Int32.self, ELEMENT_INT32),
        .integer(Int64.self, ELEMENT_INT64),
        Stored(
            name: "Float16", type: ELEMENT_FLOAT16, width: 2, isInteger: false,
            single: { Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }, whole: { _ in 0 },
            double: { Double(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }),
        Stored(
            name: "Float", type: ELEMENT_FLOAT32, width: 4, isInteger: false,
            single: { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }, whole: { _ in 0 },
            double: { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }),
        Stored(
            name: "Double", type: ELEMENT_FLOAT64, width: 8, isInteger: false,
            single: { Float(Double(bitPattern: $0)) }, whole: { _ in 0 }, double: { Double(bitPattern: $0) }),
    ]

    /// Random bits of an element; floats of moderate size where `isTame`.
    func bits(_ dice: inout Dice, isTame: Bool) -> UInt64 {
        let raw = UInt64(dice.uniform() * 4_294_967_296) << 32 | UInt64(dice.uniform() * 4_294_967_296)
        // Every eighth is an extreme.
        let extreme = dice.uniform() < 0.125
        if isInteger { return extreme ? (dice.uniform() < 0.5 ? .max : 1 << UInt64(8 * width - 1)) : raw }
        let value = (dice.uniform() - 0.3) * 1000
        if !isTame && extreme {
            let special = [Double.nan, .infinity, -.infinity, -0.0, 1e-7][Int(dice.uniform() * 5)]
            return encoded(special)
        }
        return encoded(value)
    }

    private func encoded(_ value: Double) -> UInt64 {
        switch width {
        case 2: UInt64(Float16(value).bitPattern)
        case 4: UInt64(Float(value).bitPattern)
        default: value.bitPattern
        }
    }

    /// The bytes as stored.
    func bytes(_ elements: [UInt64], swapped: Bool) -> [UInt8] {
        elements.flatMap { bits -> [UInt8] in
            let little = (0..<width).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
            return swapped ? little.reversed() : little
        }
    }
}

@Suite("Element kernels against one element after the other")
struct ElementKernelTests {
    private static let counts = Array(0...67) + [127, 128, 129, 255, 511]

    private static func onBothPaths(_ body: (_ name: String) -> Void) {
        body("vectors")
        kernels_allow_lanes(0)
        defer { kernels_allow_lanes(16) }
        body("plain")
    }

    @Test("conversion: every type, order and length, to the nearest float", arguments: Stored.all, [false, true])
    fileprivate func conversion(_ stored: Stored, _ swapped: Bool) {
        var dice = Dice(21)
        for count in Self.counts {
            let elements = (0..<count).map { _ in stored.bits(&dice, isTame: false) }
            // One byte in front: no address is aligned.
            let bytes = [0xEE] + stored.bytes(elements, swapped: swapped)
            let expected = elements.map(stored.single)
            Self.onBothPaths { path in
                var result = [Float](repeating: -77, count: count + 9)
                bytes.withUnsafeBytes { bytes in
                    elements_convert(
                        element_form(type: stored.type, swapped: swapped), Int64(count), bytes.baseAddress! + 1,
                        &result)
                }
                let agrees = zip(result, expected).allSatisfy {
                    $0.isNaN ? $1.isNaN : $0.bitPattern == $1.bitPattern
                }
                #expect(agrees && result[count...].allSatisfy { $0 == -77 }, "\(path) \(count)")
            }
        }
    }

    @Test("every half-precision number is converted exactly")
    func halves() {
        let bits = (0...UInt16.max).map { $0 }
        Self.onBothPaths { path in
            var result = [Float](repeating: 0, count: bits.count)
            elements_convert(
                element_form(type: ELEMENT_FLOAT16, swapped: false), Int64(bits.count), bits, &result)
            let wrong = bits.indices.count {
                let expected = Float(Float16(bitPattern: bits[$0]))
                return expected.isNaN ? !result[$0].isNaN : result[$0].bitPattern != expected.bitPattern
            }
            #expect(wrong == 0, "\(path)")
        }
    }

    @Test("sums over runs: integers exactly, nothing beside the runs", arguments: Stored.all, [false, true])
    fileprivate func sums(_ stored: Stored, _ swapped: Bool) {
        var dice = Dice(22)
        for count in Self.counts {
            var elements = (0..<count).map { _ in stored.bits(&dice, isTame: true) }
            // Runs of every length; between them stands what would spoil the sum.
            var runs: [element_run] = []
            var place = 0
            while place < count {
                let length = min(count - place, Int(dice.uniform() * Double(min(count, 70))))
                runs.append(element_run(start: Int64(place), count: Int64(length)))
                place += length + 1 + Int(dice.uniform() * 3)
            }
            if count % 3 == 0 { runs = [element_run(start: 0, count: Int64(count))] }
            let inside = Set(runs.flatMap { run in (0..<run.count).map { Int(run.start + $0) } })
            if !stored.isInteger {
                for index in 0..<count where !inside.contains(index) {
                    elements[index] = stored.width == 2 ? 0x7E00 : stored.width == 4 ? 0x7FC0_0000 : 0x7FF8 << 48
                }
            }
            let chosen = inside.sorted().map { elements[$0] }
            let exact = chosen.reduce(Int128(0)) { $0 + stored.whole($1) }
            let real = chosen.reduce(0.0) { $0 + stored.double($1) }
            let size = chosen.reduce(0.0) { $0 + abs(stored.double($1)) }
            let bytes = [0xEE] + stored.bytes(elements, swapped: swapped)
            Self.onBothPaths { path in
                let sum = bytes.withUnsafeBytes { bytes in
                    elements_sum(
                        element_form(type: stored.type, swapped: swapped), Int64(count), bytes.baseAddress! + 1,
                        Int64(runs.count), runs)
                }
                if stored.isInteger {
                    let isExact = abs(exact) < 1 << 53
                    #expect(
                        isExact ? sum == Double(exact) : abs(sum - Double(exact)) <= 1e-15 * Double(abs(exact)) + 4096,
                        "\(path) \(count): \(sum), not \(exact)")
                } else {
                    #expect(abs(sum - real) <= 1e-14 * size, "\(path) \(count): \(sum), not \(real)")
                }
            }
        }
    }

    @Test("long runs of extremes do not overflow", arguments: Stored.all)
    fileprivate func longRuns(_ stored: Stored) {
        guard stored.isInteger else { return }
        let count = 1_200_003
        for extreme in [UInt64.max, 1 << UInt64(8 * stored.width - 1)] {
            let bytes = stored.bytes(Array(repeating: extreme, count: count), swapped: false)
            let runs = [element_run(start: 0, count: Int64(count))]
            let sum = elements_sum(element_form(type: stored.type, swapped: false), Int64(count), bytes, 1, runs)
            #expect(sum == Double(stored.whole(extreme) * Int128(count)), "\(extreme)")
        }
    }

    @Test("sums and extremes of every place over frames, bit for bit", arguments: Stored.all, [false, true])
    fileprivate func gathering(_ stored: Stored, _ swapped: Bool) {
        var dice = Dice(23)
        for count in Self.counts.filter({ $0 < 40 || $0 > 60 }) {
            let frames = [1, 3, 4, 8, 11, 21][count % 6]
            let gap = count % 5
            let elements = (0..<frames * (count + gap)).map { _ in stored.bits(&dice, isTame: false) }
            let bytes = [0xEE] + stored.bytes(elements, swapped: swapped)
            for checked in stored.isInteger ? [false, true] : [true] {
                var sums = [Double](repeating: 0.5, count: count)
                var maxima = [Float](repeating: -.infinity, count: count)
                var minima = [Float](repeating: .infinity, count: count)
                var finite = [Int32](repeating: 2, count: count)
                for frame in 0..<frames {
                    for index in 0..<count {
                        let value = stored.single(elements[frame * (count + gap) + index])
                        guard value.isFinite else { continue }
                        sums[index] += Double(value)
                        maxima[index] = max(maxima[index], value)
                        minima[index] = min(minima[index], value)
                        finite[index] += 1
                    }
                }
                Self.onBothPaths { path in
                    var ownSums = [Double](repeating: 0.5, count: count)
                    var ownMaxima = [Float](repeating: -.infinity, count: count)
                    var ownMinima = [Float](repeating: .infinity, count: count)
                    var ownFinite = [Int32](repeating: 2, count: count)
                    bytes.withUnsafeBytes { bytes in
                        ownFinite.withUnsafeMutableBufferPointer { finite in
                            elements_gather(
                                element_form(type: stored.type, swapped: swapped), Int64(count),
                                bytes.baseAddress! + 1, Int64((count + gap) * stored.width), Int64(frames), &ownSums,
                                &ownMaxima, &ownMinima, checked ? finite.baseAddress : nil)
                        }
                    }
                    #expect(
                        ownSums == sums && ownMaxima == maxima && ownMinima == minima
                            && (!checked || ownFinite == finite), "\(path) \(count) x \(frames)")
                }
            }
        }
    }
}
