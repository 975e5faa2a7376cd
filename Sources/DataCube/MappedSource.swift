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
    private let file: MappedFile
    private let layout: FrameLayout

    public var frameCount: Int { layout.scan.count }
    public var detector: DetectorShape { layout.detector }
    public var elementType: ElementType { layout.elementType }

    /// Nil when the layout reaches outside the file.
    public init?(file: MappedFile, layout: FrameLayout) {
        guard let extent = layout.extent, extent.upperBound <= file.count else { return nil }
        self.file = file
        self.layout = layout
    }

    public func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard let base = file.bytes.baseAddress, let target = buffer.baseAddress else { return }
        switch layout.elementType {
        case .uint8: copy(UInt8.self, frames, base, target) { Float($0) }
        case .int8: copy(Int8.self, frames, base, target) { Float($0) }
        case .uint16: copy(UInt16.self, frames, base, target) { Float($0) }
        case .int16: copy(Int16.self, frames, base, target) { Float($0) }
        case .uint32: copy(UInt32.self, frames, base, target) { Float($0) }
        case .int32: copy(Int32.self, frames, base, target) { Float($0) }
        case .uint64: copy(UInt64.self, frames, base, target) { Float($0) }
        case .int64: copy(Int64.self, frames, base, target) { Float($0) }
        case .float16: copy(UInt16.self, frames, base, target) { Float(Float16(bitPattern: $0)) }
        case .float32: copy(UInt32.self, frames, base, target) { Float(bitPattern: $0) }
        case .float64: copy(UInt64.self, frames, base, target) { Float(Double(bitPattern: $0)) }
        }
        guard !file.hasFaulted else { throw .fileChanged(path: file.path) }
    }

    @inline(__always)
    private func copy<Element: FixedWidthInteger>(
        _ type: Element.Type, _ frames: Range<Int>, _ base: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>,
        _ convert: (Element) -> Float
    ) {
        let swapped = layout.byteOrder != .native && MemoryLayout<Element>.size > 1
        let size = detector.count
        if abs(layout.scanColumnStride) < abs(layout.detectorColumnStride) {
            copyPixelByPixel(frames, base, target, swapped, convert)
            return
        }
        for frame in frames {
            let start = base + frameOffset(frame)
            let out = target + (frame - frames.lowerBound) * size
            for row in 0..<detector.rows {
                let line = start + row * layout.detectorRowStride
                let outLine = out + row * detector.columns
                if layout.detectorColumnStride == MemoryLayout<Element>.size {
                    copyLine(line, outLine, detector.columns, swapped, convert)
                } else {
                    for column in 0..<detector.columns {
                        let element = (line + column * layout.detectorColumnStride).loadUnaligned(as: Element.self)
                        outLine[column] = convert(swapped ? element.byteSwapped : element)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func copyLine<Element: FixedWidthInteger>(
        _ line: UnsafeRawPointer, _ out: UnsafeMutablePointer<Float>, _ count: Int, _ swapped: Bool,
        _ convert: (Element) -> Float
    ) {
        let width = MemoryLayout<Element>.size
        if swapped {
            for column in 0..<count {
                out[column] = convert((line + column &* width).loadUnaligned(as: Element.self).byteSwapped)
            }
        } else {
            for column in 0..<count {
                out[column] = convert((line + column &* width).loadUnaligned(as: Element.self))
            }
        }
    }

    /// For files whose neighbouring elements belong to neighbouring positions: walks the file in its own order.
    @inline(__always)
    private func copyPixelByPixel<Element: FixedWidthInteger>(
        _ frames: Range<Int>, _ base: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>, _ swapped: Bool,
        _ convert: (Element) -> Float
    ) {
        let size = detector.count
        for row in 0..<detector.rows {
            for column in 0..<detector.columns {
                let pixel = base + row * layout.detectorRowStride + column * layout.detectorColumnStride
                var out = target + row * detector.columns + column
                for frame in frames {
                    let element = (pixel + frameOffset(frame)).loadUnaligned(as: Element.self)
                    out.pointee = convert(swapped ? element.byteSwapped : element)
                    out += size
                }
            }
        }
    }

    @inline(__always)
    private func frameOffset(_ frame: Int) -> Int {
        let position = layout.scan.position(frame)
        return layout.offset + position.row * layout.scanRowStride + position.column * layout.scanColumnStride
    }
}

extension MappedSource: FramePartSource {
    /// Itself, where a frame's pixels lie side by side in their order.
    public var parts: (any FramePartSource)? {
        let width = layout.elementType.byteCount
        return layout.detectorColumnStride == width && layout.detectorRowStride == detector.columns * width ? self : nil
    }

    public func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        guard let base = file.bytes.baseAddress else { return }
        let start = base + frameOffset(frame) + pixels.lowerBound * layout.elementType.byteCount
        switch layout.elementType {
        case .uint8: copyPart(UInt8.self, start, target, pixels.count) { Float($0) }
        case .int8: copyPart(Int8.self, start, target, pixels.count) { Float($0) }
        case .uint16: copyPart(UInt16.self, start, target, pixels.count) { Float($0) }
        case .int16: copyPart(Int16.self, start, target, pixels.count) { Float($0) }
        case .uint32: copyPart(UInt32.self, start, target, pixels.count) { Float($0) }
        case .int32: copyPart(Int32.self, start, target, pixels.count) { Float($0) }
        case .uint64: copyPart(UInt64.self, start, target, pixels.count) { Float($0) }
        case .int64: copyPart(Int64.self, start, target, pixels.count) { Float($0) }
        case .float16: copyPart(UInt16.self, start, target, pixels.count) { Float(Float16(bitPattern: $0)) }
        case .float32: copyPart(UInt32.self, start, target, pixels.count) { Float(bitPattern: $0) }
        case .float64: copyPart(UInt64.self, start, target, pixels.count) { Float(Double(bitPattern: $0)) }
        }
    }

    @inline(__always)
    private func copyPart<Element: FixedWidthInteger>(
        _ type: Element.Type, _ start: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>, _ count: Int,
        _ convert: (Element) -> Float
    ) {
        copyLine(start, target, count, layout.byteOrder != .native && MemoryLayout<Element>.size > 1, convert)
    }

    public func checkParts() throws(CubeError) {
        guard !file.hasFaulted else { throw .fileChanged(path: file.path) }
    }
}
