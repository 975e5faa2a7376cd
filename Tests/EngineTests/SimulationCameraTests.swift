import DataCube
import Engine
import Testing

@Suite("Simulation: noise and unkind cameras")
struct SimulationCameraTests {
    /// Mean and variance of Poisson counts, exact to a few standard errors; small means go by inversion, large by
    /// rejection, and the two meet at 12.
    @Test(
        "counts have the mean and variance of a Poisson distribution",
        arguments: [0.01, 0.3, 1, 4, 11.9, 12.1, 40, 900, 250_000])
    func poisson(mean: Double) {
        let draws = 200_000
        var sum = 0.0
        var squares = 0.0
        var generator = SystemIndependent(seed: 7)
        for _ in 0..<draws {
            let count = PoissonSampling.count(mean: mean) { _ in generator.uniform() }
            #expect(count >= 0 && count == count.rounded())
            sum += count - mean
            squares += (count - mean) * (count - mean)
        }
        let offset = sum / Double(draws)
        let variance = squares / Double(draws) - offset * offset
        #expect(abs(offset) < 5 * (mean / Double(draws)).squareRoot())
        #expect(abs(variance / mean - 1) < 5 * ((2 + 1 / mean) / Double(draws)).squareRoot())
    }

    @Test("counts of mean 20 follow the Poisson probabilities one by one")
    func probabilities() {
        let draws = 200_000
        var histogram = [Int](repeating: 0, count: 100)
        var generator = SystemIndependent(seed: 3)
        for _ in 0..<draws { histogram[Int(PoissonSampling.count(mean: 20) { _ in generator.uniform() })] += 1 }
        var probability = 2.061_153_622_438_558e-9  // exp(-20)
        for count in 0..<60 {
            if count > 0 { probability *= 20 / Double(count) }
            let expected = probability * Double(draws)
            #expect(abs(Double(histogram[count]) - expected) < 5 * expected.squareRoot() + 2, "\(count)")
        }
    }

    /// Variance over mean of (value - offset), averaged over pixels of a smooth region and many frames, compared with
    /// the expectation of each.
    private func dispersion(_ scene: NanosheetScene) -> Double {
        var squares = 0.0
        var means = 0.0
        for frame in 0..<40 {
            let expected = scene.expectation(frame)
            let values = scene.frame(frame)
            for pixel in expected.indices where expected[pixel] < 5 {
                let difference =
                    Double(values[pixel]) - scene.parameters.offset
                    - scene.parameters.gain * Double(expected[pixel])
                squares += difference * difference
                means += scene.parameters.gain * Double(expected[pixel])
            }
        }
        return squares / means
    }

    @Test("variance over mean is 1 for counts, the gain with gain, more with read noise, less with shared charge")
    func dispersions() throws {
        #expect(abs(dispersion(try smallScene()) - 1) < 0.03)
        #expect(abs(dispersion(try smallScene { $0.gain = 3 }) - 3) < 0.1)
        #expect(dispersion(try smallScene { ($0.readNoise, $0.elementType) = (2, .float32) }) > 2)
        #expect(dispersion(try smallScene { ($0.chargeSharing, $0.elementType) = (0.3, .float32) }) < 0.75)
    }

    @Test("an offset lifts the smallest value")
    func offset() throws {
        #expect(try smallScene().frame(0).min() == 0)
        #expect(try smallScene { $0.offset = 20 }.frame(0).min() == 20)
    }

    @Test("charge sharing keeps the counts and spreads the beam")
    func chargeSharing() throws {
        let plain = try smallScene { $0.elementType = .float32 }
        let shared = try smallScene { ($0.chargeSharing, $0.elementType) = (0.3, .float32) }
        let before = plain.frame(0).reduce(0.0) { $0 + Double($1) }
        let after = shared.frame(0).reduce(0.0) { $0 + Double($1) }
        #expect(abs(after / before - 1) < 0.01)
        #expect(shared.frame(0).max() ?? 0 < plain.frame(0).max() ?? 0)
    }

