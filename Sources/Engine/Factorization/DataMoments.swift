import DataCube
import Questions

/// Sums of the data and of their squares over every kept pixel and every kept position, in double precision.
package struct DataMoments: Sendable {
    /// Per kept pixel, over the kept positions.
    package var pixelSums: [Double]
    package var pixelSquares: [Double]
    /// Per kept position, over the kept pixels.
    package var positionSums: [Double]
    package var positionSquares: [Double]

    /// All values' sum, pixel by pixel.
    package var sum: Double { pixelSums.reduce(0, +) }
}

/// Adds up patterns; one for each part of the positions, so that sums do not depend on the number of threads.
struct MomentSums {
    private var pixelSums: [Double]
    private var pixelSquares: [Double]
    private(set) var positionSums: [Double] = []
    private(set) var positionSquares: [Double] = []

    init(pixels: Int) {
        pixelSums = [Double](repeating: 0, count: pixels)
        pixelSquares = pixelSums
    }

    /// Adds a frame's kept pixels. A frame that holds a kept value that is not finite counts for its own sums alone.
    mutating func add(_ frame: UnsafePointer<Float>, pixels: PixelRuns, exactRun: Int?) {
        var sum = 0.0
        var square = 0.0
        for run in pixels.runs {
            let values = frame + run.lowerBound
            sum += Summation.sum(values, count: run.count, exactRun: exactRun)
            square += Summation.dot(values, values, count: run.count)
        }
        positionSums.append(sum)
        positionSquares.append(square)
        guard square.isFinite else { return }
        pixelSums.withUnsafeMutableBufferPointer { sums in
            pixelSquares.withUnsafeMutableBufferPointer { squares in
                guard var sums = sums.baseAddress, var squares = squares.baseAddress else { return }
                for run in pixels.runs {
                    let values = frame + run.lowerBound
                    for index in 0..<run.count {
                        let value = Double(values[index])
                        sums[index] += value
                        squares[index] += value * value
                    }
                    sums += run.count
                    squares += run.count
                }
            }
        }
    }

    /// Adds the sums over pixels to others.
    func addPixels(to moments: inout DataMoments) {
        for index in pixelSums.indices {
            moments.pixelSums[index] += pixelSums[index]
            moments.pixelSquares[index] += pixelSquares[index]
        }
    }
}
