import DataCube
import Formats

/// What an independent reader also computes of a whole dataset, from every frame.
struct CubeSummary {
    var sum = 0.0
    var minimum = Double.infinity
    var maximum = -Double.infinity
    /// Over the detector's halves: top left, top right, bottom left, bottom right; the middle row and column of an odd
    /// size belong to the second half.
    var quadrants = [0.0, 0.0, 0.0, 0.0]
    var firstScanRow = 0.0
    var firstScanColumn = 0.0
    let values: [Float]
    let cube: DataCube

    init(_ cube: DataCube) throws {
        self.cube = cube
        let detector = cube.detector
        values = try allValues(of: cube)
        for (index, value) in values.enumerated() {
            let number = Double(value)
            let pixel = index % detector.count
            let frame = index / detector.count
            let isLower = pixel / detector.columns >= detector.rows / 2
            let isRight = pixel % detector.columns >= detector.columns / 2
            sum += number
            minimum = min(minimum, number)
            maximum = max(maximum, number)
            quadrants[(isLower ? 2 : 0) + (isRight ? 1 : 0)] += number
            if frame / cube.scan.columns == 0 { firstScanRow += number }
            if frame % cube.scan.columns == 0 { firstScanColumn += number }
        }
    }

    /// The value at indices of the file's own axes: 2 (a pattern), 3 (frame, pattern) or 4.
    func value(at indices: [Int]) -> Double {
        var frame = 0
        if indices.count == 3 { frame = indices[0] }
        if indices.count == 4 { frame = indices[0] * cube.scan.columns + indices[1] }
        let row = indices[indices.count - 2]
        let column = indices[indices.count - 1]
        return Double(values[frame * cube.detector.count + row * cube.detector.columns + column])
    }
}

/// All frames in order, read in batches of uneven size so that the borders of rows and chunks are crossed.
func allValues(of cube: DataCube, batch: Int = 7) throws -> [Float] {
    var values = [Float](repeating: .nan, count: cube.scan.count * cube.detector.count)
    try values.withUnsafeMutableBufferPointer { buffer in
        var first = 0
        while first < cube.scan.count {
            let last = min(first + batch, cube.scan.count)
            let part = buffer[first * cube.detector.count..<last * cube.detector.count]
            try cube.source.read(first..<last, into: UnsafeMutableBufferPointer(rebasing: part))
            first = last
        }
    }
    return values
}

/// Runs what must fail with a `FormatError` and gives the error; nil when it did not fail.
func failure(_ body: () throws(FormatError) -> Void) -> FormatError? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
