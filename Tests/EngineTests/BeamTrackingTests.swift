import DataCube
import Engine
import Questions
import Testing

@Suite("Following the direct beam")
struct BeamTrackingTests {
    private static func scene(descan: Double, dose: Double = 30_000) throws -> NanosheetScene {
        var parameters = NanosheetScene.Parameters()
        parameters.scan = ScanShape(rows: 16, columns: 24)
        parameters.detector = DetectorShape(rows: 64, columns: 64)
        parameters.descan = descan
        parameters.dose = dose
        return try NanosheetScene(parameters)
    }

    private static func track(_ cube: DataCube, threads: Int = 2) throws -> BeamTrack {
        try trackBeam(on: cube, cancellation: Cancellation(), threads: threads)
    }

    /// Where the scene put the beam.
    private static func place(_ scene: NanosheetScene, _ index: Int) -> DetectorPoint {
        let position = scene.parameters.scan.position(index)
        return DetectorPoint(
            row: scene.beam.center.row + scene.parameters.descan * (2 * Double(position.row) / 15 - 1),
            column: scene.beam.center.column + scene.parameters.descan * (2 * Double(position.column) / 23 - 1))
    }

    @Test("a descanned scene is aligned to within half a pixel each way", arguments: [0.8, 3.0, -6.0])
    func descan(_ strength: Double) throws {
        let scene = try Self.scene(descan: strength)
        let track = try Self.track(scene.cube)
        var worst = 0.0
        for (index, center) in track.centers.enumerated() {
            worst = max(worst, center.distance(to: Self.place(scene, index)))
        }
        #expect(worst < 0.35, "\(worst)")
        #expect(track.wander.lostPositions == 0)
        #expect(track.wander.largest > 1.1 * abs(strength) && track.wander.largest < 1.5 * abs(strength) + 0.1)
        #expect(track.wander.rms > 0.6 * abs(strength) && track.wander.rms < track.wander.largest)

        var steps = PatternSteps(on: scene.cube.detector)
        steps.shifts = track.shifts
        let aligned = scene.cube.prepared(steps)
        let again = try Self.track(aligned)
        #expect(again.wander.largest < 0.75)
        let off = track.centers.indices.map { index in
            let place = Self.place(scene, index)
            let shift = track.shifts[index]
            return max(
                abs(place.row - Double(shift.rows) - track.place.row),
                abs(place.column - Double(shift.columns) - track.place.column))
        }
        #expect(off.allSatisfy { $0 < 0.5 + 0.35 })
        #expect(Double(off.count { $0 <= 0.6 }) >= 0.95 * Double(off.count))
    }

    @Test("a still beam stays, even at a low dose")
    func still() throws {
        for dose in [30_000.0, 100] {
            let track = try Self.track(Self.scene(descan: 0, dose: dose).cube)
            #expect(track.shifts.allSatisfy { $0 == PixelShift(rows: 0, columns: 0) })
            #expect(track.wander.largest < 0.5)
        }
    }

    @Test("single patterns that are damaged do not lead astray")
    func outliers() throws {
        let scene = try Self.scene(descan: 2)
        let cube = DataCube(scan: scene.parameters.scan, source: Damaged(base: scene.cube.source))
        let clean = try Self.track(scene.cube)
        let track = try Self.track(cube)
        #expect(track.wander.lostPositions > 0)
        #expect(zip(track.centers, clean.centers).allSatisfy { $0.distance(to: $1) < 0.3 })
    }

    @Test("the track does not depend on the number of threads")
    func threads() throws {
        let cube = try Self.scene(descan: 2).cube
        #expect(try Self.track(cube, threads: 1).centers == Self.track(cube, threads: 2).centers)
    }

    @Test("where no beam stands out there is a reason")
    func nothing() {
        let flat = cube(scan: (5, 5), detector: (20, 20)) { _, _ in 3 }
        #expect(throws: EngineError.self) { try Self.track(flat) }
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: EngineError.cancelled) { try trackBeam(on: flat, cancellation: cancellation, threads: 1) }
    }
}

/// Every eleventh pattern empty, every thirteenth with a bright spot in a corner of where the beam is looked for.
private struct Damaged: FrameSource {
    let base: any FrameSource
    var frameCount: Int { base.frameCount }
    var detector: DetectorShape { base.detector }
    var elementType: ElementType { base.elementType }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        try base.read(frames, into: buffer)
        for (slot, frame) in frames.enumerated() {
            let start = slot * detector.count
            if frame % 11 == 3 { for pixel in 0..<detector.count { buffer[start + pixel] = 0 } }
            if frame % 13 == 4 {
                for row in 22...26 { for column in 22...26 { buffer[start + row * 64 + column] = 60_000 } }
            }
        }
    }
}
