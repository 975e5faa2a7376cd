import Screen

/// A control sequence that the terminal's entry does not know (`ESC [ … letter`, `ESC O letter`), read as xterm writes
/// them, mouse reports among them, so that no part of one is ever taken for typed letters.
struct EscapeSequence {
    enum Step: Equatable {
        /// The sequence goes on.
        case more
        /// It ended; nil for one that means nothing here.
        case done(InputEvent?)
        /// The character does not belong to it.
        case foreign
    }

    private let introducer: Character
    private var parameters = ""
    /// The three characters of a mouse report in the oldest form, `ESC [ M …`.
    private var oldReport: [UInt32]?

    /// Nil where the character after ESC begins no sequence.
    init?(introducer value: UInt32) {
        switch value {
        case 0x5B: introducer = "["
        case 0x4F: introducer = "O"
        default: return nil
        }
    }

    /// The key meant where nothing follows: Alt and the introducer.
    var alone: Key { Key(.character(introducer), alt: true) }
    /// True before the first parameter.
    var isEmpty: Bool { parameters.isEmpty && oldReport == nil }

    /// Whether it ends as the terminal's answer to `CSI 5 n`.
    func isAnswer(final value: UInt32) -> Bool { value == 0x6E && parameters == "0" }

    /// Takes one more character.
    mutating func take(_ value: UInt32) -> Step {
        guard let scalar = Unicode.Scalar(value) else { return .foreign }
        if var report = oldReport {
            report.append(value)
            oldReport = report
            return report.count < 3 ? .more : .done(MouseEvent(oldReport: report).map { .mouse($0) })
        }
        switch value {
        case 0x4D where introducer == "[" && parameters.isEmpty:
            oldReport = []
            return .more
        case 0x20...0x3F where introducer == "[" && parameters.utf8.count < 32:
            parameters.unicodeScalars.append(scalar)
            return .more
        case 0x41...0x5A where introducer == "O", 0x6A...0x79 where introducer == "O",
            0x40...0x7E where introducer == "[":
            return .done(event(final: Character(scalar)))
        default: return .foreign
        }
    }

    private func event(final: Character) -> InputEvent? {
        if parameters.first == "<" {
            return MouseEvent(report: parameters.dropFirst(), released: final == "m").map { .mouse($0) }
        }
        return key(final: final).map { .key($0) }
    }

    private func key(final: Character) -> Key? {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 1 }
        let modifiers = numbers.count > 1 ? numbers[1] : 1
        let code: Key.Code? =
            switch final {
            case "A": .up
            case "B": .down
            case "C": .right
            case "D": .left
            case "H": .home
            case "F": .end
            case "M" where introducer == "O": .enter
            case "P", "Q", "R", "S": final.asciiValue.map { .function(Int($0) - 0x4F) }
            case "Z": .backTab
            case "~": Self.numbered[numbers.first ?? 0]
            default: nil
            }
        return code.map { Key($0, modifiers: modifiers) }
    }

    private static let numbered: [Int: Key.Code] = [
        1: .home, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1), 12: .function(2),
        13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7), 19: .function(8),
        20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
    ]
}
