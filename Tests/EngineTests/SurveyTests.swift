import DataCube
import Engine
import Foundation
import Questions
import TestSupport
import Testing

func survey(_ cube: DataCube, threads: Int = 2) throws -> Survey {
    guard case .survey(let survey) = try perform(.survey, on: cube, cancellation: Cancellation(), threads: threads)
    else { throw Unexpected() }
    return survey
}

/// Patterns of a beam, some diffraction disks and a background, with Poisson noise.
struct BeamScene {
    var detector = (64, 64)
    var scan = (12, 12)
    var center = DetectorPoint(row: 31.5, column: 31.5)
    var radius = 3.0
    var beam = 400.0
    var background = 0.5
    /// Centre, radius, counts, and at which positions it is there.
    var spots: [(DetectorPoint, Double, Double, (Int) -> Bool)] = []
    /// Added to every pixel of the beam's rows and columns, as a part of the beam's counts.
    var streak = 0.0
    var hot: [Int: Double] = [:]
    var dead: Set<Int> = []
    var seed: UInt64 = 1

    func cube(calibration: Calibration = Calibration()) -> DataCube {
        var dice = Dice(seed)
        let columns = detector.1
        func disk(_ center: DetectorPoint, _ radius: Double) -> [Double] {
            (0..<detector.0 * columns).map {
                pixelShare(row: $0 / columns, column: $0 % columns, center: center, radius: radius)
            }
        }
        let beamShape = disk(center, radius)
        let spotShapes = spots.map { disk($0.0, $0.1) }
        return EngineTests.cube(scan: scan, detector: detector, calibration: calibration) { position, pixel in
            if dead.contains(pixel) { return 0 }
            var mean = background + beam * beamShape[pixel]
            if abs(Double(pixel % columns) - center.column) <= radius { mean += streak * beam }
            for (spot, shape) in zip(spots, spotShapes) where spot.3(position) { mean += spot.2 * shape[pixel] }
            return dice.poisson(mean + (hot[pixel] ?? 0))
        }
    }
}

@Suite("The survey finds the direct beam")
struct BeamTests {
    private static func expect(
        _ scene: BeamScene, within tolerance: Double = 0.3, radiusWithin: Double = 0.35,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let beam = try #require(try survey(scene.cube()).beam, sourceLocation: location)
        #expect(beam.center.distance(to: scene.center) < tolerance, "\(beam)", sourceLocation: location)
        #expect(abs(beam.radius - scene.radius) < radiusWithin, "\(beam)", sourceLocation: location)
    }

    @Test("of any size", arguments: [0.8, 1.0, 1.5, 2.0, 3.0, 6.0, 14.0])
    func sizes(radius: Double) throws {
        try Self.expect(BeamScene(radius: radius))
        try Self.expect(BeamScene(center: DetectorPoint(row: 30.2, column: 33.9), radius: radius))
    }

    @Test("away from the middle") func offCentre() throws {
        try Self.expect(BeamScene(center: DetectorPoint(row: 20.3, column: 40.8)))
    }

    @Test("beside hot pixels far brighter") func hotPixels() throws {
        try Self.expect(BeamScene(hot: [10 * 64 + 10: 20_000, 30 * 64 + 40: 5000]))
    }

    @Test("with streaks through it") func streaks() throws {
        try Self.expect(BeamScene(streak: 0.05))
        try Self.expect(BeamScene(streak: 0.2), within: 0.5, radiusWithin: 0.5)
    }

    @Test("beside a spot that is brighter where it is there") func brightSpot() throws {
        let spot = DetectorPoint(row: 31.5, column: 45)
        try Self.expect(BeamScene(spots: [(spot, 3, 2000, { $0 % 4 == 0 })]))
    }

    @Test("below overlapping disks of a third of its counts") func overlap() throws {
        let spots = [(0.0, 10.0), (0, -10), (10, 0), (-10, 0)].map { offset in
            (
                DetectorPoint(row: 31.5 + offset.0, column: 31.5 + offset.1), 7.0, 130.0,
                { (position: Int) in position % 2 == 0 }
            )
        }
        try Self.expect(BeamScene(radius: 7, spots: spots), within: 0.5, radiusWithin: 0.5)
    }

    @Test("on an 8 x 8 detector") func small() throws {
        try Self.expect(BeamScene(detector: (8, 8), center: DetectorPoint(row: 3.5, column: 3.5), radius: 1.5))
        try Self.expect(BeamScene(detector: (8, 8), center: DetectorPoint(row: 3, column: 4), radius: 1))
    }

    @Test("of a single pixel, which is not called hot") func singlePixel() throws {
        let scene = BeamScene(beam: 0, hot: [30 * 64 + 33: 500])
        let result = try survey(scene.cube())
        #expect(result.beam?.center == DetectorPoint(row: 30, column: 33))
        #expect(result.hotPixels.isEmpty)
    }

    @Test("in a single pattern") func singlePattern() throws {
        try Self.expect(BeamScene(scan: (1, 1)), within: 0.5, radiusWithin: 0.5)
    }

    @Test("at a few counts a pattern") func fewCounts() throws {
        try Self.expect(BeamScene(beam: 0.3, background: 0.002), within: 0.5, radiusWithin: 0.7)
    }

