import Foundation
import Screen
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Frames as files")
struct FrameTextTests {
    private func sample(_ depth: ColorDepth) -> CellBuffer {
        var buffer = CellBuffer(rows: 4, columns: 20, ability: ScreenAbility(colors: depth))
        buffer.write("a <b> & \"c\" 漢字  ", row: 0, column: 0, Style(.rgb(255, 0, 0), on: .rgb(0, 0, 10), bold: true))
        buffer.write("▀▀▄", row: 1, column: 2, Style(.palette(208), on: .terminalDefault, underlined: true))
        buffer.write("x", row: 2, column: 19, Style(.rgb(1, 2, 3), reversed: true))
        return buffer
    }

    @Test("Text is the characters of each row without trailing blanks")
    func text() {
        #expect(
            sample(.palette).written(as: .text) == "a <b> & \"c\" 漢字\n  ▀▀▄\n" + String(repeating: " ", count: 19)
                + "x\n\n")
        #expect(CellBuffer(rows: 2, columns: 0).text == "\n\n")
    }

    @Test(
        "ANSI carries the same text, colours as deep as the screen's, and ends each row in the plain style",
        arguments: ColorDepth.allCases)
    func ansi(depth: ColorDepth) throws {
        let written = sample(depth).written(as: .ansi)
        var plain = ""
        var codes: Set<String> = []
        var rest = written[...]
        while let character = rest.first {
            if character == "\u{1B}" {
                let end = try #require(rest.firstIndex(of: "m"))
                codes.formUnion(
                    rest[rest.index(rest.startIndex, offsetBy: 2)..<end].split(separator: ";").map(String.init))
                rest = rest[rest.index(after: end)...]
            } else {
                plain.append(character)
                rest = rest.dropFirst()
            }
        }
        let rows = plain.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(rows.allSatisfy { String($0).columnWidth == 20 })
        #expect(rows.first?.hasPrefix("a <b> & \"c\" 漢字") == true)
        #expect(written.split(separator: "\n").allSatisfy { $0.hasSuffix("\u{1B}[0m") })
        #expect(codes.isSuperset(of: ["0", "1", "4", "7"]))
        switch depth {
        case .none: #expect(codes == ["0", "1", "4", "7"])
        case .eight: #expect(codes.contains("31") && codes.contains("40") && !codes.contains("38"))
        case .sixteen: #expect(codes.contains("91") && codes.contains("40") && !codes.contains("38"))
        case .palette: #expect(codes.contains("38") && codes.contains("208") && !codes.contains("2"))
        case .direct: #expect(codes.contains("255") && codes.contains("48"))
        }
    }

    /// Collects what a parser of XML finds.
    private final class Contents: NSObject, XMLParserDelegate {
        var names: [String: Int] = [:]
        var characters = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String] = [:]
        ) {
            names[name, default: 0] += 1
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { characters += string }
    }

    @Test("SVG is well-formed and shows every glyph, markup escaped")
    func svg() throws {
        var buffer = sample(.direct)
        buffer.write("]]>&amp;\u{FFFE}\u{FFFF}\u{1}", row: 3, column: 0, Style())
        let contents = Contents()
        let parser = XMLParser(data: Data(buffer.written(as: .svg).utf8))
        parser.delegate = contents
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(contents.names["svg"] == 1)
        for part in ["<", ">", "&", "\"", "漢", "字", "x"] { #expect(contents.characters.contains(part), "\(part)") }
        #expect(!contents.characters.contains { "▀▄".contains($0) }, "half blocks are rectangles")
        #expect((contents.names["rect"] ?? 0) > 4)
    }
}