    @Test("descan moves the beam's centroid by as much as asked, opposite ways at opposite corners")
    func descan() throws {
        func centroid(_ scene: NanosheetScene, _ frame: Int) -> DetectorPoint {
            let values = scene.expectation(frame)
            let columns = scene.parameters.detector.columns
            var weight = 0.0
            var row = 0.0
            var column = 0.0
            for index in values.indices {
                let pixel = DetectorPoint(row: Double(index / columns), column: Double(index % columns))
                guard pixel.distance(to: scene.beam.center) < 5, values[index] > 50 else { continue }
                weight += Double(values[index])
                row += Double(values[index]) * pixel.row
                column += Double(values[index]) * pixel.column
            }
            return DetectorPoint(row: row / weight, column: column / weight)
        }
        let moved = try smallScene { $0.descan = 0.7 }
        let still = try smallScene()
        let last = moved.parameters.scan.count - 1
        for (frame, expected) in [(0, -0.7), (last, 0.7)] {
            let here = centroid(moved, frame)
            let there = centroid(still, frame)
            #expect(abs(here.row - there.row - expected) < 0.1)
            #expect(abs(here.column - there.column - expected) < 0.1)
        }
        let whole = try smallScene { $0.descan = 2 }
        let shifted = whole.expectation(last)
        let original = still.expectation(last)
        // Two whole pixels down and right, away from the edges.
        for row in 10..<50 {
            for column in 10..<60 {
                let difference = shifted[(row + 2) * 72 + column + 2] - original[row * 72 + column]
                #expect(abs(difference) <= 1e-4 * original[row * 72 + column])
            }
        }
    }

    @Test("bending leans the spots of a sheet, differently from place to place, and leaves the background")
    func bending() throws {
        let bent = try smallScene { $0.bending = 0.5 }
        let flat = try smallScene()
        let sheet = flat.components[1].distribution.values
        let inside = sheet.indices.filter { sheet[$0] > 0.9 * (sheet.max() ?? 0) }
        let leans = try [#require(inside.first), #require(inside.last)].map { position in
            let here = bent.expectation(position)
            let there = flat.expectation(position)
            return here.indices.reduce(0.0) { $0 + Double(abs(here[$1] - there[$1])) }
        }
        #expect(leans.allSatisfy { $0 > 50 })
        #expect(abs(leans[0] - leans[1]) > 1)
        let bare = try #require(
            sheet.indices.first { at in flat.components.dropFirst().allSatisfy { $0.distribution.values[at] == 0 } })
        #expect(bent.expectation(bare) == flat.expectation(bare))
    }

    @Test("hot pixels stand out of their neighbours in every frame, dead ones never change")
    func defects() throws {
        let scene = try smallScene { ($0.hotPixels, $0.deadPixels, $0.offset) = (5, 6, 3) }
        #expect(scene.hotPixels.count == 5)
        #expect(scene.deadPixels.count == 6)
        #expect(Set(scene.hotPixels).isDisjoint(with: scene.deadPixels))
        for frame in [0, 500, 1151] {
            let values = scene.frame(frame)
            for pixel in scene.hotPixels { #expect(values[pixel] > 1000) }
            for pixel in scene.deadPixels { #expect(values[pixel] == 3) }
        }
    }

    @Test("integers are rounded and clipped to what they hold, floats are not")
    func clipping() throws {
        let bytes = try smallScene { $0.elementType = .uint8 }.frame(0)
        #expect(bytes.max() == 255)
        #expect(bytes.allSatisfy { $0 == $0.rounded() && (0...255).contains($0) })
        let bright = try smallScene { ($0.dose, $0.gain) = (1e6, 10) }.frame(0)
        #expect(bright.max() == 65_535)
        let below = try smallScene { ($0.offset, $0.readNoise) = (-5, 2) }.frame(0)
        #expect(below.min() == 0)
        let floats = try smallScene { ($0.offset, $0.readNoise, $0.elementType) = (-5, 2, .float32) }.frame(0)
        #expect(floats.min() ?? 0 < -5)
        #expect(floats.contains { $0 != $0.rounded() })
    }

    @Test("parameters survive being written and read")
    func codable() throws {
        let scene = try smallScene { ($0.seed, $0.bending) = (.max, 0.25) }
        #expect(try roundTrip(scene.parameters) == scene.parameters)
    }
}
