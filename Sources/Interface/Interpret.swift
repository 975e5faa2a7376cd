import DataCube
import Questions
import Screen
import Session

/// What an input event means to a session: the actions it stands for, in order. Pure.
///
/// - Parameter isQuick: it came right after the one before, as keys do that are typed in one go.
public func interpret(_ event: InputEvent, _ session: Session, _ layout: ScreenLayout, isQuick: Bool) -> [Action] {
    switch event {
    case .key(let key): interpret(key, session, layout, isQuick)
    case .mouse(let mouse): interpret(mouse, session, layout)
    case .resize: []
    }
}

private func interpret(_ key: Key, _ session: Session, _ layout: ScreenLayout, _ isQuick: Bool) -> [Action] {
    if let overlay = session.view.overlay { return overlayActions(key, overlay, session, layout) }
    let pending = session.view.pending.flatMap { $0.cameFrom == nil || isQuick ? $0 : nil }
    if case .character(let character) = key.code, !key.control, !key.alt, let digit = character.wholeNumberValue,
        character.isASCII
    {
        return (pending == nil ? [.clearCount] : []) + [.say(nil), .digit(digit)]
    }
    let clearing: [Action] = [.say(nil), .clearCount]
    if key.code == .escape { return clearing + (session.view.isMaximized ? [.toggleMaximized] : []) }
    if let pending, let workspace = pending.cameFrom, key.isLetter {
        var there = session
        there.apply(.show(workspace))
        if let (command, times) = CommandTable.command(for: key, in: there), command.isMotion {
            return clearing + [.show(workspace)] + run(command, there, pending.value * times)
        }
    }
    guard let (command, times) = CommandTable.command(for: key, in: session) else {
        return clearing + [.say(Message(.plain, "\(key.name) does nothing here: ? shows all keys"))]
    }
    let counted = pending?.cameFrom == nil ? pending?.value ?? 1 : 1
    return clearing + run(command, session, command.isMotion ? counted * times : 1)
}

extension Key {
    fileprivate var isLetter: Bool {
        if case .character(let character) = code { character.isLetter && !control && !alt } else { false }
    }
}

/// The actions of a command, or why it cannot be used.
func run(_ command: Command, _ session: Session, _ count: Int) -> [Action] {
    if let reason = command.unavailable(session) { return [.say(Message(.warning, reason))] }
    return command.actions(session, count)
}

func overlayActions(
    _ key: Key, _ overlay: Overlay, _ session: Session, _ layout: ScreenLayout
) -> [Action] {
    if key.code == .escape { return [.closeOverlay] }
    if key.control, let (command, _) = CommandTable.command(for: key, in: session),
        ["suspend", "redraw"].contains(command.id)
    {
        return run(command, session, 1)
    }
    switch overlay {
    case .help:
        return scrollActions(key, closing: ["?", "q", "Enter", "F1"], session, layout)
    case .evidence:
        return scrollActions(key, closing: ["e", "q", "Enter"], session, layout)
    case .information:
        return scrollActions(key, closing: ["i", "q", "Enter"], session, layout)
    case .datasets:
        return ["q", "O"].contains(key.name) ? [.closeOverlay] : listActions(key, layout)
    case .picker:
        return key.name == "q" ? [.closeOverlay] : listActions(key, layout)
    case .appearance:
        switch key.name {
        case "Left", "h": return [.adjustField(-1)]
        case "Right", "l", "Space": return [.adjustField(1)]
        case "Tab": return [.moveSelection(1, limit: 0)]
        case "BTab": return [.moveSelection(-1, limit: 0)]
        case "w": return [.keepAppearance]
        case "q", "A": return [.closeOverlay]
        default: return listActions(key, layout)
        }
    case .scanLayout:
        return scanLayoutActions(key)
    case .palette(let text, let selected):
        let matches = CommandTable.matching(text)
        switch key.code {
        case .enter:
            guard matches.indices.contains(selected) else { return [.closeOverlay] }
            let command = matches[selected]
            guard command.place.contains(session) else {
                return [.closeOverlay] + enter(command, session)
            }
            return [.closeOverlay] + run(command, session, 1)
        case .up, .backTab: return [.moveSelection(-1, limit: matches.count)]
        case .down, .tab: return [.moveSelection(1, limit: matches.count)]
        default: return typing(key)
        }
    case .prompt:
        return key.code == .enter ? [.acceptPrompt] : typing(key)
    case .sweepForm:
        switch key.code {
        case .enter: return [.acceptPrompt]
        case .up, .backTab: return [.moveSelection(-1, limit: SweepForm.Field.allCases.count)]
        case .down, .tab: return [.moveSelection(1, limit: SweepForm.Field.allCases.count)]
        case .left: return [.adjustField(-1)]
        case .right: return [.adjustField(1)]
        default: return typing(key)
        }
    }
}

