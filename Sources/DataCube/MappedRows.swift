import CKernels

/// Frames of a mapped file whose rows each lie in one piece, but not one behind the other: upside down, or with gaps.
struct MappedRows: FramePartSource {
    private let base: MappedSource
    private let columns: Int
    /// Elements from a row to the one that is next in the file.
    private let rowElements: Int
    private let isUpsideDown: Bool

    /// Nil where rows do not lie in one piece each, or elements of one are not in step with those of another.
    init?(_ base: MappedSource) {
        let width = base.layout.elementType.byteCount
        guard base.layout.detectorColumnStride == width, base.layout.detectorRowStride % width == 0 else { return nil }
        self.base = base
        columns = base.layout.detector.columns
        rowElements = abs(base.layout.detectorRowStride) / width
        isUpsideDown = base.layout.detectorRowStride < 0
    }

    func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        guard let bytes = base.file.bytes.baseAddress else { return }
        base.use(frame)
        let first = bytes + base.layout.offset(ofFrame: frame)
        var out = target
        var row = 0
        pixels.forEachRow(of: columns, near: &row) { row, columns in
            let place = row * base.layout.detectorRowStride + columns.lowerBound * base.elementType.byteCount
            base.elementType.convert(
                first + place, count: columns.count, order: base.layout.byteOrder, into: out)
            out += columns.count
        }
    }

    func expect(_ pixels: Range<Int>, ofFrame frame: Int) {
        guard let bytes = base.file.bytes.baseAddress else { return }
        let first = bytes + base.layout.offset(ofFrame: frame)
        let width = base.elementType.byteCount
        var row = 0
        pixels.forEachRow(of: columns, near: &row) { row, columns in
            elements_expect(
                first + row * base.layout.detectorRowStride + columns.lowerBound * width, Int64(columns.count * width))
        }
    }

    func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double {
        guard let bytes = base.file.bytes.baseAddress else { return 0 }
        base.use(frame)
        let last = base.detector.rows - 1
        var stored = PixelSpans(capacity: spans.runs.count + base.detector.rows)
        spans.forEachRow(of: columns) { row, columns in
            let start = (isUpsideDown ? last - row : row) * rowElements
            stored.append(start + columns.lowerBound..<start + columns.upperBound)
        }
        let lowest = base.layout.offset(ofFrame: frame) + min(0, last * base.layout.detectorRowStride)
        return base.elementType.sum(
            stored, of: bytes + lowest, count: last * rowElements + columns, order: base.layout.byteOrder)
    }

    func gather(_ frames: Range<Int>, into totals: PixelTotals) {
        guard let bytes = base.file.bytes.baseAddress else { return }
        let form = element_form(base.elementType, base.layout.byteOrder)
        var frame = frames.lowerBound
        while frame < frames.upperBound {
            // Frames of a scan row are equally far apart.
            let end = min(frames.upperBound, (frame / base.layout.scan.columns + 1) * base.layout.scan.columns)
            for used in frame..<end { base.use(used) }
            let first = bytes + base.layout.offset(ofFrame: frame)
            for row in 0..<base.detector.rows {
                totals.part(row * columns..<(row + 1) * columns).gather(
                    end - frame, form, at: first + row * base.layout.detectorRowStride,
                    stride: base.layout.scanColumnStride)
            }
            frame = end
        }
    }

    func checkParts() throws(CubeError) { try base.checkParts() }
}
