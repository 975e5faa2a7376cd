import DataCube

/// A Merlin file made frame by frame. Pixel (row, column) of frame f as it is to be shown is
/// `value(f, row, column)`; the file has rows from the bottom up.
struct MerlinSample {
    var code = "U16"
    var depth = 12
    var frames = 6
    /// Of a chip.
    var rows = 4
    var columns = 6
    var layout = "1x1"
    var chips = 1
    var headerLength = 384
    /// Whether the header ends with time, exposure and depth.
    var isNew = true
    /// Nanoseconds after midnight at which a frame was taken, and for how long.
    var time: (Int) -> Int = { 1000 * $0 }
    var exposure: (Int) -> Int = { _ in 1_000_000 }

    static func raw(_ depth: Int, quad: Bool = false) -> MerlinSample {
        var sample = MerlinSample(code: "R64", depth: depth, frames: 2, rows: 3, columns: depth == 24 ? 256 : 128)
        if quad { (sample.layout, sample.chips, sample.headerLength) = ("2x2", 4, 768) }
        return sample
    }

    var isQuad: Bool { layout.hasPrefix("2x2") }
    var detector: DetectorShape {
        isQuad
            ? DetectorShape(rows: 2 * rows, columns: 2 * columns) : DetectorShape(rows: rows, columns: chips * columns)
    }

    var type: ElementType {
        switch (code, depth) {
        case ("U08", _), ("R64", 1), ("R64", 6): .uint8
        case ("U16", _), ("R64", 12): .uint16
        default: .uint32
        }
    }

    func value(_ frame: Int, _ row: Int, _ column: Int) -> Int {
        let mixed = ((frame * 251 + row) * 509 + column) * 2_654_435_761
        return code == "R64"
            ? (mixed >> 7) % (1 << depth) : Samples.element((frame * detector.rows + row) * detector.columns + column)
    }

    /// As they are to be shown.
    var values: [Float] {
        (0..<frames).flatMap { frame in
            (0..<detector.rows).flatMap { row in
                (0..<detector.columns).map { Float(value(frame, row, $0)) }
            }
        }
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        for frame in 0..<frames {
            let start = header(frame)
            writer.put(start + String(repeating: "\0", count: headerLength - start.utf8.count))
            if code == "R64" { putRaw(frame, &writer) } else { putCounted(frame, &writer) }
        }
        return writer.bytes
    }

    /// `2021-05-07` and the time of day.
    private func clock(_ frame: Int, separator: String) -> String {
        let nanoseconds = time(frame)
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: max(0, count - "\(number)".count)) + "\(number)"
        }
        let seconds = nanoseconds / 1_000_000_000
        return "2021-05-07\(separator)\(digits(seconds / 3600, 2)):\(digits(seconds / 60 % 60, 2)):"
            + "\(digits(seconds % 60, 2)).\(digits(nanoseconds % 1_000_000_000, 9))"
    }

    private func header(_ frame: Int) -> String {
        let width = code == "R64" ? columns * chips * (depth == 24 ? 2 : 1) : detector.columns
        let height = code == "R64" ? rows : detector.rows
        var text = "MQ1,\(frame + 1),00\(headerLength),0\(chips),0\(width),0\(height),\(code),   \(layout),0F,"
        text += "\(clock(frame, separator: " ")),\(Double(exposure(frame)) / 1e9),0,0,0,4.000000E+1,5.110000E+2,"
        text += "0.000000E+0,0,0,0,0,0,"
        for _ in 0..<chips { text += "3RX,011,511,000,011," }
        if isNew { text += "MQ1A,\(clock(frame, separator: "T"))Z,\(exposure(frame))ns,\(depth)," }
        return text
    }

    private func putCounted(_ frame: Int, _ writer: inout ByteWriter) {
        for row in (0..<detector.rows).reversed() {
            for column in 0..<detector.columns { writer.put(value(frame, row, column), as: type, .big) }
        }
    }

    private func putRaw(_ frame: Int, _ writer: inout ByteWriter) {
        for pass in depth == 24 ? [12, 0] : [0] {
            for row in 0..<rows {
                for chip in 0..<chips {
                    let line = (0..<columns).map { column in
                        let at = place(chip, row, column)
                        return value(frame, detector.rows - 1 - at.row, at.column) >> pass % 4096
                    }
                    put(line, &writer)
                }
            }
        }
    }

    /// Where a chip's pixel is in the image from the bottom up.
    private func place(_ chip: Int, _ row: Int, _ column: Int) -> (row: Int, column: Int) {
        guard isQuad else { return (row, chip * columns + column) }
        return switch chip {
        case 3: (row, column)
        case 2: (row, columns + column)
        case 1: (2 * rows - 1 - row, columns - 1 - column)
        default: (2 * rows - 1 - row, 2 * columns - 1 - column)
        }
    }

    /// Words of 64 bits, big-endian, first values in the lowest bits.
    private func put(_ line: [Int], _ writer: inout ByteWriter) {
        let bits = depth == 1 ? 1 : depth == 6 ? 8 : 16
        for first in stride(from: 0, to: line.count, by: 64 / bits) {
            var word: UInt64 = 0
            for index in 0..<64 / bits { word |= UInt64(line[first + index]) << UInt64(bits * index) }
            writer.put(word, .big)
        }
    }
}
