import DataCube
import Engine
import Testing

@Suite("Simulation: spots of the nanosheet")
struct SimulationLatticeTests {
    private func scene() throws -> NanosheetScene {
        var parameters = NanosheetScene.Parameters()
        parameters.scan = ScanShape(rows: 16, columns: 16)
        return try NanosheetScene(parameters)
    }

    @Test("the first allowed spot lies 19 pixels from the centre at 128 pixels, and |q| = |g| everywhere")
    func distances() throws {
        let scene = try scene()
        let step = try #require(scene.calibration.reciprocalStep)
        let center = try #require(scene.calibration.center)
        #expect(abs(NanosheetLattice.length(h: 1, l: 1) / step - 19) < 1e-9)
        #expect(abs(NanosheetLattice.length(h: 2, l: 0) - 2 / 0.376) < 1e-12)
        #expect(abs(NanosheetLattice.length(h: 0, l: 1) - 1 / 0.297) < 1e-12)
        let lattice = NanosheetLattice(rotation: 23)
        for (h, l) in NanosheetLattice.reflections(upTo: 12) {
            let point = lattice.position(h: h, l: l, center: center, reciprocalStep: step)
            #expect(abs(point.distance(to: center) * step - NanosheetLattice.length(h: h, l: l)) < 1e-9)
        }
    }

    @Test("the centroid of the counts at a computed position is that position")
    func centroids() throws {
        let scene = try scene()
        let step = try #require(scene.calibration.reciprocalStep)
        let sheet = try #require(scene.components.first { $0.name == "sheet 1" })
        let lattice = try #require(sheet.lattices.first)
        for (h, l) in [(1, 1), (-1, 1), (2, 0), (0, -2), (1, 3)] {
            let point = lattice.position(h: h, l: l, center: scene.beam.center, reciprocalStep: step)
            var weight = 0.0
            var row = 0.0
            var column = 0.0
            for index in sheet.pattern.values.indices {
                let pixel = DetectorPoint(row: Double(index / 128), column: Double(index % 128))
                guard pixel.distance(to: point) < 4 else { continue }
                let value = Double(sheet.pattern.values[index])
                weight += value
                row += value * pixel.row
                column += value * pixel.column
            }
            #expect(weight > 0)
            let centroid = DetectorPoint(row: row / weight, column: column / weight)
            #expect(centroid.distance(to: point) < 0.1, "\(h) 0 \(l)")
        }
    }

    @Test("h + l odd: absent in the pristine sheet, present and weaker than 101 in the reduced one")
    func extinctions() throws {
        let scene = try scene()
        let step = try #require(scene.calibration.reciprocalStep)
        let pristine = try #require(scene.components.first { $0.name == "sheet 1" })
        let reduced = try #require(scene.components.first { $0.name == "sheet 1 reduced" })
        let lattice = try #require(reduced.lattices.first)
        #expect(pristine.lattices.first?.rotation == lattice.rotation)
        func share(_ component: PlantedComponent, _ h: Int, _ l: Int) -> Double {
            sum(
                component.pattern.values, component.pattern.shape,
                around: lattice.position(h: h, l: l, center: scene.beam.center, reciprocalStep: step), radius: 3)
        }
        for (h, l) in [(1, 0), (-1, 0), (0, 1), (0, -1), (2, 1), (-2, 1), (1, 2), (3, 0)] {
            #expect(NanosheetLattice.isForbidden(h: h, l: l))
            #expect(share(pristine, h, l) == 0, "\(h) 0 \(l)")
            #expect(share(reduced, h, l) > 0.15 * share(reduced, 1, 1), "\(h) 0 \(l)")
            #expect(share(reduced, h, l) < share(reduced, 1, 1), "\(h) 0 \(l)")
        }
        for (h, l) in [(1, 1), (2, 0), (0, 2), (-1, -3)] {
            #expect(share(pristine, h, l) > 0)
            #expect(share(reduced, h, l) > 0)
        }
    }

    @Test("a fold shows two rotations, its own sheet's among them")
    func fold() throws {
        let scene = try scene()
        let fold = try #require(scene.components.first { $0.name == "fold of sheet 2" })
        let sheet = try #require(scene.components.first { $0.name == "sheet 2" })
        #expect(fold.lattices.count == 2)
        #expect(fold.lattices.first == sheet.lattices.first)
        let step = try #require(scene.calibration.reciprocalStep)
        for lattice in fold.lattices {
            let point = lattice.position(h: 1, l: 1, center: scene.beam.center, reciprocalStep: step)
            #expect(sum(fold.pattern.values, fold.pattern.shape, around: point, radius: 3) > 0.02)
        }
    }

    @Test("spots keep their place and share on a smaller detector")
    func scaling() throws {
        var parameters = NanosheetScene.Parameters()
        parameters.scan = ScanShape(rows: 16, columns: 16)
        parameters.detector = DetectorShape(rows: 32, columns: 40)
        let small = try NanosheetScene(parameters)
        let large = try scene()
        #expect(abs(small.beam.radius - large.beam.radius / 4) < 1e-12)
        func share(_ scene: NanosheetScene, _ h: Int, _ l: Int, radius: Double) throws -> Double {
            let step = try #require(scene.calibration.reciprocalStep)
            let sheet = scene.components[1]
            let point = try #require(sheet.lattices.first)
                .position(h: h, l: l, center: scene.beam.center, reciprocalStep: step)
            return sum(sheet.pattern.values, sheet.pattern.shape, around: point, radius: radius)
        }
        let ratio = try share(small, 1, 1, radius: 2) / share(large, 1, 1, radius: 4)
        #expect((0.85...1.15).contains(ratio))
    }
}
