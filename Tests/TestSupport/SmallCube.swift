import DataCube
import Foundation

/// A small 4D dataset of whole numbers, unequal in all four sizes, and the .npy file that holds it.
public struct SmallCube: Sendable {
    public let scan: ScanShape
    public let detector: DetectorShape
    /// Row-major over (scan row, scan column, detector row, detector column).
    public let counts: [UInt16]

    public init(scan: ScanShape, detector: DetectorShape, counts: [UInt16]) {
        self.scan = scan
        self.detector = detector
        self.counts = counts
    }

    /// Counts without any symmetry, so that exchanged rows and columns show.
    public static let scattered = SmallCube(
        scan: ScanShape(rows: 3, columns: 5), detector: DetectorShape(rows: 7, columns: 6),
        counts: (0..<630).map { (index: Int) -> UInt16 in UInt16((index * 7919 + index / 42 * 13) % 997) })

    /// A direct beam and two kinds of spots whose shares change over the scan: a factorization of rank 3 with noise.
    public static let planted: SmallCube = {
        let scan = ScanShape(rows: 6, columns: 8)
        let detector = DetectorShape(rows: 16, columns: 18)
        var state: UInt64 = 88_172_645_463_325_252
        func noise() -> Double {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Double(state >> 40) / Double(1 << 24)
        }
        func spot(_ row: Double, _ column: Double, _ at: (Int, Int)) -> Double {
            let (y, x) = (Double(at.0) - row, Double(at.1) - column)
            return exp(-(y * y + x * x) / 2)
        }
        var counts: [UInt16] = []
        for row in 0..<scan.rows {
            for column in 0..<scan.columns {
                let (left, upper) = (Double(column) / 7, Double(row) / 5)
                for place in 0..<detector.count {
                    let at = (place / detector.columns, place % detector.columns)
                    let beam = 3000 * spot(8, 9, at) + 4 * noise()
                    let first = 300 * left * (spot(3, 4, at) + spot(13, 14, at))
                    let second = 300 * upper * (spot(3, 13, at) + spot(12, 3, at))
                    counts.append(UInt16(beam + first + second))
                }
            }
        }
        return SmallCube(scan: scan, detector: detector, counts: counts)
    }()

    /// The count of a pixel at a position.
    public subscript(position: ScanPosition, row: Int, column: Int) -> Double {
        Double(counts[scan.index(position) * detector.count + row * detector.columns + column])
    }

    /// The .npy file, version 1.0, little-endian u2, C order.
    public var npy: [UInt8] {
        Self.npy(
            shape: [scan.rows, scan.columns, detector.rows, detector.columns],
            counts.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
    }

    /// A .npy file of u2 elements with any shape.
    public static func npy(shape: [Int], _ bytes: [UInt8]) -> [UInt8] {
        let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var header = "{'descr': '<u2', 'fortran_order': False, 'shape': (\(sizes)), }"
        header += String(repeating: " ", count: (64 - (header.utf8.count + 11) % 64) % 64) + "\n"
        let length = header.utf8.count
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(header.utf8)
            + bytes
    }
}
