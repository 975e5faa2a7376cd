import DataCube

/// Raw frames of a mapped Merlin file, unpacked while they are read.
struct MerlinRawSource: FrameSource, FramePartSource {
    private let file: MappedFile
    private let packing: MerlinPacking
    /// Where frames lie, as bytes.
    private let layout: FrameLayout

    let detector: DetectorShape
    var frameCount: Int { layout.scan.count }
    var elementType: ElementType { packing.elementType }

    /// - Parameter layout: of frames that lie inside the file, each a row of `packing.frameBytes` bytes.
    init(file: MappedFile, packing: MerlinPacking, layout: FrameLayout) {
        self.file = file
        self.packing = packing
        self.layout = layout
        detector = packing.detector
    }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard let target = buffer.baseAddress else { return }
        for frame in frames {
            read(0..<detector.count, ofFrame: frame, into: target + (frame - frames.lowerBound) * detector.count)
        }
        try checkParts()
    }

    var parts: (any FramePartSource)? { self }

    func checkParts() throws(CubeError) {
        try file.check()
    }

    func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        guard let base = file.bytes.baseAddress else { return }
        let start = layout.offset(ofFrame: frame)
        file.use(start..<start + packing.frameBytes, whole: 2 * pixels.count >= detector.count)
        // A word of single bits becomes 64 bytes.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: packing.chipColumns / 4 + 8) { words in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: packing.chipColumns) { halves in
                guard let words = words.baseAddress, let lower = halves.baseAddress else { return }
                var out = target
                var row = 0
                packing.forEachPiece(of: pixels, near: &row) { place, columns, isReversed in
                    unpack(columns, base + start + place, isReversed, words, into: out)
                    if packing.depth == 24 {
                        unpack(columns, base + start + packing.passBytes + place, isReversed, words, into: lower)
                        for index in 0..<columns.count { out[index] = out[index] * 4096 + lower[index] }
                    }
                    out += columns.count
                }
            }
        }
    }

    func sum(_ spans: PixelSpans, ofFrame frame: Int) -> Double {
        guard let base = file.bytes.baseAddress else { return 0 }
        let start = layout.offset(ofFrame: frame)
        file.use(start..<start + packing.frameBytes)
        if packing.depth == 1 { return Double(count(spans, base + start)) }
        let stored = packing.stored(spans)
        let type: ElementType = packing.depth == 6 ? .uint8 : .uint16
        func pass(_ offset: Int) -> Double {
            type.sum(
                stored, of: base + start + offset, count: packing.passBytes / type.byteCount, order: .big)
        }
        return packing.depth == 24 ? 4096 * pass(0) + pass(packing.passBytes) : pass(0)
    }

    /// How many single bits are set.
    private func count(_ spans: PixelSpans, _ pass: UnsafeRawPointer) -> Int {
        var count = 0
        packing.forEachPiece(of: spans) { place, columns, _ in
            let (first, last) = (columns.lowerBound / 64, (columns.upperBound - 1) / 64)
            for index in first...last {
                var word = UInt64(bigEndian: pass.loadUnaligned(fromByteOffset: place + 8 * index, as: UInt64.self))
                if index == first { word &= .max << UInt64(columns.lowerBound - 64 * first) }
                if index == last { word &= .max >> UInt64(64 * (last + 1) - columns.upperBound) }
                count += word.nonzeroBitCount
            }
        }
        return count
    }

    /// Some columns of a chip's row, the last first where it is shown in reverse.
    ///
    /// Bytes of a word in reverse are its values in order, little-endian. Words that are taken from the last to the first
    /// have big-endian values in reverse.
    /// - Parameter words: room for the unpacked values.
    private func unpack(
        _ columns: Range<Int>, _ row: UnsafeRawPointer, _ isReversed: Bool, _ words: UnsafeMutablePointer<UInt64>,
        into target: UnsafeMutablePointer<Float>
    ) {
        let perWord = packing.valuesPerWord
        let first = columns.lowerBound / perWord
        let last = (columns.upperBound - 1) / perWord
        for slot in 0...last - first {
            let place = isReversed ? last - slot : first + slot
            let word = row.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)
            let ordered = isReversed ? word : word.byteSwapped
            if perWord == 64 { spread(ordered, isReversed, words + 8 * slot) } else { words[slot] = ordered }
        }
        let type: ElementType = packing.depth <= 6 ? .uint8 : .uint16
        let skipped = isReversed ? (last + 1) * perWord - columns.upperBound : columns.lowerBound - first * perWord
        type.convert(
            UnsafeRawPointer(words) + skipped * type.byteCount, count: columns.count,
            order: isReversed ? .big : .little, into: target)
    }

    /// The bits of eight bytes as 64 bytes of 0 or 1; each byte's from the least significant on, or back.
    private func spread(_ word: UInt64, _ isReversed: Bool, _ bytes: UnsafeMutablePointer<UInt64>) {
        var rest = UInt64(littleEndian: word)
        for index in 0..<8 {
            // Each byte of the product is the byte; of byte k only bit k stays, and is carried to bit 7, then to bit 0.
            let single = (rest & 0xFF) &* 0x0101_0101_0101_0101 & 0x8040_2010_0804_0201
            let bits = (single &+ 0x0040_6070_787C_7E7F) >> 7 & 0x0101_0101_0101_0101
            bytes[index] = isReversed ? bits.bigEndian : bits.littleEndian
            rest >>= 8
        }
    }
}
