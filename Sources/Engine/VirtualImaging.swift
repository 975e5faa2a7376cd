import DataCube
import Questions

extension DataCube {
    /// The sum over a virtual detector's pixels at every probe position (scan rows x columns).
    ///
    /// Integer data are summed exactly (below 2^53) and rounded once, to Float. A position where a pixel inside the
    /// detector is NaN reads NaN; where one is infinite, infinite or NaN. A detector without pixels reads 0 everywhere.
    /// O(positions · pixels), every pattern read once.
    /// - Throws: `cancelled`, or `cube` when the data cannot be read.
    func virtualImage(
        _ detector: VirtualDetector, workers: Workers
    ) throws(EngineError) -> ScanMap {
        try virtualImage(of: detector.runs(on: self.detector), workers: workers)
    }

    /// Likewise, over some pixels.
    func virtualImage(of pixels: PixelRuns, workers: Workers) throws(EngineError) -> ScanMap {
        var values = [Float](repeating: 0, count: scan.count)
        if pixels.isEmpty { return ScanMap(shape: scan, values: values) }
        try values.withUnsafeMutableBufferPointer { sums throws(EngineError) in
            if let parts = source.parts {
                try sum(pixels, from: parts, into: sums, workers: workers)
            } else {
                try sum(pixels, into: sums, workers: workers)
            }
        }
        return ScanMap(shape: scan, values: values)
    }

    /// Only the detector's own pixels are looked at, as they are stored.
    private func sum(
        _ pixels: PixelRuns, from parts: any FramePartSource, into sums: UnsafeMutableBufferPointer<Float>,
        workers: Workers
    ) throws(EngineError) {
        let spans = PixelSpans(pixels.runs)
        let tiles = cut(scan.count, every: max(1, (1 << 20) / self.detector.count))
        try workers.forEachTile(tiles.count) { (tile, _) throws(EngineError) in
            for frame in tiles[tile] { sums[frame] = Float(parts.sum(spans, ofFrame: frame)) }
            do throws(CubeError) { try parts.checkParts() } catch { throw .cube(error) }
        }
    }

    private func sum(
        _ pixels: PixelRuns, into sums: UnsafeMutableBufferPointer<Float>, workers: Workers
    ) throws(EngineError) {
        let blocks = FrameBlocks(positions: .all(scan.count), of: source)
        let buffers = workers.each { FrameBuffer(source: source, frames: blocks.framesPerRead) }
        let exactRun = Summation.exactRun(of: elementType)
        try workers.forEachTile(blocks.blocks.count) { (block, worker) throws(EngineError) in
            for frames in blocks.blocks[block].reads {
                try buffers[worker].read(frames) { frame, pattern in
                    guard let pattern = pattern.baseAddress else { return }
                    sums[frame] = Float(
                        pixels.runs.reduce(0.0) {
                            $0 + Summation.sum(pattern + $1.lowerBound, count: $1.count, exactRun: exactRun)
                        })
                }
            }
        }
    }
}