/// Goes where a command can be used and runs it there.
private func enter(_ command: Command, _ session: Session) -> [Action] {
    guard let workspace = command.place.workspaces.min(by: { $0.rawValue < $1.rawValue }) else { return [] }
    var there = session
    var actions: [Action] = [.show(workspace)]
    if let focus = command.place.focus { actions.append(.focus(focus)) }
    for action in actions { there.apply(action) }
    return actions + run(command, there, 1)
}

private func typing(_ key: Key) -> [Action] {
    switch key.code {
    case .character(let character) where !key.control && !key.alt: [.typeCharacter(character)]
    case .backspace, .delete: [.eraseCharacter]
    default: []
    }
}

/// Keys of a list of which one entry is chosen.
private func listActions(_ key: Key, _ layout: ScreenLayout) -> [Action] {
    let page = layout.list?.rect.rows ?? 1
    return switch key.name {
    case "Enter": [.acceptPrompt]
    case "Up", "k": [.moveSelection(-1, limit: 0)]
    case "Down", "j": [.moveSelection(1, limit: 0)]
    case "PageUp", "K", "S-Up": [.moveSelection(-page, limit: 0)]
    case "PageDown", "J", "S-Down": [.moveSelection(page, limit: 0)]
    case "Home", "g": [.moveSelection(-100_000, limit: 0)]
    case "End", "G": [.moveSelection(100_000, limit: 0)]
    default: []
    }
}

private func scanLayoutActions(_ key: Key) -> [Action] {
    switch key.name {
    case "Enter": [.acceptPrompt]
    case "Up", "k": [.stepProposal(-1)]
    case "Down", "j": [.stepProposal(1)]
    case "PageUp", "S-Up", "K": [.stepProposal(-10)]
    case "PageDown", "S-Down", "J": [.stepProposal(10)]
    case "Right", "l", "+", "=": [.stepScanLayout(.columns, by: 1)]
    case "Left", "h", "-": [.stepScanLayout(.columns, by: -1)]
    case "s": [.stepScanLayout(.skipped, by: 1)]
    case "S": [.stepScanLayout(.skipped, by: -1)]
    case "f": [.stepScanLayout(.flyback, by: 1)]
    case "F": [.stepScanLayout(.flyback, by: -1)]
    case "o": [.nextOrder]
    default: typing(key)
    }
}

private func scrollActions(
    _ key: Key, closing: [String], _ session: Session, _ layout: ScreenLayout
) -> [Action] {
    if closing.contains(key.name) { return [.closeOverlay] }
    let page = max(1, layout.overlay.rows - 3)
    let limit = ScreenLayout.scrollLimit(session, in: layout.overlay)
    switch key.name {
    case "j", "Down": return [.scroll(1, limit: limit)]
    case "k", "Up": return [.scroll(-1, limit: limit)]
    case "PageDown", "Space", "J", "S-Down": return [.scroll(page, limit: limit)]
    case "PageUp", "K", "S-Up": return [.scroll(-page, limit: limit)]
    case "Home", "g": return [.scroll(-limit, limit: limit)]
    case "End", "G": return [.scroll(limit, limit: limit)]
    default: return []
    }
}
