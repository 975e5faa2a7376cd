/// Why a spelling could not be read: a sentence that names the place and what was expected.
public struct SpellingError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension VirtualDetector {
    /// The shapes and operators as help shows them.
    public static var grammar: String {
        let shapes = parts.map { "\($0.word)(\($0.argumentNames.joined(separator: ", ")))" }
        return shapes.joined(separator: ", ") + "; a + b union, a - b difference, !a inverse, ( ) groups"
    }

    /// How the command line spells it; reading the spelling gives an equal detector.
    public var spelling: String { spelling(grouped: false) }

    private func spelling(grouped: Bool) -> String {
        let plain =
            switch self {
            case .union(let first, let second):
                "\(first.spelling(grouped: false)) + \(second.spelling(grouped: true))"
            case .difference(let first, let second):
                "\(first.spelling(grouped: false)) - \(second.spelling(grouped: true))"
            case .inverse(let inner): "!\(inner.spelling(grouped: true))"
            default: part.map(Self.spelling(of:)) ?? ""
            }
        switch self {
        case .union, .difference: return grouped ? "(\(plain))" : plain
        default: return plain
        }
    }

    private static func spelling(of part: any DetectorPart) -> String {
        "\(type(of: part).word)(\(part.arguments.map(Self.spelling(of:)).joined(separator: ",")))"
    }

    private static func spelling(of number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }

    /// Reads a spelling such as `annulus(63.5,63.5,12,40) - disk(20,30,4)`. `+` and `-` bind equally, from the left.
    /// - Throws: `SpellingError` that quotes the place and says what was expected.
    public init(spelling: String) throws(SpellingError) {
        var reader = SpellingReader(spelling)
        self = try reader.expression()
        try reader.end()
    }
}

/// A recursive reader of detector spellings.
private struct SpellingReader {
    private let text: [Character]
    private var place = 0
    private var depth = 0
    private var shapes = 0

    init(_ text: String) { self.text = Array(text) }

    mutating func expression() throws(SpellingError) -> VirtualDetector {
        depth += 1
        guard depth < 64 else { throw SpellingError("more than 64 nested groups") }
        defer { depth -= 1 }
        var left = try term()
        while let sign = peek(), sign == "+" || sign == "-" {
            place += 1
            let right = try term()
            left = sign == "+" ? .union(left, right) : .difference(left, right)
        }
        return left
    }

    private mutating func term() throws(SpellingError) -> VirtualDetector {
        switch peek() {
        case "!":
            place += 1
            depth += 1
            guard depth < 64 else { throw SpellingError("more than 64 nested groups") }
            defer { depth -= 1 }
            return .inverse(try term())
        case "(":
            place += 1
            let inner = try expression()
            try expect(")")
            return inner
        default:
            return try shape()
        }
    }

    private mutating func shape() throws(SpellingError) -> VirtualDetector {
        let start = place
        var word = ""
        while let letter = peekRaw(), letter.isLetter {
            word.append(letter)
            place += 1
        }
        guard let part = VirtualDetector.parts.first(where: { $0.word == word.lowercased() }) else {
            let known = VirtualDetector.parts.map { $0.word }.joined(separator: ", ")
            throw SpellingError(
                word.isEmpty
                    ? "expected one of \(known) at \(quote(start))" : "no shape is called '\(word)'; there are \(known)"
            )
        }
        shapes += 1
        guard shapes <= 1000 else { throw SpellingError("more than 1000 shapes") }
        try expect("(")
        var numbers: [Double] = []
        while true {
            numbers.append(try number())
            if peek() == "," { place += 1 } else { break }
        }
        try expect(")")
        guard numbers.count == part.argumentNames.count else {
            throw SpellingError(
                "\(word) takes \(part.argumentNames.count) numbers (\(part.argumentNames.joined(separator: ", "))), not \(numbers.count)"
            )
        }
        return VirtualDetector(try part.init(arguments: numbers))
    }

    private mutating func number() throws(SpellingError) -> Double {
        _ = peek()
        let start = place
        while let character = peekRaw(), character.isNumber || "+-.eE".contains(character) { place += 1 }
        guard let value = Double(String(text[start..<place])), value.isFinite else {
            throw SpellingError("expected a number at \(quote(start))")
        }
        return value
    }

    private mutating func expect(_ character: Character) throws(SpellingError) {
        guard peek() == character else { throw SpellingError("expected '\(character)' at \(quote(place))") }
        place += 1
    }

    mutating func end() throws(SpellingError) {
        if peek() != nil { throw SpellingError("expected '+' or '-' at \(quote(place))") }
    }

    /// The next character that is not white space, without taking it.
    private mutating func peek() -> Character? {
        while let character = peekRaw(), character.isWhitespace { place += 1 }
        return peekRaw()
    }

    private func peekRaw() -> Character? { place < text.count ? text[place] : nil }

    private func quote(_ place: Int) -> String {
        place >= text.count ? "the end of '\(String(text))'" : "'\(String(text[place...].prefix(12)))'"
    }
}
