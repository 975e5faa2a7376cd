import Screen

/// Keys and mouse as a text: `l l Down*5 : text:sweep.start Enter click:10,4 drag:3,3,9,9 wheel:up,5,5 resize:80x24`.
public struct KeyScript: Sendable {
    /// What one token stands for.
    public let steps: [[InputEvent]]

    /// Reads a script; tokens are separated by blanks, a blank in a text is spelled `text:a\ b` or as the key Space.
    /// - Throws: `RuntimeError` that quotes the token.
    public init(_ text: String) throws(RuntimeError) {
        var steps: [[InputEvent]] = []
        for token in Self.tokens(text) { steps.append(try Self.events(token)) }
        self.steps = steps
    }

    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var token = ""
        var escaped = false
        for character in text {
            if escaped {
                token += character == " " ? " " : "\\" + String(character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else if character == " " {
                if !token.isEmpty { tokens.append(token) }
                token = ""
            } else {
                token.append(character)
            }
        }
        if escaped { token += "\\" }
        return token.isEmpty ? tokens : tokens + [token]
    }

    private static func events(_ token: String) throws(RuntimeError) -> [InputEvent] {
        if token.hasPrefix("text:") { return token.dropFirst(5).map { .key(.character($0)) } }
        if token.hasPrefix("key:") { return try keys(String(token.dropFirst(4)), token) }
        if let colon = token.firstIndex(of: ":"), token.count > 1, colon != token.startIndex {
            let words = token[token.index(after: colon)...].split(separator: ",").map(String.init)
            switch token[..<colon] {
            case "click": return try click(words, token)
            case "drag": return try drag(words, token)
            case "wheel": return try wheel(words, token)
            case "resize": return try resize(String(token[token.index(after: colon)...]), token)
            default: break
            }
        }
        return try keys(token, token)
    }

    private static func keys(_ spelling: String, _ token: String) throws(RuntimeError) -> [InputEvent] {
        var name = spelling
        var times = 1
        if spelling.count > 2, let star = spelling.lastIndex(of: "*"), star != spelling.startIndex,
            let count = Int(spelling[spelling.index(after: star)...])
        {
            guard (1...10_000).contains(count) else { throw .script(token: token, reason: "repeat 1 to 10000 times") }
            name = String(spelling[..<star])
            times = count
        }
        guard let key = Key(name: name) else {
            throw .script(
                token: token, reason: "no key has this name (as l, Down, S-Left, C-l, Enter, Escape, F1, Down*5)")
        }
        return Array(repeating: .key(key), count: times)
    }

    private static func cells(_ words: [String], _ count: Int, _ token: String) throws(RuntimeError) -> [Int] {
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == count, words.count == count, numbers.allSatisfy({ (0..<1000).contains($0) }) else {
            throw .script(token: token, reason: "expected \(count) numbers from 0 to 999: column,row of each cell")
        }
        return numbers
    }

    private static func click(_ words: [String], _ token: String) throws(RuntimeError) -> [InputEvent] {
        let at = try cells(words.count == 3 ? Array(words.dropLast()) : words, 2, token)
        let button = words.count == 3 ? MouseEvent.Button(rawValue: words[2]) : .left
        guard let button else { throw .script(token: token, reason: "the button is left, middle or right") }
        return [
            .mouse(MouseEvent(.press, button, row: at[1], column: at[0])),
            .mouse(MouseEvent(.release, button, row: at[1], column: at[0])),
        ]
    }

    private static func drag(_ words: [String], _ token: String) throws(RuntimeError) -> [InputEvent] {
        let at = try cells(words, 4, token)
        let steps = max(abs(at[2] - at[0]), abs(at[3] - at[1]), 1)
        let path = (1...steps).map { step -> InputEvent in
            let part = Double(step) / Double(steps)
            return .mouse(
                MouseEvent(
                    .drag, row: at[1] + Int((part * Double(at[3] - at[1])).rounded()),
                    column: at[0] + Int((part * Double(at[2] - at[0])).rounded())))
        }
        return [.mouse(MouseEvent(.press, row: at[1], column: at[0]))] + path
            + [.mouse(MouseEvent(.release, row: at[3], column: at[2]))]
    }

    private static func wheel(_ words: [String], _ token: String) throws(RuntimeError) -> [InputEvent] {
        guard let direction = words.first, ["up", "down"].contains(direction) else {
            throw .script(token: token, reason: "expected wheel:up,column,row or wheel:down,column,row")
        }
        let numbers = Array(words.dropFirst())
        let at = try cells(numbers.count == 3 ? Array(numbers.dropLast()) : numbers, 2, token)
        guard let times = numbers.count == 3 ? Int(numbers[2]) : 1, (1...1000).contains(times) else {
            throw .script(token: token, reason: "turn it 1 to 1000 times")
        }
        let turn = MouseEvent(direction == "up" ? .wheelUp : .wheelDown, row: at[1], column: at[0])
        return Array(repeating: .mouse(turn), count: times)
    }

    private static func resize(_ text: String, _ token: String) throws(RuntimeError) -> [InputEvent] {
        guard let size = ScreenSize(text) else {
            throw .script(token: token, reason: "expected resize:COLUMNSxROWS, as resize:80x24")
        }
        return [.resize(rows: size.rows, columns: size.columns)]
    }
}

/// A screen's size as people write it: columns x rows.
public struct ScreenSize: Hashable, Sendable {
    public let rows: Int
    public let columns: Int

    /// Reads `120x40`; nil for other text and for sizes beyond 1000 x 1000.
    public init?(_ text: String) {
        let numbers = text.lowercased().split(separator: "x").map { Int($0) }
        guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1], (1...1000).contains(rows),
            (1...1000).contains(columns)
        else { return nil }
        self.rows = rows
        self.columns = columns
    }
}
