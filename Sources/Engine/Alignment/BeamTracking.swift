import DataCube
import Questions

/// Where the direct beam is at each position of the scan.
public struct BeamTrack: Sendable {
    /// Centres as measured, smoothed and without those that stand apart from all around; row-major over the scan.
    public let centers: [DetectorPoint]
    /// Their mean.
    public let place: DetectorPoint
    /// How far they are from it.
    public let wander: BeamWander

    /// How far each pattern lies from the mean place, in whole pixels: what is left is at most half a pixel each way.
    public var shifts: [PixelShift] {
        centers.map {
            PixelShift(
                rows: Int(($0.row - place.row).rounded()), columns: Int(($0.column - place.column).rounded()))
        }
    }

    fileprivate init(_ centers: [DetectorPoint], lostPositions: Int) {
        self.centers = centers
        let count = Double(max(1, centers.count))
        let place = DetectorPoint(
            row: centers.reduce(0) { $0 + $1.row } / count, column: centers.reduce(0) { $0 + $1.column } / count)
        self.place = place
        let distances = centers.map { $0.distance(to: place) }
        wander = BeamWander(
            rms: (distances.reduce(0) { $0 + $1 * $1 } / count).squareRoot(), largest: distances.max() ?? 0,
            lostPositions: lostPositions)
    }
}

/// Follows the direct beam from position to position: near where the survey saw it, first the place where a box of its
/// size holds most, then the centre of mass around there, above what the box's border reads. O(positions · window).
///
/// - Throws: `parameter` when the survey finds no beam, or hardly any pattern has one; `cancelled`, `cube`.
public func trackBeam(on cube: DataCube, cancellation: Cancellation, threads: Int) throws(EngineError) -> BeamTrack {
    let workers = Workers(threads: threads, cancellation: cancellation)
    let hint = "Give its place with --center ROW,COLUMN, or do without --align."
    guard let beam = try cube.survey(workers: workers).beam else {
        throw .parameter("No direct beam stands out that patterns could be aligned by. \(hint)")
    }
    let window = BeamWindow(beam: beam, detector: cube.detector)
    var centers = [DetectorPoint?](repeating: nil, count: cube.scan.count)
    let blocks = FrameBlocks(positions: .all(cube.scan.count), of: cube.source)
    let buffers = workers.each { FrameBuffer(source: cube.source, frames: blocks.framesPerRead) }
    let windows = workers.each { [Float](repeating: 0, count: window.count) }
    try centers.withUnsafeMutableBufferPointer { centers throws(EngineError) in
        try workers.forEachTile(blocks.blocks.count) { (block, worker) throws(EngineError) in
            var values = windows[worker]
            for frames in blocks.blocks[block].reads {
                guard let parts = cube.source.parts else {
                    try buffers[worker].read(frames) { frame, pattern in
                        window.copy(from: pattern, to: &values)
                        centers[frame] = window.center(in: values)
                    }
                    continue
                }
                for frame in frames {
                    window.copy(frame, of: parts, to: &values)
                    centers[frame] = window.center(in: values)
                }
                do throws(CubeError) { try parts.checkParts() } catch { throw .cube(error) }
            }
        }
    }
    let lost = centers.count { $0 == nil }
    guard 2 * lost <= centers.count else {
        throw .parameter("The direct beam is lost at \(lost) of \(centers.count) positions. \(hint)")
    }
    return BeamTrack(smoothed(centers, scan: cube.scan), lostPositions: lost)
}
