import DataCube

/// Which frames of a TVIPS recording are a scan's, as the headers before the frames tell it: by the positions that newer
/// ones hold, else by the rotator's index, which counts positions from 1. Looks at some hundred headers, however many
/// there are.
struct TVIPSScan {
    let layout: ScanLayout
    /// What was taken to say so, as people are told.
    let evidence: String

    /// Positions in between that are looked at.
    private static let probes = 64

    /// - Parameter header: gives the header before a frame.
    /// - Returns: nil where the headers tell of no scan, or of one with frames left out or doubled.
    init?(frames: Int, _ header: (Int) throws(FormatError) -> TVIPSFrameHeader) throws(FormatError) {
        if let layout = try Self.byPosition(frames, header) {
            self.layout = layout
            evidence = "scan positions"
        } else if let layout = try Self.byRotator(frames, header) {
            self.layout = layout
            evidence = "rotator index"
        } else {
            return nil
        }
    }

    private static func byPosition(_ frames: Int, _ header: (Int) throws(FormatError) -> TVIPSFrameHeader)
        throws(FormatError) -> ScanLayout?
    {
        let origin = ScanPosition(row: 0, column: 0)
        guard try header(0).position == origin else { return nil }
        // The probe rests at the first position until the scan begins.
        let start = try last(below: frames) { frame throws(FormatError) in try header(frame).position == origin }
        let columns =
            1
            + (try last(below: frames - start) { column throws(FormatError) in
                try header(start + column).position == ScanPosition(row: 0, column: column)
            })
        guard columns > 1 else { return nil }
        let rows =
            1
            + (try last(below: (frames - start) / columns) { row throws(FormatError) in
                try header(start + row * columns).position == ScanPosition(row: row, column: 0)
            })
        let scan = ScanShape(rows: rows, columns: columns)
        guard rows > 1, scan.count <= frames - start else { return nil }
        for probe in 0..<probes {
            let index = (scan.count - 1) * probe / (probes - 1)
            guard try header(start + index).position == scan.position(index) else { return nil }
        }
        return ScanLayout(scan, skipped: start)
    }

    private static func byRotator(_ frames: Int, _ header: (Int) throws(FormatError) -> TVIPSFrameHeader)
        throws(FormatError) -> ScanLayout?
    {
        let first = try header(0).rotator
        guard first <= 1 else { return nil }
        let idle =
            first == 1
            ? 0 : 1 + (try last(below: frames) { frame throws(FormatError) in try header(frame).rotator == 0 })
        guard idle < frames else { return nil }
        func counts(_ index: Int) throws(FormatError) -> Bool { try header(idle + index).rotator == index + 1 }
        guard try counts(0) else { return nil }
        let count = 1 + (try last(below: frames - idle, where: counts))
        guard count > 3 else { return nil }
        for probe in 0..<probes {
            guard try counts((count - 1) * probe / (probes - 1)) else { return nil }
        }
        // Behind the scan the index stays or falls: where it goes on, frames were left out or doubled.
        for frame in [min(idle + count, frames - 1), frames - 1] {
            guard try header(frame).rotator <= count else { return nil }
        }
        return ScanLayout.equalRows(of: idle + count, skipped: idle).first
    }

    /// The last number from 0 on for which something holds that holds for 0 and, once it does not, no more: found by ever
    /// longer steps and then by halving.
    private static func last(below end: Int, where holds: (Int) throws(FormatError) -> Bool) throws(FormatError) -> Int
    {
        var (low, high) = (0, 1)
        while high < end, try holds(high) { (low, high) = (high, 2 * high) }
        high = min(high, end)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if try holds(middle) { low = middle } else { high = middle }
        }
        return low
    }
}
