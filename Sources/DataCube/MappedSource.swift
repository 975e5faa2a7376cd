import CKernels

/// How the elements of a 4D array lie in a file: the byte offset of the first, and the byte distance from one element
/// to the next along each of the four axes (negative where an axis runs backwards).
public struct FrameLayout: Equatable, Sendable {
    public var scan: ScanShape
    public var detector: DetectorShape
    public var elementType: ElementType
    public var byteOrder: ByteOrder
    /// Byte position of element (0, 0, 0, 0).
    public var offset: Int
    public var scanRowStride: Int
    public var scanColumnStride: Int
    public var detectorRowStride: Int
    public var detectorColumnStride: Int

    public init(
        scan: ScanShape, detector: DetectorShape, elementType: ElementType, byteOrder: ByteOrder, offset: Int,
        scanRowStride: Int, scanColumnStride: Int, detectorRowStride: Int, detectorColumnStride: Int
    ) {
        self.scan = scan
        self.detector = detector
        self.elementType = elementType
        self.byteOrder = byteOrder
        self.offset = offset
        self.scanRowStride = scanRowStride
        self.scanColumnStride = scanColumnStride
        self.detectorRowStride = detectorRowStride
        self.detectorColumnStride = detectorColumnStride
    }

    /// Frames one after the other, each row-major, `gap` bytes between them. Nil where the sizes overflow.
    public static func contiguous(
        scan: ScanShape, detector: DetectorShape, elementType: ElementType, byteOrder: ByteOrder, offset: Int,
        gap: Int = 0
    ) -> FrameLayout? {
        let (row, rowOverflow) = detector.columns.multipliedReportingOverflow(by: elementType.byteCount)
        let (frame, frameOverflow) = row.multipliedReportingOverflow(by: detector.rows)
        let (step, stepOverflow) = frame.addingReportingOverflow(gap)
        let (scanRow, scanOverflow) = step.multipliedReportingOverflow(by: scan.columns)
        guard !rowOverflow, !frameOverflow, !stepOverflow, !scanOverflow else { return nil }
        return FrameLayout(
            scan: scan, detector: detector, elementType: elementType, byteOrder: byteOrder, offset: offset,
            scanRowStride: scanRow, scanColumnStride: step, detectorRowStride: row,
            detectorColumnStride: elementType.byteCount)
    }

    /// Byte position of element (0, 0) of a frame, row-major over the scan; not checked.
    @inline(__always)
    public func offset(ofFrame frame: Int) -> Int {
        let position = scan.position(frame)
        return offset + position.row * scanRowStride + position.column * scanColumnStride
    }

    /// The bytes from the lowest to one past the highest that any element occupies; nil where the sizes overflow.
    public var extent: Range<Int>? {
        var low = offset
        var high = offset
        let axes = [
            (scan.rows, scanRowStride), (scan.columns, scanColumnStride), (detector.rows, detectorRowStride),
            (detector.columns, detectorColumnStride),
        ]
        for (size, stride) in axes {
            guard size >= 1 else { return nil }
            let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
            guard !overflow else { return nil }
            let (edge, edgeOverflow) = (reach < 0 ? low : high).addingReportingOverflow(reach)
            guard !edgeOverflow else { return nil }
            if reach < 0 { low = edge } else { high = edge }
        }
        let (end, overflow) = high.addingReportingOverflow(elementType.byteCount)
        return overflow || low < 0 ? nil : low..<end
    }
}

/// Frames read from a mapped file by strides: any axis order, either byte order, headers between frames.
public struct MappedSource: FrameSource {
    let file: MappedFile
    let layout: FrameLayout
    private let form: element_form
    /// The bytes of a frame, from where its first element lies.
    private let frameExtent: Range<Int>

    public var frameCount: Int { layout.scan.count }
    public var detector: DetectorShape { layout.detector }
    public var elementType: ElementType { layout.elementType }

    /// Nil when the layout reaches outside the file.
    public init?(file: MappedFile, layout: FrameLayout) {
        guard let extent = layout.extent, extent.upperBound <= file.count else { return nil }
        self.file = file
        self.layout = layout
        form = element_form(layout.elementType, layout.byteOrder)
        let rows = (layout.detector.rows - 1) * layout.detectorRowStride
        let columns = (layout.detector.columns - 1) * layout.detectorColumnStride
        frameExtent = min(0, rows) + min(0, columns)..<max(0, rows) + max(0, columns) + layout.elementType.byteCount
    }

