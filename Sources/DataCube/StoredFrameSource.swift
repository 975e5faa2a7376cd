/// Frames that can be had as they are stored, number for number: Float holds no integer beyond 2^24 and no double.
public protocol StoredFrameSource: Sendable {
    /// Reads `frames` one after the other, each row-major, in their stored type and the byte order of the machine. Safe
    /// from several threads at once.
    ///
    /// - Parameters:
    ///   - frames: within `0..<frameCount`.
    ///   - buffer: at least `frames.count * detector.count` elements, aligned for them.
    /// - Throws: `CubeError` when the file can no longer be read; what the buffer then holds is undefined.
    func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError)
}

extension MappedSource: StoredFrameSource {
    public var stored: (any StoredFrameSource)? { self }

    public func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        switch elementType.byteCount {
        case 1: copy(frames, into: buffer.assumingMemoryBound(to: UInt8.self))
        case 2: copy(frames, into: buffer.assumingMemoryBound(to: UInt16.self))
        case 4: copy(frames, into: buffer.assumingMemoryBound(to: UInt32.self))
        default: copy(frames, into: buffer.assumingMemoryBound(to: UInt64.self))
        }
        try file.check()
    }

    /// The loops run in the file's own order, so that what lies side by side is read together.
    private func copy<Bits: FixedWidthInteger>(_ frames: Range<Int>, into target: UnsafeMutableBufferPointer<Bits>) {
        guard let base = file.bytes.baseAddress, let out = target.baseAddress else { return }
        let isOther = layout.byteOrder != .native
        @inline(__always)
        func load(_ place: Int) -> Bits {
            let bits = base.loadUnaligned(fromByteOffset: place, as: Bits.self)
            return isOther ? bits.byteSwapped : bits
        }
        for frame in frames { use(frame) }
        if abs(layout.scanColumnStride) < abs(layout.detectorColumnStride) {
            for pixel in 0..<detector.count {
                let place = offset(ofPixel: pixel)
                for (slot, frame) in frames.enumerated() {
                    out[slot * detector.count + pixel] = load(layout.offset(ofFrame: frame) + place)
                }
            }
            return
        }
        for (slot, frame) in frames.enumerated() {
            for row in 0..<detector.rows {
                let line = layout.offset(ofFrame: frame) + row * layout.detectorRowStride
                let target = out + slot * detector.count + row * detector.columns
                for column in 0..<detector.columns {
                    target[column] = load(line + column * layout.detectorColumnStride)
                }
            }
        }
    }

    private func offset(ofPixel pixel: Int) -> Int {
        let (row, column) = pixel.quotientAndRemainder(dividingBy: detector.columns)
        return row * layout.detectorRowStride + column * layout.detectorColumnStride
    }
}

extension OrientedSource: StoredFrameSource {
    public var stored: (any StoredFrameSource)? { base.stored == nil ? nil : self }

    public func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard let base = base.stored else { return }
        let frameBytes = detector.count * elementType.byteCount
        if let frameOrder {
            for (slot, frame) in frames.enumerated() {
                let stored = frameOrder[frame]
                try base.readStored(
                    stored..<stored + 1, into: .init(rebasing: buffer[slot * frameBytes..<(slot + 1) * frameBytes]))
            }
        } else {
            try base.readStored(frames, into: buffer)
        }
        for slot in 0..<frames.count where pixelOrder != nil {
            let frame = UnsafeMutableRawBufferPointer(rebasing: buffer[slot * frameBytes..<(slot + 1) * frameBytes])
            switch elementType.byteCount {
            case 1: lay(frame.assumingMemoryBound(to: UInt8.self))
            case 2: lay(frame.assumingMemoryBound(to: UInt16.self))
            case 4: lay(frame.assumingMemoryBound(to: UInt32.self))
            default: lay(frame.assumingMemoryBound(to: UInt64.self))
            }
        }
    }

    private func lay<Bits: FixedWidthInteger>(_ frame: UnsafeMutableBufferPointer<Bits>) {
        guard let pixelOrder else { return }
        withUnsafeTemporaryAllocation(of: Bits.self, capacity: frame.count) { stored in
            _ = stored.initialize(from: frame)
            for pixel in frame.indices { frame[pixel] = stored[pixelOrder[pixel]] }
        }
    }
}

extension PreparedSource: StoredFrameSource {
    /// Itself, where the steps change no number: nothing is done but cutting out.
    public var stored: (any StoredFrameSource)? {
        let isCut =
            steps.dark == nil && steps.offset == 0 && steps.gain == 1 && steps.shifts == nil && steps.bin == 1
        return isCut && base.stored != nil ? self : nil
    }

    public func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard let base = base.stored, let target = buffer.baseAddress else { return }
        let width = elementType.byteCount
        let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: self.base.detector.count * width, alignment: 16)
        defer { whole.deallocate() }
        guard let values = whole.baseAddress else { return }
        let line = detector.columns * width
        for (slot, frame) in frames.enumerated() {
            try base.readStored(frame..<frame + 1, into: whole)
            for row in 0..<detector.rows {
                let from = (steps.rows.lowerBound + row) * self.base.detector.columns + steps.columns.lowerBound
                (target + (slot * detector.rows + row) * line).copyMemory(from: values + from * width, byteCount: line)
            }
        }
    }
}
