import Screen
import TestSupport
import Testing

@Suite("Levels kept from frame to frame")
struct KeptLevelsTests {
    private func place(_ values: [Float]) -> UnsafePointer<Float>? { values.withUnsafeBufferPointer { $0.baseAddress } }

    @Test("are those computed anew, whatever is asked in whatever order", arguments: 0..<6)
    func same(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let kept = KeptLevels()
        var images = (0..<4).map { _ in (0..<24 * 30).map { _ in Float.random(in: -9...9, using: &random) } }
        for frame in 0..<60 {
            kept.beginFrame()
            for _ in 0..<5 {
                let index = Int.random(in: 0..<images.count, using: &random)
                // In place, but for the copy that is kept.
                if frame % 3 == 0 {
                    images[index][.random(in: 0..<720, using: &random)] = .random(in: -9...9, using: &random)
                }
                let values = images[index]
                let low = Double(Int.random(in: 0...2, using: &random))
                let scale = LevelRange.Scale.allCases.randomElement(using: &random) ?? .linear
                let isSymmetric = Bool.random(using: &random)
                let range = kept.range(of: values, low: low, high: 99, scale: scale, symmetric: isSymmetric)
                #expect(
                    range
                        == LevelRange.percentiles(
                            of: values, low: low, high: 99, scale: scale, symmetric: isSymmetric))
                let isTurned = Bool.random(using: &random)
                let (rows, columns) = isTurned ? (30, 24) : (24, 30)
                let image = HeatmapImage(
                    rows: rows, columns: columns, values: values, range: range,
                    reduction: Bool.random(using: &random) ? .maximum : .mean)
                let window = ImageWindow.zoomed(
                    rows: rows, columns: columns, factor: Double(Int.random(in: 1...2, using: &random)), row: 9,
                    column: 12)
                let rect = Rect(row: 0, column: 0, rows: .random(in: 5...7, using: &random), columns: 20)
                let geometry = try #require(HeatmapGeometry(window: window, in: rect, ability: ScreenAbility()))
                #expect(kept.levels(of: image, on: geometry) == image.levels(on: geometry))
            }
        }
    }

    @Test("are not computed again for the next frame, and gone after one that does not ask for them")
    func bounded() throws {
        let values = (0..<100).map(Float.init)
        let image = HeatmapImage(
            rows: 10, columns: 10, values: values, range: LevelRange(low: 0, high: 99, scale: .linear),
            reduction: .mean)
        let geometry = try #require(
            HeatmapGeometry(
                window: .whole(rows: 10, columns: 10), in: Rect(row: 0, column: 0, rows: 5, columns: 10),
                ability: ScreenAbility()))
        let kept = KeptLevels()
        let first = kept.levels(of: image, on: geometry)
        for _ in 0..<3 {
            kept.beginFrame()
            #expect(place(kept.levels(of: image, on: geometry)) == place(first))
            #expect(kept.count == 2)
        }
        kept.beginFrame()
        #expect(kept.count == 1)
        kept.beginFrame()
        #expect(kept.count == 0)
    }
}