    public func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard let base = file.bytes.baseAddress, let target = buffer.baseAddress else { return }
        for frame in frames { use(frame) }
        if abs(layout.scanColumnStride) < abs(layout.detectorColumnStride) {
            copyPixelByPixel(frames, base, target)
        } else {
            for frame in frames {
                copyFrame(base + layout.offset(ofFrame: frame), target + (frame - frames.lowerBound) * detector.count)
            }
        }
        try file.check()
    }

    private func copyFrame(_ frame: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>) {
        let width = elementType.byteCount
        if layout.detectorColumnStride == width, layout.detectorRowStride == detector.columns * width {
            elements_convert(form, Int64(detector.count), frame, target)
            return
        }
        for row in 0..<detector.rows {
            let line = frame + row * layout.detectorRowStride
            let out = target + row * detector.columns
            if layout.detectorColumnStride == width {
                elements_convert(form, Int64(detector.columns), line, out)
            } else {
                for column in 0..<detector.columns {
                    elements_convert_plain(form, 1, line + column * layout.detectorColumnStride, out + column)
                }
            }
        }
    }

    /// For files whose neighbouring elements belong to neighbouring positions: walks the file in its own order.
    private func copyPixelByPixel(
        _ frames: Range<Int>, _ base: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>
    ) {
        let size = detector.count
        withUnsafeTemporaryAllocation(of: Float.self, capacity: frames.count) { line in
            guard let values = line.baseAddress else { return }
            for row in 0..<detector.rows {
                for column in 0..<detector.columns {
                    let pixel = base + row * layout.detectorRowStride + column * layout.detectorColumnStride
                    readAcross(frames, pixel, values)
                    var out = target + row * detector.columns + column
                    for index in 0..<frames.count {
                        out.pointee = values[index]
                        out += size
                    }
                }
            }
        }
    }

    /// One pixel of several frames; those of a scan row at once where they lie side by side.
    private func readAcross(_ frames: Range<Int>, _ pixel: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>) {
        var frame = frames.lowerBound
        while frame < frames.upperBound {
            let isSideBySide = layout.scanColumnStride == elementType.byteCount
            let rowEnd = (frame / layout.scan.columns + 1) * layout.scan.columns
            let count = isSideBySide ? min(frames.upperBound, rowEnd) - frame : 1
            elements_convert(
                form, Int64(count), pixel + layout.offset(ofFrame: frame), values + (frame - frames.lowerBound))
            frame += count
        }
    }

    @inline(__always)
    func use(_ frame: Int) {
        let start = layout.offset(ofFrame: frame)
        file.use(
            start + frameExtent.lowerBound..<start + frameExtent.upperBound,
            whole: frameExtent.count <= 2 * detector.count * elementType.byteCount)
    }
}

extension MappedSource: FramePartSource {
    /// Itself, where a frame's pixels lie side by side in their order; what reads them row by row, where rows do.
    public var parts: (any FramePartSource)? {
        let width = layout.elementType.byteCount
        return layout.detectorColumnStride == width && layout.detectorRowStride == detector.columns * width
            ? self : MappedRows(self)
    }

    public func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        guard let base = file.bytes.baseAddress else { return }
        let width = elementType.byteCount
        let start = layout.offset(ofFrame: frame) + pixels.lowerBound * width
        file.use(start..<start + pixels.count * width)
        elements_convert(form, Int64(pixels.count), base + start, target)
    }

    public func expect(_ pixels: Range<Int>, ofFrame frame: Int) {
        guard let base = file.bytes.baseAddress else { return }
        let width = elementType.byteCount
        elements_expect(base + layout.offset(ofFrame: frame) + pixels.lowerBound * width, Int64(pixels.count * width))
    }

    public func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double {
        guard let base = file.bytes.baseAddress else { return 0 }
        use(frame)
        return elements_sum(
            form, Int64(detector.count), base + layout.offset(ofFrame: frame), Int64(spans.runs.count), spans.runs)
    }

    public func gather(_ frames: Range<Int>, into totals: PixelTotals) {
        guard let base = file.bytes.baseAddress else { return }
        var frame = frames.lowerBound
        while frame < frames.upperBound {
            // Frames of a scan row are equally far apart.
            let end = min(frames.upperBound, (frame / layout.scan.columns + 1) * layout.scan.columns)
            for used in frame..<end { use(used) }
            totals.gather(end - frame, form, at: base + layout.offset(ofFrame: frame), stride: layout.scanColumnStride)
            frame = end
        }
    }

    public func checkParts() throws(CubeError) {
        try file.check()
    }
}
