/// How the positions of a scan lie among the frames of a file: `skipped` frames that belong to none, then row after row,
/// each with `flyback` frames behind it that were taken while the probe returned; the last row's may be missing.
public struct ScanLayout: Hashable, Sendable, Codable {
    /// Rows x columns of the scan, frames of fly-back left out.
    public var shape: ScanShape
    /// Frames before the first position's, 0 or more.
    public var skipped: Int
    /// Frames behind each row, 0 or more.
    public var flyback: Int

    public init(_ shape: ScanShape, skipped: Int = 0, flyback: Int = 0) {
        self.shape = shape
        self.skipped = skipped
        self.flyback = flyback
    }

    /// As many whole rows of `columns` positions as so many frames hold; nil where not one is.
    public init?(columns: Int, skipped: Int = 0, flyback: Int = 0, in frames: Int) {
        guard columns >= 1, skipped >= 0, flyback >= 0, skipped < frames, columns <= frames - skipped else {
            return nil
        }
        let (period, overflow) = columns.addingReportingOverflow(flyback)
        guard !overflow else { return nil }
        let rows = 1 + (frames - skipped - columns) / period
        self.init(ScanShape(rows: rows, columns: columns), skipped: skipped, flyback: flyback)
    }

    /// True where frame follows frame as position follows position.
    public var isPlain: Bool { skipped == 0 && (flyback == 0 || shape.rows == 1) }

    /// Frames from the beginning of a row to that of the next.
    public var period: Int { shape.columns + flyback }

    /// Frames up to the last position's, this one included; nil for what is not possible.
    public var frameCount: Int? {
        guard shape.rows >= 1, shape.columns >= 1, skipped >= 0, flyback >= 0 else { return nil }
        let (period, periodOverflow) = shape.columns.addingReportingOverflow(flyback)
        let (rows, rowsOverflow) = period.multipliedReportingOverflow(by: shape.rows - 1)
        let (scan, scanOverflow) = rows.addingReportingOverflow(shape.columns)
        let (all, overflow) = scan.addingReportingOverflow(skipped)
        return periodOverflow || rowsOverflow || scanOverflow || overflow ? nil : all
    }

    /// The frame of a position, given by its row-major index.
    public func frame(_ position: Int) -> Int {
        skipped + position / shape.columns * period + position % shape.columns
    }

    /// The rows of this scan that so many frames hold whole; nil where not one is.
    public func wholeRows(in frames: Int) -> ScanLayout? {
        guard var part = ScanLayout(columns: shape.columns, skipped: skipped, flyback: flyback, in: frames) else {
            return nil
        }
        part.shape = ScanShape(rows: min(part.shape.rows, shape.rows), columns: shape.columns)
        return part
    }

    /// Rows or columns of a layout that `equalRows` finds are fewer than this, one way or the other.
    private static let largestDivisor = 1 << 20

    /// Every way to cut so many frames into equal rows, the most nearly square first; empty where nothing is left to cut.
    /// O(sqrt(frames)).
    public static func equalRows(of frames: Int, skipped: Int = 0, flyback: Int = 0) -> [ScanLayout] {
        guard skipped >= 0, flyback >= 0, skipped < frames else { return [] }
        let rest = frames - skipped
        var divisors: [Int] = []
        var divisor = 1
        while divisor <= rest / divisor, divisor < largestDivisor {
            if rest % divisor == 0 { divisors.append(divisor) }
            divisor += 1
        }
        let rows = Set(divisors + divisors.map { rest / $0 })
        let layouts = rows.compactMap { rows -> ScanLayout? in
            let columns = rest / rows - flyback
            return columns >= 1
                ? ScanLayout(ScanShape(rows: rows, columns: columns), skipped: skipped, flyback: flyback) : nil
        }
        return layouts.sorted { ($0.shape.elongation, $0.shape.rows) < ($1.shape.elongation, $1.shape.rows) }
    }
}

extension ScanShape {
    /// The longer side in parts of the shorter one: 1 is a square.
    fileprivate var elongation: Double { Double(max(rows, columns)) / Double(min(rows, columns)) }
}
