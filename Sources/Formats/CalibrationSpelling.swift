import DataCube
import Questions

/// How the command line and settings files spell calibrations, shapes and orientations; every spelling given here reads
/// back as an equal value.
public enum CalibrationSpelling {
    // MARK: Scan step

    /// Nanometres from `5nm`, `0.5 Å`, `2um`.
    public static func scanStep(_ text: String) throws(SpellingError) -> Double {
        let (value, unit) = try number(text, example: "a step such as 5nm")
        guard let nanometres = Units.nanometres(unit) else {
            throw SpellingError("'\(text)' needs a unit of length: pm, Å (or A), nm, um, e.g. 5nm")
        }
        return try positive(value * nanometres, text)
    }

    /// `5nm`
    public static func spelling(scanStep: Double) -> String { plain(scanStep) + "nm" }

    // MARK: Pixel size

    /// From `0.14/nm`, `0.014/A`, `0.5mrad`.
    public static func pixelSize(_ text: String) throws(SpellingError) -> PixelSize {
        let (value, unit) = try number(text, example: "a pixel size such as 0.14/nm or 0.5mrad")
        if let perNanometre = Units.perNanometre(unit) {
            return .perNanometre(try positive(value * perNanometre, text))
        }
        if let milliradians = Units.milliradians(unit) {
            return .milliradian(try positive(value * milliradians, text))
        }
        throw SpellingError("'\(text)' needs a unit: /nm, /Å (or /A), mrad or rad, e.g. 0.14/nm or 0.5mrad")
    }

    /// `0.14/nm` or `0.5mrad`
    public static func spelling(pixelSize: PixelSize) -> String {
        switch pixelSize {
        case .perNanometre(let step): plain(step) + "/nm"
        case .milliradian(let angle): plain(angle) + "mrad"
        }
    }

    // MARK: Voltage

    /// kV from `80kV`, `200000V`, `80` (kV).
    public static func voltage(_ text: String) throws(SpellingError) -> Double {
        let (value, unit) = try number(text, example: "a voltage such as 80kV")
        let kilovolts: Double
        switch unit.lowercased() {
        case "", "kv", "kev": kilovolts = value
        case "v", "ev": kilovolts = value / 1000
        case "mv", "mev": kilovolts = value * 1000
        default: throw SpellingError("'\(text)' needs kV or V, e.g. 80kV")
        }
        guard kilovolts <= 10_000 else { throw SpellingError("'\(text)' is beyond every microscope; write e.g. 200kV") }
        return try positive(kilovolts, text)
    }

    /// `80kV`
    public static func spelling(voltage: Double) -> String { plain(voltage) + "kV" }

    // MARK: Centre

    /// A point from `row,column`, pixels.
    public static func center(_ text: String) throws(SpellingError) -> DetectorPoint {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double(trimmed($0)) }
        guard parts.count == 2, let row = parts[0], let column = parts[1], row.isFinite, column.isFinite else {
            throw SpellingError("'\(text)' is no point; write row,column in pixels, e.g. 63.5,63.5")
        }
        return DetectorPoint(row: row, column: column)
    }

    /// `63.5,63.5`
    public static func spelling(center: DetectorPoint) -> String { "\(plain(center.row)),\(plain(center.column))" }

    // MARK: Shapes

    /// Rows x columns of a scan from `100x120`.
    public static func scanShape(_ text: String) throws(SpellingError) -> ScanShape {
        let (rows, columns) = try shape(text)
        return ScanShape(rows: rows, columns: columns)
    }

    /// `100x120`
    public static func spelling(scanShape: ScanShape) -> String { "\(scanShape.rows)x\(scanShape.columns)" }

    /// A number of frames, 0 or more.
    public static func frameCount(_ text: String) throws(SpellingError) -> Int {
        guard let count = Int(trimmed(text[...])), count >= 0 else {
            throw SpellingError("'\(text)' is no number of frames; write 0 or more")
        }
        return count
    }

    /// `patterns` or `maps`.
    public static func order(_ text: String) throws(SpellingError) -> StorageOrder {
        guard let order = StorageOrder(rawValue: trimmed(text[...]).lowercased()) else {
            throw SpellingError(
                "'\(text)' is no order; there are \(StorageOrder.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return order
    }

    /// Two sizes of at least 1 whose product does not overflow.
    static func shape(_ text: String) throws(SpellingError) -> (rows: Int, columns: Int) {
        let parts = text.lowercased().split(omittingEmptySubsequences: false) { "x×,".contains($0) }
        let sizes = parts.map { Int(trimmed($0)) }
        guard sizes.count == 2, let rows = sizes[0], let columns = sizes[1], rows >= 1, columns >= 1,
            !rows.multipliedReportingOverflow(by: columns).overflow
        else { throw SpellingError("'\(text)' is no shape; write ROWSxCOLUMNS, e.g. 100x120") }
        return (rows, columns)
    }

    // MARK: Orientation

    /// From `as-stored`, or words joined by +: `transposed`, `rows-reversed`, `columns-reversed`.
    public static func plane(_ text: String) throws(SpellingError) -> PlaneOrientation {
        var plane = PlaneOrientation.identity
        for word in text.split(separator: "+", omittingEmptySubsequences: false).map({ trimmed($0) }) {
            switch word {
            case "as-stored": break
            case "transposed": plane.transposed = true
            case "rows-reversed": plane.rowsReversed = true
            case "columns-reversed": plane.columnsReversed = true
            default:
                throw SpellingError(
                    "'\(word)' is no orientation; there are as-stored, transposed, rows-reversed, columns-reversed, "
                        + "joined by +")
            }
        }
        return plane
    }

    /// `transposed+rows-reversed`, or `as-stored`
    public static func spelling(plane: PlaneOrientation) -> String {
        let words =
            (plane.transposed ? ["transposed"] : []) + (plane.rowsReversed ? ["rows-reversed"] : [])
            + (plane.columnsReversed ? ["columns-reversed"] : [])
        return words.isEmpty ? "as-stored" : words.joined(separator: "+")
    }

    // MARK: Parts

    /// The number at the beginning, and what follows it without white space around.
    private static func number(_ text: String, example: String) throws(SpellingError) -> (Double, String) {
        let characters = Array(trimmed(text[...]))
        var place = 0
        func isDigit(_ index: Int) -> Bool { index < characters.count && ("0"..."9").contains(characters[index]) }
        if place < characters.count, "+-".contains(characters[place]) { place += 1 }
        while isDigit(place) || place < characters.count && characters[place] == "." { place += 1 }
        if place < characters.count, "eE".contains(characters[place]) {
            let sign = place + 1 < characters.count && "+-".contains(characters[place + 1]) ? 1 : 0
            if isDigit(place + 1 + sign) {
                place += 1 + sign
                while isDigit(place) { place += 1 }
            }
        }
        guard let value = Double(String(characters[..<place])), value.isFinite else {
            throw SpellingError("'\(text)' does not begin with a number; write \(example)")
        }
        return (value, trimmed(String(characters[place...])[...]))
    }

    private static func positive(_ value: Double, _ text: String) throws(SpellingError) -> Double {
        guard value > 0, value.isFinite else { throw SpellingError("'\(text)' must be more than 0") }
        return value
    }

    static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    /// The shortest digits that read back as the same number.
    private static func plain(_ value: Double) -> String {
        let text = String(value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
