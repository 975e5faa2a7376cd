import DataCube

/// Which frames of a Merlin acquisition are the scan's: rows of so many frames, of which some may be taken while the beam
/// flies back.
struct MerlinScan: Equatable, Sendable {
    var rows: Int
    /// Frames from the start of a row to the start of the next.
    var rowLength: Int
    /// Frames of a row that belong to no position: before its first, and after its last.
    var skippedBefore = 0
    var skippedAfter = 0
    /// What was assumed, as sentences.
    var guesses: [String] = []

    var layout: ScanLayout {
        let skipped = skippedBefore + skippedAfter
        return ScanLayout(
            ScanShape(rows: rows, columns: rowLength - skipped), skipped: skippedBefore, flyback: skipped)
    }

    /// - Parameters:
    ///   - frames: how many there are.
    ///   - clock: of the same frames.
    /// - Returns: nil where neither the notes nor the times of the frames say it.
    init?(notes: MerlinNotes?, clock: MerlinClock, frames: Int) {
        if let rows = notes?.scanRows, let columns = notes?.scanColumns,
            case (let positions, false) = rows.multipliedReportingOverflow(by: columns), positions <= frames
        {
            // More frames are fly-back where every row has as many, and left over where they are not even a row.
            let extra = frames % rows == 0 ? frames / rows - columns : 0
            if (1...max(1, columns / 4)).contains(extra) {
                self.init(rows: rows, rowLength: columns + extra)
                let isBefore = clock.flyback(rowLength).before > 0
                skip(isBefore ? (extra, 0) : (0, extra), "the .hdr says \(columns) columns")
                return
            }
            if frames - positions < columns {
                self.init(rows: rows, rowLength: columns)
                return
            }
        }
        if let length = notes?.framesPerTrigger, length > 1, length < frames, frames % length == 0 {
            self.init(rows: frames / length, rowLength: length)
            guesses.append(
                "The scan's rows are taken to be triggered: \(length) frames each, as the .hdr says "
                    + "(--scan gives another).")
        } else if let length = clock.rowLength() {
            self.init(rows: frames / length, rowLength: length)
            guesses.append(
                "The scan's rows are taken to end where the frames' times show a pause: after \(length) frames each "
                    + "(--scan gives another).")
        } else {
            return nil
        }
        let flyback = clock.flyback(rowLength)
        if flyback.before + flyback.after > 0 { skip(flyback, "they were exposed longer than the others") }
    }

    private init(rows: Int, rowLength: Int) {
        self.rows = rows
        self.rowLength = rowLength
    }

    private mutating func skip(_ flyback: (before: Int, after: Int), _ reason: String) {
        (skippedBefore, skippedAfter) = flyback
        let count = flyback.before + flyback.after
        let place = flyback.before > 0 ? (flyback.after > 0 ? "at both ends" : "at the start") : "at the end"
        guesses.append(
            "\(count) of the \(rowLength) frames of each row, \(place), \(count == 1 ? "is" : "are") taken as fly-back "
                + "and left out: \(reason) (--skip-frames and --flyback give others).")
    }
}

/// The times that the headers of frames carry. Reads some dozens of headers, never all.
struct MerlinClock {
    let bytes: FileBytes
    /// Bytes from a frame's header to the next one's.
    let step: Int
    let frames: Int

    /// Frames from one pause to the next, where pauses are evenly spaced, clearly longer than the other intervals vary,
    /// and divide the frames into at least two rows; nil elsewhere. The line trigger of a scan leaves such a pause, of some
    /// 20 µs at least.
    func rowLength() -> Int? {
        guard frames >= 4, let first = interval(0) else { return nil }
        return (2...frames / 2).first { length in
            guard frames % length == 0, let end = interval(length - 1) else { return false }
            return end > first + Self.leastPause && isRow(length)
        }
    }

    /// Nanoseconds; below are the clocks' own steps.
    private static let leastPause = 4000

    /// True when the first rows of that length end with pauses and have none inside, as far as looked at.
    private func isRow(_ length: Int) -> Bool {
        var pauses: [Int] = []
        var others: [Int] = []
        for row in 0..<min(4, frames / length) {
            let start = row * length
            if row > 0 {
                guard let pause = interval(start - 1) else { return false }
                pauses.append(pause)
            }
            for inside in Set([0, length / 3, length / 2, length - 2]) where inside < length - 1 {
                guard let other = interval(start + inside) else { return false }
                others.append(other)
            }
        }
        guard let shortest = pauses.min(), let longest = others.max(), let least = others.min() else { return false }
        return shortest - longest > max(Self.leastPause, 4 * (longest - least))
    }

    /// How many frames before the first and after the last position of a row were exposed more than half as long again
    /// as one in the middle of the row; looked for in the first two rows.
    func flyback(_ rowLength: Int) -> (before: Int, after: Int) {
        guard rowLength >= 4, frames >= 2 * rowLength else { return (0, 0) }
        let most = min(8, rowLength / 4)
        func count(_ places: [Int]) -> Int {
            var least = places.count
            for row in 0..<2 {
                guard let usual = time(row * rowLength + rowLength / 2)?.exposure else { return 0 }
                var found = 0
                for place in places {
                    guard let exposure = time(row * rowLength + place)?.exposure, exposure > 1.5 * usual else { break }
                    found += 1
                }
                least = min(least, found)
            }
            return least
        }
        return (count(Array(0..<most)), count((1...most).map { rowLength - $0 }))
    }

    /// Nil where no header is, or one without a time.
    func time(_ frame: Int) -> MerlinTime? { (try? MerlinHeader(bytes, at: frame * step))?.time }

    /// Nanoseconds from a frame to the next.
    func interval(_ frame: Int) -> Int? {
        guard let first = time(frame), let next = time(frame + 1) else { return nil }
        return first.interval(to: next)
    }
}
