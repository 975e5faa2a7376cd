import Screen

/// One thing that ncurses read.
package enum TerminalCode: Equatable, Sendable {
    /// A character, control characters included.
    case character(UInt32)
    /// A key by ncurses' name.
    case named(String)
}

/// Turns what ncurses reads into events: Alt from a leading ESC, keys and mouse reports from control sequences.
package struct InputDecoder: Sendable {
    private enum Pending {
        case nothing, escape
        case sequence(EscapeSequence)
    }

    private var pending = Pending.nothing
    private var answers = 0

    package init() {}

    /// Takes one code and appends the events it completes.
    package mutating func take(_ code: TerminalCode, into events: inout [InputEvent]) {
        switch code {
        case .character(let value): take(value, into: &events)
        case .named(let name):
            let alt = endPrefix(into: &events)
            guard var key = Key(cursesName: name) else { return }
            key.alt = key.alt || alt
            events.append(.key(key))
        }
    }

    /// How often the terminal has said since the last time that it is well (`CSI 0 n`).
    package mutating func takeAnswers() -> Int {
        defer { answers = 0 }
        return answers
    }

    /// Nothing more waits: a lone ESC is the Escape key. A sequence with parameters stays open for its rest, which a
    /// slow line may bring later.
    package mutating func finish(into events: inout [InputEvent]) {
        if case .sequence(let sequence) = pending, !sequence.isEmpty { return }
        if endPrefix(into: &events) { events.append(.key(Key(.escape))) }
    }

    private mutating func take(_ value: UInt32, into events: inout [InputEvent]) {
        switch pending {
        case .nothing:
            if value == 27 { pending = .escape } else { append(value, alt: false, into: &events) }
        case .escape:
            if value == 27 {
                events.append(.key(Key(.escape)))
            } else if let sequence = EscapeSequence(introducer: value) {
                pending = .sequence(sequence)
            } else {
                pending = .nothing
                append(value, alt: true, into: &events)
            }
        case .sequence(var sequence):
            switch sequence.take(value) {
            case .more: pending = .sequence(sequence)
            case .done(let event):
                pending = .nothing
                if let event { events.append(event) } else if sequence.isAnswer(final: value) { answers += 1 }
            case .foreign:
                _ = endPrefix(into: &events)
                take(value, into: &events)
            }
        }
    }

    /// Ends what was begun. True where that is a lone ESC.
    private mutating func endPrefix(into events: inout [InputEvent]) -> Bool {
        defer { pending = .nothing }
        switch pending {
        case .nothing: return false
        case .escape: return true
        case .sequence(let sequence):
            if sequence.isEmpty { events.append(.key(sequence.alone)) }
            return false
        }
    }

    private func append(_ value: UInt32, alt: Bool, into events: inout [InputEvent]) {
        guard var key = Key(typed: value) else { return }
        key.alt = alt
        events.append(.key(key))
    }
}
