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
        let pixels = detector.runs(on: self.detector)
        var values = [Float](repeating: 0, count: scan.count)
        if pixels.isEmpty { return ScanMap(shape: scan, values: values) }
        let blocks = FrameBlocks(positions: .all(scan.count), of: source)
        let buffers = workers.each { FrameBuffer(source: source, frames: blocks.framesPerRead) }
        let exactRun = Summation.exactRun(of: elementType)
        try values.withUnsafeMutableBufferPointer { sums throws(EngineError) in
            try workers.forEachTile(blocks.blocks.count) {
                (block, worker) throws(EngineError) in
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
        return ScanMap(shape: scan, values: values)
    }
}
