import DataCube

/// Turns mean counts into a frame as stored: Poisson noise, charge sharing, gain, offset, read noise, defects, and the
/// element type's range.
struct SimulatedCamera: Sendable {
    /// Row-major, ascending.
    let hotPixels: [Int]
    let deadPixels: [Int]
    private let parameters: NanosheetScene.Parameters

    init(_ parameters: NanosheetScene.Parameters, geometry: PatternGeometry) {
        self.parameters = parameters
        let random = FrameRandom(seed: parameters.seed, frame: -2)
        var free = (0..<geometry.detector.count).filter { pixel in
            let point = DetectorPoint(
                row: Double(pixel / geometry.detector.columns), column: Double(pixel % geometry.detector.columns))
            return point.distance(to: geometry.center) > 3 * geometry.beamRadius + 2
        }
        // The beginning of a Fisher-Yates shuffle draws without repetition.
        let wanted = min(parameters.hotPixels + parameters.deadPixels, free.count)
        for drawn in 0..<wanted {
            let other = drawn + Int(random.bits(drawn) % UInt64(free.count - drawn))
            free.swapAt(drawn, other)
        }
        hotPixels = free.prefix(min(parameters.hotPixels, wanted)).sorted()
        deadPixels = free.prefix(wanted).dropFirst(parameters.hotPixels).sorted()
    }

    /// - Parameter mean: mean counts per pixel.
    func recorded(_ mean: [Float], random: FrameRandom) -> [Float] {
        var mean = mean
        for pixel in hotPixels { mean[pixel] += Float(parameters.dose / 20) }
        let count = mean.count
        // Draws 0..<count are each pixel's first; further ones of a pixel follow in strides of count.
        var values = mean
        for pixel in 0..<count {
            let counts = PoissonSampling.count(mean: Double(mean[pixel])) { random.uniform(pixel &+ $0 &* count) }
            values[pixel] = Float(counts)
        }
        if parameters.chargeSharing > 0 { values = shared(values) }
        amplify(&values, random: random)
        for pixel in deadPixels { values[pixel] = Float(parameters.offset) }
        store(&values)
        return values
    }

    private func amplify(_ values: inout [Float], random: FrameRandom) {
        guard parameters.gain != 1 || parameters.offset != 0 || parameters.readNoise > 0 else { return }
        // Far above the draws that Poisson sampling can reach.
        let first = 1 << 40
        for pixel in values.indices {
            var value = Double(values[pixel]) * parameters.gain + parameters.offset
            if parameters.readNoise > 0 {
                value += parameters.readNoise * random.normal(first + pixel, stride: values.count)
            }
            values[pixel] = Float(value)
        }
    }

    /// Every pixel gives a quarter of the shared part to each of its four neighbours; what leaves the detector is lost.
    private func shared(_ values: [Float]) -> [Float] {
        let part = Float(parameters.chargeSharing)
        let rows = parameters.detector.rows
        let columns = parameters.detector.columns
        var result = values
        for row in 0..<rows {
            for column in 0..<columns {
                let pixel = row * columns + column
                var received: Float = 0
                if row > 0 { received += values[pixel - columns] }
                if row + 1 < rows { received += values[pixel + columns] }
                if column > 0 { received += values[pixel - 1] }
                if column + 1 < columns { received += values[pixel + 1] }
                result[pixel] = (1 - part) * values[pixel] + part / 4 * received
            }
        }
        return result
    }

    private func store(_ values: inout [Float]) {
        guard let largest = parameters.elementType.saturation else { return }
        for pixel in values.indices { values[pixel] = min(max(values[pixel].rounded(), 0), Float(largest)) }
    }
}
