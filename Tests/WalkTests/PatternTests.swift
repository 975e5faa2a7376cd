import DataCube
import Formats
import TestSupport
import Testing

@Suite struct PatternTests {
    private func frame(_ cube: SmallCube, _ row: Int, _ column: Int) -> [Double] {
        (0..<cube.detector.count).map {
            cube[ScanPosition(row: row, column: column), $0 / cube.detector.columns, $0 % cube.detector.columns]
        }
    }

    private func frames(_ cube: SmallCube, _ isIn: (Int, Int) -> Bool = { _, _ in true }) -> [[Double]] {
        (0..<cube.scan.count).filter { isIn($0 / cube.scan.columns, $0 % cube.scan.columns) }.map {
            frame(cube, $0 / cube.scan.columns, $0 % cube.scan.columns)
        }
    }

    private func isNear(_ values: [Double]?, _ expected: [Double]) -> Bool {
        guard let values, values.count == expected.count else { return false }
        return zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
    }

    @Test(arguments: [(0, 0), (2, 4), (1, 3), (0, 4), (2, 0)])
    func aPatternIsTheFrameAtItsRowAndColumn(_ row: Int, _ column: Int) throws {
        let program = try Program()
        let outcome = try program.succeed("pattern small.npy --at \(row),\(column) -o pattern.npy --json")
        let pattern = try program.array("pattern.npy")
        #expect(pattern.shape == [7, 6])
        #expect(pattern.doubles == frame(program.cube, row, column))
        #expect(try outcome.objects().first?["detector"] as? [Int] == [7, 6])
    }

    @Test func theMeanIsOverAllPositions() throws {
        let program = try Program()
        try program.succeed("pattern small.npy --mean -o mean.npy")
        let frames = frames(program.cube)
        let mean = frames[0].indices.map { pixel in frames.reduce(0) { $0 + $1[pixel] } / 15 }
        #expect(try isNear(program.array("mean.npy").doubles, mean))
    }

    @Test func theMaximumIsOverAllPositions() throws {
        let program = try Program()
        try program.succeed("pattern small.npy --max -o max.npy")
        let frames = frames(program.cube)
        let maximum = frames[0].indices.map { pixel in frames.reduce(0) { max($0, $1[pixel]) } }
        #expect(try program.array("max.npy").doubles == maximum)
    }

    @Test func aRegionKeepsItsPositions() throws {
        let program = try Program()
        // Rows 1 and 2, columns 3 and 4 of the 3 x 5 scan, without (2, 3).
        try program.succeed(
            "pattern small.npy --mean --region 'rectangle(1.5,3.5,2,2) - point(2,3)' -o mean.npy")
        try program.succeed(
            "pattern small.npy --max --region 'rectangle(1.5,3.5,2,2) - point(2,3)' -o max.npy")
        let frames = frames(program.cube) { row, column in row >= 1 && column >= 3 && !(row == 2 && column == 3) }
        #expect(frames.count == 3)
        let mean = frames[0].indices.map { pixel in frames.reduce(0) { $0 + $1[pixel] } / 3 }
        let maximum = frames[0].indices.map { pixel in frames.reduce(0) { max($0, $1[pixel]) } }
        #expect(try isNear(program.array("mean.npy").doubles, mean))
        #expect(try program.array("max.npy").doubles == maximum)
    }

    @Test(arguments: ["--at 3,0", "--at 0,5", "--at=-1,0"])
    func aPositionOffTheScanIsSaid(_ place: String) throws {
        let program = try Program()
        let outcome = try program.run("pattern small.npy \(place) -o p.npy")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains("lies off the scan"))
        #expect(outcome.standardError.contains("Rows are 0 to 2, columns 0 to 4"))
        #expect(outcome.standardError.contains("small.npy"))
    }

    @Test func anEmptyRegionIsSaid() throws {
        let program = try Program()
        let outcome = try program.run("pattern small.npy --mean --region 'point(90,90)' -o p.npy")
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains("region"))
        #expect(throws: (any Error).self) { try program.array("p.npy") }
    }

    @Test(arguments: [
        "", "--at 1,1 --mean", "--mean --max", "--at 1,1 --region 'disk(1,1,1)'", "--at 1.5,1", "--at 1", "--at x,y",
        "--at 1e300,0",
    ])
    func oneQuestionAtATime(_ words: String) throws {
        let outcome = try Program().run("pattern small.npy \(words) -o p.npy")
        #expect(outcome.status == 64, "\(outcome)")
    }
}
