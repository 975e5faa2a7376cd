import DataCube
import Questions

extension DataCube {
    /// The mean or maximum of the patterns in a region of the scan, or of all. Values that are not finite are passed
    /// over, pixel by pixel; a pixel without any finite value is NaN. O(positions · pixels).
    /// - Throws: `cancelled`; `emptyRegion`; `cube` when the data cannot be read.
    func summary(
        _ summary: PatternSummary, region: VirtualDetector?, workers: Workers
    ) throws(EngineError) -> DiffractionPattern {
        let positions = region?.runs(on: scan) ?? .all(scan.count)
        guard !positions.isEmpty else { throw .emptyRegion(scan) }
        let empty = PixelStatistics(pixels: detector.count, elementType: elementType)
        let statistics =
            if let parts = source.parts {
                try fold(positions, into: empty, workers: workers) { (frames, _, statistics) throws(EngineError) in
                    statistics.add(frames, of: parts)
                    do throws(CubeError) { try parts.checkParts() } catch { throw .cube(error) }
                }
            } else {
                try fold(positions, into: empty, workers: workers)
            }
        return DiffractionPattern(
            shape: detector, values: summary == .mean ? statistics.mean : statistics.maximum)
    }
}
