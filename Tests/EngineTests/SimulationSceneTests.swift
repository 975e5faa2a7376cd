import DataCube
import Engine
import Testing

/// Parameters of a scene small enough for a test.
func smallScene(_ change: (inout NanosheetScene.Parameters) -> Void = { _ in }) throws -> NanosheetScene {
    var parameters = NanosheetScene.Parameters()
    parameters.scan = ScanShape(rows: 32, columns: 36)
    parameters.detector = DetectorShape(rows: 64, columns: 72)
    change(&parameters)
    return try NanosheetScene(parameters)
}

/// The sum of a pattern over a disk.
func sum(_ values: [Float], _ shape: DetectorShape, around center: DetectorPoint, radius: Double) -> Double {
    values.indices.reduce(0.0) { total, index in
        let pixel = DetectorPoint(row: Double(index / shape.columns), column: Double(index % shape.columns))
        return pixel.distance(to: center) <= radius ? total + Double(values[index]) : total
    }
}

@Suite("Simulation: nanosheet scenes")
struct SimulationSceneTests {
    @Test(
        "shapes, names and sums are as promised, for every number of components",
        arguments: NanosheetScene.Parameters.componentCounts)
    func truth(count: Int) throws {
        let scene = try smallScene { $0.componentCount = count }
        #expect(scene.components.count == count)
        #expect(Set(scene.components.map(\.name)).count == count)
        #expect(scene.components[0].name == "background")
        for component in scene.components {
            #expect(component.pattern.shape == DetectorShape(rows: 64, columns: 72))
            #expect(component.distribution.shape == ScanShape(rows: 32, columns: 36))
            #expect(component.pattern.values.allSatisfy { $0 >= 0 })
            #expect(component.distribution.values.allSatisfy { $0 >= 0 })
            #expect(abs(component.pattern.values.reduce(0.0) { $0 + Double($1) } - 1) < 1e-5)
        }
        #expect(scene.frame(7).count == 64 * 72)
    }

    @Test("the cube gives the same frames as the scene, and refuses others")
    func cube() throws {
        let scene = try smallScene()
        let cube = scene.cube
        #expect(cube.scan == ScanShape(rows: 32, columns: 36))
        #expect(cube.elementType == .uint16)
        #expect(cube.calibration.scanStep == 5)
        #expect(try cube.pattern(at: ScanPosition(row: 3, column: 5)).values == scene.frame(3 * 36 + 5))
        var two = [Float](repeating: -1, count: 2 * 64 * 72)
        try two.withUnsafeMutableBufferPointer { buffer in try cube.source.read(100..<102, into: buffer) }
        #expect(two == scene.frame(100) + scene.frame(101))
        #expect(throws: CubeError.self) { try cube.pattern(at: ScanPosition(row: 32, column: 0)) }
    }

    @Test("equal parameters give equal frames in any order; another seed or frame gives others")
    func determinism() throws {
        let first = try smallScene { $0.readNoise = 2 }
        let second = try smallScene { $0.readNoise = 2 }
        let backwards = [40, 3].map { second.frame($0) }
        #expect(first.frame(3) == backwards[1])
        #expect(first.frame(40) == backwards[0])
        let other = try smallScene {
            $0.readNoise = 2
            $0.seed = 2
        }
        #expect(first.frame(3) != other.frame(3))
        #expect(first.frame(3) != first.frame(4))
    }

    @Test("every sheet, reduced area and fold has positions where it lies alone", arguments: [1, 2, 3] as [UInt64])
    func ownAreas(seed: UInt64) throws {
        for count in NanosheetScene.Parameters.componentCounts {
            let scene = try smallScene {
                $0.componentCount = count
                $0.seed = seed
                $0.scan = ScanShape(rows: 100, columns: 100)
                $0.detector = DetectorShape(rows: 16, columns: 16)
            }
            let sheets = scene.components.dropFirst()
            for sheet in sheets {
                let others = sheets.filter { $0.name != sheet.name }
                let largest = sheet.distribution.values.max() ?? 0
                let alone = (0..<10_000).count { position in
                    sheet.distribution.values[position] > 0.9 * largest
                        && others.allSatisfy { $0.distribution.values[position] < 0.02 * largest }
                }
                #expect(alone >= 50, "\(sheet.name) of \(count), seed \(seed)")
            }
            let bare = (0..<10_000).count { position in sheets.allSatisfy { $0.distribution.values[position] == 0 } }
            #expect(bare >= 500)
        }
    }

    @Test("overlapping sheets add: an expectation is the weighted sum of patterns")
    func linearity() throws {
        let scene = try smallScene()
        let overlap = try #require(
            (0..<scene.parameters.scan.count).first { position in
                scene.components.dropFirst().count { $0.distribution.values[position] > 1000 } >= 2
            })
        let mean = scene.expectation(overlap)
        for pixel in stride(from: 0, to: mean.count, by: 7) {
            let expected = scene.components.reduce(0.0) {
                $0 + Double($1.pattern.values[pixel]) * Double($1.distribution.values[overlap])
            }
            #expect(abs(Double(mean[pixel]) - expected) <= 1e-5 * expected)
        }
    }

    @Test("the noise-free rank is the number of components", arguments: NanosheetScene.Parameters.componentCounts)
    func rank(count: Int) throws {
        let scene = try smallScene { $0.componentCount = count }
        for vectors in [scene.components.map(\.pattern.values), scene.components.map(\.distribution.values)] {
            // What Gram-Schmidt leaves of each unit vector; 0 for a dependent one.
            var basis: [[Double]] = []
            for vector in vectors {
                var rest = unit(vector.map(Double.init))
                for direction in basis {
                    let part = zip(rest, direction).reduce(0) { $0 + $1.0 * $1.1 }
                    rest = zip(rest, direction).map { $0 - part * $1 }
                }
                #expect(rest.reduce(0) { $0 + $1 * $1 }.squareRoot() > 0.1)
                basis.append(unit(rest))
            }
        }
    }

    private func unit(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    @Test("parameters out of range are refused by name")
    func refusals() throws {
        let wrong: [(String, (inout NanosheetScene.Parameters) -> Void)] = [
            ("scan", { $0.scan = ScanShape(rows: 0, columns: 10) }),
            ("scan", { $0.scan = ScanShape(rows: .max, columns: .max) }),
            ("detector", { $0.detector = DetectorShape(rows: 8, columns: 128) }),
            ("components", { $0.componentCount = 2 }), ("components", { $0.componentCount = 11 }),
            ("dose", { $0.dose = 0 }), ("dose", { $0.dose = .nan }), ("element type", { $0.elementType = .int64 }),
            ("gain", { $0.gain = -1 }), ("offset", { $0.offset = .infinity }), ("read noise", { $0.readNoise = -1 }),
            ("charge sharing", { $0.chargeSharing = 1.5 }), ("descan", { $0.descan = 40 }),
            ("bending", { $0.bending = .nan }), ("hot pixels", { $0.hotPixels = 1_000_000 }),
            ("dead pixels", { $0.deadPixels = -1 }),
        ]
        for (name, change) in wrong {
            #expect("\(name)") {
                _ = try smallScene(change)
            } throws: { error in
                guard case .parameter(let refused, _) = error as? SimulationError else { return false }
                return refused == name
            }
        }
    }
}
