import DataCube

/// How the values of a raw (R64) Merlin frame lie: as they leave the chips, in 64-bit big-endian words whose least
/// significant bits come first. A row of the file holds a row of each chip.
struct MerlinPacking: Equatable, Sendable {
    /// Bits per counter: 1, 6, 12 or 24.
    let depth: Int
    let chips: Int
    /// Columns and rows of a chip.
    let chipColumns: Int
    let chipRows: Int
    /// 2 x 2 chips, the last two of the file above, the first two turned by 180 degrees below; else side by side.
    let isQuad: Bool

    /// - Throws: `unsupported` for what no known camera writes.
    init(_ header: MerlinHeader, notes: MerlinNotes?, path: String) throws(FormatError) {
        let depth = header.counterDepth ?? notes?.counterDepth ?? 0
        guard [1, 6, 12, 24].contains(depth) else {
            throw FormatError(
                .unsupported, path: path, place: "header",
                what: depth == 0
                    ? "the frames are raw (R64), and neither header nor .hdr says how many bits a counter has"
                    : "raw counters of \(depth) bits are not known",
                remedy: "Put the .hdr file beside it, or save U08, U16 or U32 from the Merlin software")
        }
        self.depth = depth
        chips = header.chips
        isQuad = header.layout.hasPrefix("2x2") && header.chips > 1
        // Counters of 24 bits are read in two halves, and the header counts both as columns.
        let columns = depth == 24 && header.width > 256 * header.chips ? header.width / 2 : header.width
        chipColumns = columns / header.chips
        chipRows = header.height
        guard !isQuad || chips == 4, columns == chipColumns * chips, chipColumns >= 1,
            chipColumns % valuesPerWord == 0
        else {
            throw FormatError(
                .unsupported, path: path, place: "header",
                what: "raw frames of \(header.width) x \(header.height) values from \(chips) chips in the layout "
                    + "\(header.layout) are not known",
                remedy: "Save U08, U16 or U32 from the Merlin software")
        }
    }

    var elementType: ElementType { depth <= 6 ? .uint8 : depth == 12 ? .uint16 : .uint32 }

    var detector: DetectorShape {
        isQuad
            ? DetectorShape(rows: 2 * chipRows, columns: 2 * chipColumns)
            : DetectorShape(rows: chipRows, columns: chips * chipColumns)
    }

    var valuesPerWord: Int { depth == 1 ? 64 : depth == 6 ? 8 : 4 }
    /// Bytes of a chip's row.
    var chipRowBytes: Int { chipColumns / valuesPerWord * 8 }
    /// Bytes of all chips' rows once: a whole frame, or half of one of 24 bits.
    var passBytes: Int { chipRowBytes * chips * chipRows }
    var frameBytes: Int { depth == 24 ? 2 * passBytes : passBytes }

    /// Where a chip's row that is shown begins in a frame, and whether it runs backwards there.
    /// - Parameter row: as shown: from the last row of the file's image to its first.
    func chipRow(_ row: Int, chip column: Int) -> (offset: Int, isReversed: Bool) {
        let fileRow = detector.rows - 1 - row
        let isTurned = isQuad && fileRow >= chipRows
        let chip = isQuad ? (isTurned ? 1 : 3) - column : column
        let chipRow = isTurned ? detector.rows - 1 - fileRow : fileRow
        return ((chipRow * chips + chip) * chipRowBytes, isTurned)
    }
}

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
        guard !file.hasFaulted else { throw .fileChanged(path: file.path) }
    }

    func read(_ pixels: Range<Int>, ofFrame frame: Int, into target: UnsafeMutablePointer<Float>) {
        guard let base = file.bytes.baseAddress else { return }
        let start = layout.offset(ofFrame: frame)
        file.use(start..<start + packing.frameBytes, whole: 2 * pixels.count >= detector.count)
        // A word of single bits becomes 64 bytes.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: packing.chipColumns / 4 + 8) { words in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: packing.chipColumns) { halves in
                guard let words = words.baseAddress, let lower = halves.baseAddress else { return }
                var pixel = pixels.lowerBound
                while pixel < pixels.upperBound {
                    let (row, column) = (pixel / detector.columns, pixel % detector.columns)
                    let first = column % packing.chipColumns
                    let run = first..<min(packing.chipColumns, first + pixels.upperBound - pixel)
                    let (offset, isReversed) = packing.chipRow(row, chip: column / packing.chipColumns)
                    let out = target + (pixel - pixels.lowerBound)
                    unpack(run, base + start + offset, isReversed, words, into: out)
                    if packing.depth == 24 {
                        unpack(run, base + start + packing.passBytes + offset, isReversed, words, into: lower)
                        for index in 0..<run.count { out[index] = out[index] * 4096 + lower[index] }
                    }
                    pixel += run.count
                }
            }
        }
    }

    /// Some columns of a chip's row as shown.
    ///
    /// Bytes of a word in reverse are its values in order, little-endian. A row that runs backwards has its words in
    /// reverse instead, and the values are big-endian.
    /// - Parameter words: room for the unpacked values.
    private func unpack(
        _ columns: Range<Int>, _ row: UnsafeRawPointer, _ isReversed: Bool, _ words: UnsafeMutablePointer<UInt64>,
        into target: UnsafeMutablePointer<Float>
    ) {
        let perWord = packing.valuesPerWord
        let count = packing.chipColumns / perWord
        let first = columns.lowerBound / perWord
        let last = (columns.upperBound - 1) / perWord
        for index in first...last {
            let place = isReversed ? count - 1 - index : index
            let word = row.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)
            let ordered = isReversed ? word : word.byteSwapped
            if perWord == 64 {
                spread(ordered, isReversed, words + 8 * (index - first))
            } else {
                words[index - first] = ordered
            }
        }
        let values = UnsafeRawPointer(words)
        let width = packing.depth <= 6 ? 1 : 2
        let type: ElementType = width == 1 ? .uint8 : .uint16
        type.convert(
            values + (columns.lowerBound - first * perWord) * width, count: columns.count,
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
