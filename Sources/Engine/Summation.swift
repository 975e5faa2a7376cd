import DataCube

/// Sums over contiguous single-precision numbers whose result is as good as double precision.
package enum Summation {
    /// The sum, every addition in double precision.
    package static func sum(_ values: UnsafePointer<Float>, count: Int) -> Double {
        let raw = UnsafeRawPointer(values)
        var lanes = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        let whole = count & ~15
        for index in stride(from: 0, to: whole, by: 16) {
            lanes.0 += SIMD8<Double>(raw.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self))
            lanes.1 += SIMD8<Double>(raw.loadUnaligned(fromByteOffset: 4 * index + 32, as: SIMD8<Float>.self))
        }
        var total = (lanes.0 + lanes.1).sum()
        for index in whole..<count { total += Double(values[index]) }
        return total
    }

    /// The inner product of two rows, every product and sum in double precision. Not finite when a value is not.
    package static func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, count: Int) -> Double {
        let rawLeft = UnsafeRawPointer(left)
        let rawRight = UnsafeRawPointer(right)
        var lanes = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        let whole = count & ~15
        for index in stride(from: 0, to: whole, by: 16) {
            let offset = 4 * index
            let first = SIMD8<Double>(rawLeft.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self))
            let second = SIMD8<Double>(rawLeft.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self))
            lanes.0 += first * SIMD8<Double>(rawRight.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self))
            lanes.1 +=
                second * SIMD8<Double>(rawRight.loadUnaligned(fromByteOffset: offset + 32, as: SIMD8<Float>.self))
        }
        var total = (lanes.0 + lanes.1).sum()
        for index in whole..<count { total += Double(left[index]) * Double(right[index]) }
        return total
    }
}
