import Screen

/// One thing that ncurses read.
package enum TerminalCode: Equatable, Sendable {
    /// A character, control characters included.
    case character(UInt32)
    /// A key by ncurses' name.
    case named(String)
    /// A mouse report at a cell.
    case mouse(MouseSignals, row: Int, column: Int)
}

/// What a mouse report says; the bits are CNcurses'.
package struct MouseSignals: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let pressLeft = MouseSignals(rawValue: 1)
    package static let pressMiddle = MouseSignals(rawValue: 2)
    package static let pressRight = MouseSignals(rawValue: 4)
    package static let releaseLeft = MouseSignals(rawValue: 8)
    package static let releaseMiddle = MouseSignals(rawValue: 16)
    package static let releaseRight = MouseSignals(rawValue: 32)
    package static let wheelUp = MouseSignals(rawValue: 64)
    package static let wheelDown = MouseSignals(rawValue: 128)
    package static let moved = MouseSignals(rawValue: 256)
}

/// Turns what ncurses reads into events: Alt from a leading ESC, drags from moves with a button down.
package struct InputDecoder: Sendable {
    private enum Pending {
        case nothing, escape
        case sequence(EscapeSequence)
    }

    private var pending = Pending.nothing
    private var held: MouseEvent.Button?

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
        case .mouse(let signals, let row, let column):
            finish(into: &events)
            if let event = mouse(signals, row: row, column: column) { events.append(.mouse(event)) }
        }
    }

    /// Nothing more waits: a lone ESC is the Escape key.
    package mutating func finish(into events: inout [InputEvent]) {
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
            case .done(let key):
                pending = .nothing
                if let key { events.append(.key(key)) }
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

    private mutating func mouse(_ signals: MouseSignals, row: Int, column: Int) -> MouseEvent? {
        if signals.contains(.wheelUp) { return MouseEvent(.wheelUp, row: row, column: column) }
        if signals.contains(.wheelDown) { return MouseEvent(.wheelDown, row: row, column: column) }
        let buttons: [(press: MouseSignals, release: MouseSignals, button: MouseEvent.Button)] = [
            (.pressLeft, .releaseLeft, .left), (.pressMiddle, .releaseMiddle, .middle),
            (.pressRight, .releaseRight, .right),
        ]
        for (press, release, button) in buttons {
            if signals.contains(release) {
                // X10 reports do not say which button was let go.
                let released = held ?? button
                held = nil
                return MouseEvent(.release, released, row: row, column: column)
            }
            if signals.contains(press) {
                let kind: MouseEvent.Kind = held == button ? .drag : .press
                held = button
                return MouseEvent(kind, button, row: row, column: column)
            }
        }
        guard signals.contains(.moved), let held else { return nil }
        return MouseEvent(.drag, held, row: row, column: column)
    }
}
