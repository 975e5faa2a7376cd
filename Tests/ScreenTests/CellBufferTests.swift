import Screen
import Testing

@Suite("Cell buffer")
struct CellBufferTests {
    private let plain = Style()
    private let ascii = ScreenAbility(colors: .none, glyphs: .ascii)

    private func rows(_ buffer: CellBuffer) -> [String] {
        buffer.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// A wide character has NUL after it, and NUL stands nowhere else.
    private func isSound(_ buffer: CellBuffer) -> Bool {
        (0..<buffer.rows).allSatisfy { row in
            (0..<buffer.columns).allSatisfy { column in
                let isSecond = buffer[row, column].character == "\0"
                let isAfterWide = column > 0 && buffer[row, column - 1].character.columnWidth == 2
                return isSecond == isAfterWide
                    && (buffer[row, column].character.columnWidth != 2 || column + 1 < buffer.columns)
            }
        }
    }

    @Test("Writing outside changes nothing")
    func clipping() {
        var buffer = CellBuffer(rows: 3, columns: 5)
        let empty = buffer
        for (row, column) in [(-1, 0), (3, 0), (0, 5), (0, -9), (Int.max, 2)] {
            buffer[row, column] = Cell("x", plain)
            buffer.write("abc", row: row, column: column, plain)
        }
        buffer.fill(Rect(row: -9, column: -9, rows: 9, columns: 99), "x", plain)
        buffer.fill(Rect(row: 3, column: 0, rows: 9, columns: 9), "x", plain)
        buffer.fill(Rect(row: 0, column: 7, rows: 9, columns: 9), "x", plain)
        buffer.write("abc", row: 1, column: 1, plain, width: 0)
        buffer.write("abc", row: 1, column: 1, plain, width: -4)
        #expect(buffer == empty)
        buffer.write("abc", row: 1, column: -1, plain)
        buffer.fill(Rect(row: 2, column: 3, rows: 9, columns: 9), "x", plain)
        #expect(rows(buffer) == ["", "bc", "   xx"])
    }

    @Test("A text that does not fit ends with an ellipsis")
    func ellipsis() {
        var buffer = CellBuffer(rows: 4, columns: 8)
        #expect(buffer.write("12345678", row: 0, column: 0, plain) == 8)
        #expect(buffer.write("123456789", row: 1, column: 0, plain) == 8)
        #expect(buffer.write("123456", row: 2, column: 1, plain, width: 3) == 3)
        #expect(buffer.write("123456", row: 3, column: 7, plain) == 1)
        #expect(rows(buffer) == ["12345678", "1234567…", " 12…", "       …"])
        var poor = CellBuffer(rows: 1, columns: 4, ability: ascii)
        poor.write("123456", row: 0, column: 0, plain)
        #expect(rows(poor) == ["123~"])
    }

    @Test("Wide characters take two cells and are never cut in half")
    func wide() {
        for columns in 1...9 {
            for column in -3..<columns {
                var buffer = CellBuffer(rows: 1, columns: columns)
                buffer.write("a漢字b漢", row: 0, column: column, plain)
                #expect(isSound(buffer), "\(columns) columns, from \(column): \(buffer.text)")
            }
        }
        var buffer = CellBuffer(rows: 1, columns: 6)
        #expect(buffer.write("漢字", row: 0, column: 0, plain) == 4)
        #expect(buffer[0, 1].character == "\0" && buffer[0, 2].character == "字")
        #expect(rows(buffer) == ["漢字"])
    }

    @Test("Half of a wide character that is overwritten does not stay behind")
    func overwritingWide() {
        for column in 0..<6 {
            for text in ["x", "字", "xyz"] where column + text.columnWidth <= 6 {
                var buffer = CellBuffer(rows: 1, columns: 6)
                buffer.write("漢漢漢", row: 0, column: 0, plain)
                buffer.write(text, row: 0, column: column, plain)
                #expect(isSound(buffer), "\(text) at \(column): \(buffer.text)")
            }
            var buffer = CellBuffer(rows: 1, columns: 6)
            buffer.write("漢漢漢", row: 0, column: 0, plain)
            buffer.fill(Rect(row: 0, column: column, rows: 1, columns: 2), ".", plain)
            #expect(isSound(buffer), "filled at \(column): \(buffer.text)")
        }
    }

    @Test("What a terminal would act on, or join to its neighbour, is not shown as it is")
    func controlCharacters() {
        var buffer = CellBuffer(rows: 1, columns: 20)
        buffer.write("a\u{1B}[31m\u{7F}\u{9B}\u{202E}e\u{301}\u{200B}\nz", row: 0, column: 0, plain)
        #expect(rows(buffer) == ["a·[31m···e·z"])
    }

    @Test("Texts end before a column, or stand in the middle")
    func alignment() {
        var buffer = CellBuffer(rows: 5, columns: 10)
        buffer.write("abc", row: 0, endingAt: 10, plain)
        buffer.write("abcdef", row: 1, endingAt: 4, plain)
        buffer.write("abcdef", row: 2, endingAt: 9, plain, width: 3)
        buffer.write("abc", row: 3, centeredIn: 2..<9, plain)
        buffer.write("abcdefgh", row: 4, centeredIn: 2..<6, plain)
        #expect(rows(buffer) == ["       abc", "abc…", "      ab…", "    abc", "  abc…"])
    }

    @Test("ASCII screens get a stand-in for every character that is used, of the same width")
    func standIns() {
        let used = "│─╭╮╰╯├┤┬┴┼…·×→←↑↓▸▲█▓▒░●○µÅ°²⁻¹∠≥≤✓σχ⇧é漢┊━–▀▄"
        for scalar in used.unicodeScalars {
            #expect(scalar.asciiStandIn.value < 0x7F && scalar.asciiStandIn.value >= 0x20, "\(scalar)")
        }
        for value in UInt32(0x20)..<0x7F {
            #expect(Unicode.Scalar(value).map { $0.asciiStandIn == $0 } == true)
        }
        var buffer = CellBuffer(rows: 1, columns: 12, ability: ascii)
        buffer.write("╭─│ 漢 µÅ", row: 0, column: 0, plain)
        #expect(buffer.text.unicodeScalars.allSatisfy { $0.isASCII })
        #expect(isSound(buffer), "\(buffer.text)")
    }

    @Test("Rectangles split without losing or sharing a cell", arguments: [-3, 0, 1, 4, 7, 8, 99])
    func splitting(count: Int) {
        let rect = Rect(row: 2, column: 3, rows: 7, columns: 5)
        let vertical = rect.split(top: count)
        #expect(vertical.top.rows + vertical.rest.rows == 7)
        #expect(vertical.top.bottom == vertical.rest.row && vertical.rest.bottom == rect.bottom)
        let lower = rect.split(bottom: count)
        #expect(lower.bottom.rows == max(0, min(7, count)) && lower.rest.bottom == lower.bottom.row)
        let side = rect.split(left: count)
        #expect(side.left.columns + side.rest.columns == 5 && side.left.right == side.rest.column)
        #expect(rect.inset(rows: 4, columns: 1).isEmpty)
        #expect(rect.contains(row: 8, column: 7) && !rect.contains(row: 9, column: 7))
    }
}
