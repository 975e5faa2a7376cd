import CKernels
import DataCube

/// Sums over contiguous single-precision numbers whose result is as good as double precision.
package enum Summation {
    /// The most values of a type that single precision can add exactly, four vectors side by side; nil where it cannot.
    ///
    /// 256 values of at most 65535 stay below 2^24 in every lane.
    package static func exactRun(of type: ElementType) -> Int? {
        switch type {
        case .uint8, .int8, .uint16, .int16: 256 * 32
        default: nil
        }
    }

    /// The sum, exact where the values are integers whose sum stays below 2^53.
    /// - Parameter exactRun: as `exactRun(of:)` gives it for the values' type.
    package static func sum(_ values: UnsafePointer<Float>, count: Int, exactRun: Int?) -> Double {
        guard let exactRun else { return doubleSum(values, count: count) }
        var total = 0.0
        var start = 0
        while start < count {
            let length = min(exactRun, count - start)
            total += laneSum(values + start, count: length)
            start += length
        }
        return total
    }

    /// Adds in single precision; exact when every lane's sum is.
    private static func laneSum(_ values: UnsafePointer<Float>, count: Int) -> Double {
        var lanes = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
        let raw = UnsafeRawPointer(values)
        let whole = count & ~31
        for index in stride(from: 0, to: whole, by: 32) {
            lanes.0 += raw.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
            lanes.1 += raw.loadUnaligned(fromByteOffset: 4 * index + 32, as: SIMD8<Float>.self)
            lanes.2 += raw.loadUnaligned(fromByteOffset: 4 * index + 64, as: SIMD8<Float>.self)
            lanes.3 += raw.loadUnaligned(fromByteOffset: 4 * index + 96, as: SIMD8<Float>.self)
        }
        var total = 0.0
        for lane in 0..<8 {
            total += Double(lanes.0[lane]) + Double(lanes.1[lane]) + Double(lanes.2[lane]) + Double(lanes.3[lane])
        }
        for index in whole..<count { total += Double(values[index]) }
        return total
    }

    private static func doubleSum(_ values: UnsafePointer<Float>, count: Int) -> Double {
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
        product_dot(Int64(count), left, right)
    }
}
