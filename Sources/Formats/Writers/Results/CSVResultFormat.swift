/// Curves as comma-separated values: where they come from in lines that begin with `#`, the columns' names, then a line
/// per row; what is not known is left empty.
struct CSVResultFormat: ResultFileFormat {
    let name = "a .csv file"
    let extensions = ["csv"]
    let holds: Set<ResultKind> = [.factors, .sweep, .curve]

    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) {
        guard let table = result.table else { return }
        var lines = [("title", result.title)] + result.provenance.fields.map { ($0.name, $0.text) }
        // A line break would end the comment.
        lines = lines.map { ($0.0, String($0.1.map { $0.isNewline ? " " : $0 })) }
        var text = lines.map { "# \($0.0): \($0.1)\n" }.joined()
        text += table.columns.map(\.name).joined(separator: ",") + "\n"
        for row in 0..<table.rowCount {
            text += table.columns.map { Self.spelled($0.values[row]) }.joined(separator: ",") + "\n"
        }
        try AtomicFile.write(text.utf8, to: path, overwrite: overwrite)
    }

    /// The shortest digits that read back as the same number; whole numbers whole.
    private static func spelled(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "" : value < 0 ? "-inf" : "inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
