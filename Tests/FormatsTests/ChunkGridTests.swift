import Formats
import Testing

@Suite struct ChunkGridTests {
    private struct Case: Sendable {
        let shape: [Int]
        let chunk: [Int]
        var scan = [0, 1]
        var detector = [2, 3]
        var order: [Int]?
    }

    private static let cases = [
        Case(shape: [3, 4, 5, 6], chunk: [1, 1, 5, 6]), Case(shape: [3, 4, 5, 6], chunk: [2, 3, 4, 5]),
        Case(shape: [3, 4, 5, 6], chunk: [3, 4, 5, 6]), Case(shape: [3, 4, 5, 6], chunk: [1, 1, 1, 1]),
        Case(shape: [3, 4, 5, 6], chunk: [7, 9, 8, 7]), Case(shape: [5, 2, 3, 3], chunk: [4, 1, 3, 2]),
        Case(shape: [3, 4, 5, 6], chunk: [2, 3, 4, 5], order: [3, 2, 1, 0]),
        Case(shape: [3, 4, 5, 6], chunk: [2, 4, 3, 6], order: [1, 3, 0, 2]),
        Case(shape: [7, 5, 6], chunk: [3, 5, 6], scan: [0], detector: [1, 2]),
        Case(shape: [5, 6, 7], chunk: [5, 4, 3], scan: [2], detector: [0, 1]),
        Case(shape: [5, 6], chunk: [2, 6], scan: [], detector: [0, 1]),
        Case(shape: [5, 6, 3, 4], chunk: [5, 2, 3, 4], scan: [2, 3], detector: [0, 1]),
    ]

    private func grid(_ test: Case) throws -> ChunkGrid {
        try #require(
            ChunkGrid(
                shape: test.shape, chunk: test.chunk, axes: (test.scan, test.detector), order: test.order))
    }

    /// Row-major index of a frame's pixel in the array, axis by axis.
    private func element(_ test: Case, frame: Int, pixel: Int) -> [Int] {
        var indices = [Int](repeating: 0, count: test.shape.count)
        indices[test.detector[1]] = pixel % test.shape[test.detector[1]]
        indices[test.detector[0]] = pixel / test.shape[test.detector[1]]
        if let fast = test.scan.last { indices[fast] = frame % test.shape[fast] }
        if test.scan.count == 2 { indices[test.scan[0]] = frame / test.shape[test.scan[1]] }
        return indices
    }

    @Test(arguments: cases) private func everyPixelIsFoundWhereItLies(_ test: Case) throws {
        let grid = try grid(test)
        let pixels = grid.row.size * grid.column.size
        for first in 0..<grid.frameCount {
            for last in first + 1...min(grid.frameCount, first + 9) {
                let frames = first..<last
                // For each pixel of the frames: which chunk it was taken from, and which element of it.
                var found = [[Int]](repeating: [], count: frames.count * pixels)
                for chunk in grid.chunks(of: frames) {
                    var isNeeded = false
                    grid.forEachRun(of: frames, in: chunk) { from, to, count, stride in
                        isNeeded = true
                        for index in 0..<count { found[to + index] += [chunk, from + index * stride] }
                    }
                    #expect(isNeeded, "chunk \(chunk) holds nothing of \(frames)")
                }
                for (place, origin) in found.enumerated() {
                    guard origin.count == 2 else {
                        Issue.record("\(frames): pixel \(place) was found \(origin.count / 2) times")
                        return
                    }
                    let indices = element(test, frame: first + place / pixels, pixel: place % pixels)
                    #expect(grid.arrayPlaces(origin[0]) == zip(indices, test.chunk).map { $0 / $1 })
                    let inside = zip(indices, test.chunk).map { $0 % $1 }
                    var element = 0
                    for axis in test.order ?? Array(inside.indices) {
                        element = element * test.chunk[axis] + inside[axis]
                    }
                    #expect(origin[1] == element)
                }
            }
        }
    }

    @Test(arguments: cases) private func boxesCoverTheArrayOnce(_ test: Case) throws {
        let grid = try grid(test)
        #expect((0..<grid.count).map { grid.box($0).count }.reduce(0, +) == test.shape.reduce(1, *))
        #expect(Set((0..<grid.count).map { grid.arrayPlaces($0) }).count == grid.count)
    }

    @Test func aMillionChunksCostNothingToLookAt() throws {
        let grid = try #require(
            ChunkGrid(shape: [1 << 30, 8, 8], chunk: [1, 8, 8], axes: ([0], [1, 2])))
        #expect(grid.chunks(of: 900_000_000..<900_000_003) == [900_000_000, 900_000_001, 900_000_002])
    }

    @Test func sizesThatAreNotPossibleAreRefused() {
        let axes = (scan: [0], detector: [1, 2])
        #expect(ChunkGrid(shape: [3, 0, 2], chunk: [1, 1, 1], axes: axes) == nil)
        #expect(ChunkGrid(shape: [3, 4, 2], chunk: [1, 0, 1], axes: axes) == nil)
        #expect(ChunkGrid(shape: [1 << 40, 1 << 20, 1 << 20], chunk: [1, 1, 1], axes: axes) == nil)
        #expect(ChunkGrid(shape: [4, 4, 4], chunk: [1 << 40, 1 << 20, 1 << 20], axes: axes) == nil)
        #expect(ChunkGrid(shape: [4, 4], chunk: [1, 1, 1], axes: axes) == nil)
    }
}
