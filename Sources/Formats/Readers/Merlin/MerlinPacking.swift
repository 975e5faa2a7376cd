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

    /// What is assumed, as a sentence; nil for what is known.
    var guess: String? {
        guard chips > 1, depth == 24 || !isQuad else { return nil }
        return "How \(chips) chips of \(depth) bits lie in a raw frame is not known for sure: they are taken to lie "
            + (isQuad ? "as those of 12 bits do." : "side by side in their order.")
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

    /// Where the values of some pixels lie in a pass, counted in values.
    ///
    /// A word's values lie in reverse: those of whole words stay together, those of a part lie at its other end.
    func stored(_ spans: PixelSpans) -> PixelSpans {
        var stored = PixelSpans(capacity: 3 * detector.rows * (isQuad ? 2 : chips))
        forEachPiece(of: spans) { place, columns, _ in
            let start = place / 8 * valuesPerWord
            let first = start + columns.lowerBound / valuesPerWord * valuesPerWord
            let last = start + (columns.upperBound - 1) / valuesPerWord * valuesPerWord
            let before = start + columns.lowerBound - first
            let behind = last + valuesPerWord - start - columns.upperBound
            if first == last {
                stored.append(first + behind..<first + valuesPerWord - before)
            } else {
                stored.append(first..<first + valuesPerWord - before)
                stored.append(first + valuesPerWord..<last)
                stored.append(last + behind..<last + valuesPerWord)
            }
        }
        return stored
    }

    /// Pixels by the chips' rows that hold them.
    /// - Parameters:
    ///   - row: where the pixels may begin; then where they ended.
    ///   - body: is given the byte position of a chip's row in a pass, the columns as the chip counts them, and whether they
    ///     are shown from the last to the first.
    @inline(__always)
    func forEachPiece(of pixels: Range<Int>, near row: inout Int, _ body: (Int, Range<Int>, Bool) -> Void) {
        pixels.forEachRow(of: detector.columns, near: &row) { row, columns in
            var first = columns.lowerBound
            var chip = first / chipColumns
            while first < columns.upperBound {
                let start = chip * chipColumns
                let last = min(columns.upperBound, start + chipColumns)
                let (place, isReversed) = chipRow(row, chip: chip)
                let shown = first - start..<last - start
                let turned = chipColumns - shown.upperBound..<chipColumns - shown.lowerBound
                body(place, isReversed ? turned : shown, isReversed)
                (first, chip) = (last, chip + 1)
            }
        }
    }

    /// Likewise, of several runs of pixels.
    @inline(__always)
    func forEachPiece(of spans: PixelSpans, _ body: (Int, Range<Int>, Bool) -> Void) {
        var row = 0
        spans.forEachRun { forEachPiece(of: $0, near: &row, body) }
    }
}
