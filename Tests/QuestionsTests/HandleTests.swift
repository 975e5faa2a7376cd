import DataCube
import Questions
import Testing

@Suite("Handles")
struct HandleTests {
    private let center = DetectorPoint(row: 10, column: 20)

    private func handle(_ part: any DetectorPart, _ kind: DetectorHandle.Kind) throws -> DetectorHandle {
        try #require(part.handles.first { $0.kind == kind })
    }

    @Test("are nearest on the edge they move")
    func distances() throws {
        let annulus = AnnulusDetector(center: center, inner: 3, outer: 8)
        let edge = DetectorPoint(row: 10, column: 28)
        #expect(try handle(annulus, .outer).distance(edge) == 0)
        #expect(try handle(annulus, .inner).distance(edge) == 5)
        #expect(try handle(annulus, .center).distance(edge) == 8)
        let box = RectangleDetector(center: center, height: 4, width: 10)
        #expect(try handle(box, .outer).distance(DetectorPoint(row: 8, column: 20)) == 0)
        #expect(try handle(box, .outer).distance(DetectorPoint(row: 11, column: 25)) == 0)
        #expect(try handle(box, .outer).distance(DetectorPoint(row: 15, column: 29)) == 5, "3-4-5 from the corner")
        #expect(try handle(box, .outer).distance(DetectorPoint(row: 4, column: 21)) == 4)
        #expect(PointDetector(center: center).handles.map(\.kind) == [.center])
    }

    @Test("bring the edge to the point they are dragged to", arguments: [0.0, 0.3, 1.9, 4.6])
    func dragging(angle: Double) throws {
        let target = DetectorPoint(row: 10 + 6 * (angle - 2), column: 20 + 5)
        let reach = target.distance(to: center)
        let disk = DiskDetector(center: center, radius: 2).moving(.outer, to: target)
        #expect(disk.radius == max(0.5, reach) && disk.center == center)
        let annulus = AnnulusDetector(center: center, inner: 1, outer: 30)
        #expect(annulus.moving(.inner, to: target).inner == reach)
        #expect(annulus.moving(.outer, to: target).outer == reach)
        let box = RectangleDetector(center: center, height: 3, width: 3).moving(.outer, to: target)
        #expect(abs(try handle(box, .outer).distance(target)) < 1e-9)
    }

    @Test("of the centre move every shape without changing its size")
    func centers() {
        let target = DetectorPoint(row: 1.5, column: -2)
        let parts: [any DetectorPart] = [
            PointDetector(center: center), DiskDetector(center: center, radius: 4),
            AnnulusDetector(center: center, inner: 2, outer: 5),
            RectangleDetector(center: center, height: 2, width: 7),
        ]
        #expect(parts.count == VirtualDetector.parts.count, "every shape is tried")
        for part in parts {
            let moved = part.moving(.center, to: target)
            #expect(moved.center == target)
            #expect(moved.arguments.dropFirst(2) == part.arguments.dropFirst(2))
        }
    }

    @Test("never turn a shape inside out")
    func limits() {
        let annulus = AnnulusDetector(center: center, inner: 3, outer: 8)
        #expect(annulus.moving(.outer, to: center).outer == 3.5)
        #expect(annulus.moving(.inner, to: DetectorPoint(row: 90, column: 90)).inner == 7.5)
        #expect(annulus.grown(by: -100).outer == 3.5)
        #expect(DiskDetector(center: center, radius: 3).grown(by: -9).radius == 0.5)
        #expect(RectangleDetector(center: center, height: 3, width: 9).grown(by: -3).width == 3)
        #expect(RectangleDetector(center: center, height: 3, width: 9).grown(by: -3).height == 1)
        #expect(DiskDetector(center: center, radius: 3).grown(by: 1.5).radius == 4.5)
        #expect(PointDetector(center: center).grown(by: 4) == PointDetector(center: center))
    }
}
