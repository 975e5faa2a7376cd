import DataCube
import Questions
import TestSupport
import Testing

@Suite("Shapes")
struct ShapeTests {
    /// What belongs to a shape, written down from its definition in the plainest way.
    private func belongs(_ detector: VirtualDetector, _ row: Int, _ column: Int) -> Bool {
        let (y, x) = (Double(row), Double(column))
        func distance(_ center: DetectorPoint) -> Double {
            ((y - center.row) * (y - center.row) + (x - center.column) * (x - center.column)).squareRoot()
        }
        switch detector {
        case .point(let point): return point.center.row.rounded() == y && point.center.column.rounded() == x
        case .disk(let disk): return !(distance(disk.center) > disk.radius)
        case .annulus(let ring): return !(distance(ring.center) > ring.outer) && !(distance(ring.center) < ring.inner)
        case .rectangle(let box):
            return box.center.row - box.height / 2 <= y && y <= box.center.row + box.height / 2
                && box.center.column - box.width / 2 <= x && x <= box.center.column + box.width / 2
        case .union(let first, let second): return belongs(first, row, column) || belongs(second, row, column)
        case .difference(let first, let second): return belongs(first, row, column) && !belongs(second, row, column)
        case .inverse(let inner): return !belongs(inner, row, column)
        }
    }

    @Test("contain what their definition says, alone and combined", arguments: 0..<8)
    func definition(seed: UInt64) {
        var random = SeededNumbers(seed)
        for _ in 0..<60 {
            let detector = random.detector(depth: Int(seed) % 4)
            let runs = detector.runs(rows: 17, columns: 13)
            let naive = (0..<17 * 13).filter { belongs(detector, $0 / 13, $0 % 13) }
            #expect(runs.indices == naive, "\(detector.spelling)")
            #expect(runs.count == naive.count)
            #expect(naive.allSatisfy { detector.contains(row: $0 / 13, column: $0 % 13) })
        }
    }

    @Test("include their edges at integer pixel centres")
    func edges() {
        let center = DetectorPoint(row: 8, column: 8)
        let disk = VirtualDetector.disk(DiskDetector(center: center, radius: 5))
        #expect(disk.contains(row: 8, column: 13))
        #expect(disk.contains(row: 11, column: 12), "3-4-5")
        #expect(!disk.contains(row: 8, column: 14))
        let annulus = VirtualDetector.annulus(AnnulusDetector(center: center, inner: 5, outer: 10))
        #expect(annulus.contains(row: 11, column: 12))
        #expect(annulus.contains(row: 14, column: 16), "6-8-10")
        #expect(!annulus.contains(row: 8, column: 12))
        let box = VirtualDetector.rectangle(RectangleDetector(center: center, height: 4, width: 2))
        #expect(box.runs(rows: 20, columns: 20).count == 15)
        #expect(VirtualDetector.disk(DiskDetector(center: center, radius: 0)).runs(rows: 20, columns: 20).count == 1)
        let point = VirtualDetector.point(PointDetector(center: DetectorPoint(row: 2.4, column: 3.6)))
        #expect(point.runs(rows: 20, columns: 20).indices == [2 * 20 + 4])
    }

    @Test("follow set algebra")
    func algebra() {
        var random = SeededNumbers(77)
        for _ in 0..<100 {
            let (first, second) = (random.detector(depth: 2), random.detector(depth: 2))
            func pixels(_ detector: VirtualDetector) -> Set<Int> {
                Set(detector.runs(rows: 12, columns: 15).indices)
            }
            let (a, b) = (pixels(first), pixels(second))
            #expect(pixels(.union(first, second)) == a.union(b))
            #expect(pixels(.difference(first, second)) == a.subtracting(b))
            #expect(pixels(.inverse(first)) == Set(0..<180).subtracting(a))
            #expect(
                pixels(.inverse(.union(first, second))) == pixels(.difference(.inverse(first), second)), "de Morgan")
        }
    }

    @Test("that cannot exist contain nothing rather than stop the program")
    func impossibleSizes() {
        let center = DetectorPoint(row: 4, column: 4)
        var annulus = AnnulusDetector(center: center, inner: -3, outer: -1)
        #expect(annulus.inner >= 0 && annulus.outer >= annulus.inner)
        annulus.inner = 5
        annulus.outer = 2
        #expect(VirtualDetector.annulus(annulus).runs(rows: 9, columns: 9).isEmpty)
        #expect(DiskDetector(center: center, radius: -1).radius == 0)
        let box = RectangleDetector(center: center, height: -1, width: -2)
        #expect(box.height == 0 && box.width == 0)
    }

    @Test("Runs are ascending and separate, on detectors as on scans")
    func runs() {
        let all = PixelRuns.all(7)
        #expect(all.runs == [0..<7] && all.count == 7 && !all.isEmpty)
        #expect(PixelRuns.all(0).isEmpty)
        let even = PixelRuns(count: 7) { $0 % 2 == 0 }
        #expect(even.runs == [0..<1, 2..<3, 4..<5, 6..<7])
        var random = SeededNumbers(5)
        for _ in 0..<50 {
            let detector = random.detector(depth: 3)
            let runs = detector.runs(on: DetectorShape(rows: 9, columns: 11))
            #expect(runs == detector.runs(on: ScanShape(rows: 9, columns: 11)))
            #expect(runs.runs.allSatisfy { !$0.isEmpty })
            #expect(zip(runs.runs, runs.runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        }
    }

    @Test("have closed outlines that lie on their edges")
    func outlines() {
        let center = DetectorPoint(row: 3, column: 5)
        let annulus = AnnulusDetector(center: center, inner: 2, outer: 7)
        #expect(annulus.outline.count == 2)
        for (line, radius) in zip(annulus.outline, [7.0, 2]) {
            #expect(line.first == line.last)
            #expect(line.allSatisfy { abs($0.distance(to: center) - radius) < 1e-9 })
        }
        let box = RectangleDetector(center: center, height: 4, width: 6)
        #expect(
            Set(box.outline[0])
                == [
                    DetectorPoint(row: 1, column: 2), DetectorPoint(row: 1, column: 8),
                    DetectorPoint(row: 5, column: 8), DetectorPoint(row: 5, column: 2),
                ])
        for radius in [0, 1e-300, 40, 1e300, Double.greatestFiniteMagnitude] {
            #expect((16...257).contains(DiskDetector(center: center, radius: radius).outline[0].count - 1))
        }
        let both = VirtualDetector.difference(.annulus(annulus), .inverse(.rectangle(box)))
        #expect(both.outline.count == 3)
        #expect(both.part == nil)
    }
}