    @Test("only where there is one: not in noise, a slope, nothing, one pixel") func none() throws {
        #expect(try survey(BeamScene(beam: 0, background: 100).cube()).beam == nil)
        #expect(try survey(BeamScene(beam: 0, background: 0).cube()).beam == nil)
        #expect(try survey(cube(scan: (4, 4), detector: (32, 32)) { Double(10 * ($1 % 32)) + Double($0) }).beam == nil)
        #expect(try survey(cube(scan: (4, 4), detector: (1, 1)) { position, _ in Double(position) }).beam == nil)
        let nothing = cube(scan: (2, 2), detector: (8, 8), type: .float32) { _, _ in .nan }
        #expect(try survey(nothing).beam == nil)
        #expect(try survey(nothing).nonFinitePixels.count == 64)
    }

    @Test("where the user says it is, measuring only the radius") func calibrated() throws {
        let center = DetectorPoint(row: 31, column: 32)
        let result = try survey(BeamScene().cube(calibration: Calibration(center: center)))
        #expect(result.beam?.center == center)
        #expect(abs((result.beam?.radius ?? 0) - 3) < 0.4)
        let outside = DetectorPoint(row: -20, column: 500)
        let lost = try survey(BeamScene().cube(calibration: Calibration(center: outside)))
        #expect(lost.beam?.center == outside && lost.beam?.radius == 1)
    }

    @Test("in the borrowed simulation of strontium titanate") func borrowed() throws {
        guard let path = Borrowed.path("sim/sto_grains_32x32x96x96_u16.npy") else { return }
        let file = try NumpyFile(path: path)
        let data = cube(scan: (32, 32), detector: (96, 96)) { file.values[$0 * 96 * 96 + $1] }
        let result = try survey(data)
        let beam = try #require(result.beam)
        #expect(beam.center.distance(to: DetectorPoint(row: 47.75, column: 47.75)) < 0.3, "\(beam)")
        #expect(abs(beam.radius - 3.83) < 0.3, "\(beam)")
        #expect(result.hotPixels.isEmpty && result.deadPixels.isEmpty)
    }
}

@Suite("The survey finds defects")
struct DefectTests {
    @Test("hot and dead pixels, and nothing else")
    func defects() throws {
        let hot = [70: 300.0, 64 * 40 + 50: 60, 64 * 5 + 63: 500, 64 * 31 + 40: 800]
        let dead: Set = [64 * 20 + 20, 64 * 31 + 31, 64 * 63 + 63]
        let scene = BeamScene(background: 4, hot: hot, dead: dead)
        let result = try survey(scene.cube())
        #expect(result.hotPixels == hot.keys.sorted())
        #expect(result.deadPixels == dead.sorted())
        #expect(result.surveyedPositions == 144)
    }

    @Test("never a diffraction spot, however small and wherever between pixels", arguments: [0.8, 1.0, 1.5])
    func spots(radius: Double) throws {
        for (seed, shift) in [0.0, 0.25, 0.5].enumerated() {
            let spots = (0..<6).map { number in
                (
                    DetectorPoint(row: 12 + shift, column: 8 + 8 * Double(number) + shift / 2), radius,
                    [5.0, 20, 100, 500, 3000, 20_000][number], { (_: Int) in true }
                )
            }
            let result = try survey(BeamScene(spots: spots, seed: UInt64(seed + 1)).cube())
            #expect(result.hotPixels.isEmpty, "\(shift)")
            #expect(result.deadPixels.isEmpty)
        }
    }

    @Test("no defects where there are too few counts to tell")
    func fewCounts() throws {
        let result = try survey(BeamScene(beam: 20, background: 0.01, dead: [500]).cube())
        #expect(result.hotPixels.isEmpty && result.deadPixels.isEmpty)
    }

    @Test("pixels that are not finite in more than 1 % of the positions; saturated and negative values")
    func values() throws {
        let data = cube(scan: (10, 20), detector: (6, 6), type: .float32) { position, pixel in
            if pixel == 3 && position < 3 { return .nan }
            if pixel == 4 && position < 2 { return .infinity }
            return pixel == 5 ? -1 : 1
        }
        let result = try survey(data)
        #expect(result.nonFinitePixels == [3])
        #expect(result.negativeValues == 200)
        #expect(result.mean.values[3] == 1 && result.mean.values[4] == 1)
        let full = cube(scan: (2, 2), detector: (2, 2), type: .uint8) { $0 == 0 && $1 == 0 ? 255 : 254 }
        #expect(try survey(full).saturatedValues == 1)
    }

    @Test("looking at no more than 256 positions, spread over the scan")
    func spread() throws {
        for scan in [(16, 16), (17, 17), (100, 100), (1, 10_000), (10_000, 1), (3, 500), (300, 7)] {
            let data = cube(scan: scan, detector: (1, 1), type: .float32) { position, _ in Double(position) }
            let result = try survey(data)
            #expect(result.surveyedPositions <= 256 && result.surveyedPositions >= min(128, data.scan.count), "\(scan)")
            let middle = Double(data.scan.count - 1) / 2
            #expect(abs(Double(result.mean.values[0]) - middle) <= 0.1 * middle + 1, "\(scan)")
        }
    }

    @Test("with the same answer for one thread and two")
    func threads() throws {
        let data = BeamScene(hot: [70: 300]).cube()
        #expect(try survey(data, threads: 1) == survey(data, threads: 2))
    }
}
