import Session

/// Components and their distributions.
let componentCommands: [Command] = [
    .motion(
        "component.previous", ["h", "Left", "k", "Up"], ten: ["H", "S-Left"], "Previous component",
        "Selects the component before.", in: .components, hint: "component"
    ) { .stepComponent(-$0) },
    .motion(
        "component.next", ["l", "Right", "j", "Down"], ten: ["L", "S-Right"], "Next component",
        "Selects the component after.", in: .components
    ) { .stepComponent($0) },
    Command(
        "component.maximize", ["Enter"], "Full size", "Shows the selected pair alone, or all pairs again.",
        in: .components, hint: "full size"
    ) { _, _ in [.toggleMaximized] },
    .motion("components.fewer", ["<", ","], ten: [], "Smaller k", "Shows a smaller k.", in: .components, hint: "k") {
        .stepK(-$0)
    },
    .motion("components.more", [">", "."], ten: [], "Larger k", "Shows a larger k.", in: .components) { .stepK($0) },
    Command(
        "exchange.more", ["]"], "Give more",
        "Moves more of the selected component to its partner; the fit stays the same.",
        in: .components, hint: "exchange", isMotion: true, unless: needsPartner
    ) { _, count in [.stepExchange(0.02 * Double(count))] },
    Command(
        "exchange.less", ["["], "Give less", "Moves less of the selected component to its partner.", in: .components,
        isMotion: true, unless: needsPartner
    ) { _, count in [.stepExchange(-0.02 * Double(count))] },
    Command(
        "exchange.muchMore", ["}"], "Give much more", "Moves a tenth of what is possible more.", in: .components,
        isMotion: true, unless: needsPartner
    ) { _, count in [.stepExchange(0.1 * Double(count))] },
    Command(
        "exchange.muchLess", ["{"], "Give much less", "Moves a tenth of what is possible less.", in: .components,
        isMotion: true, unless: needsPartner
    ) { _, count in [.stepExchange(-0.1 * Double(count))] },
    Command(
        "exchange.partner", ["e"], "Next partner", "Exchanges with the next component that can take something.",
        in: .components, hint: "partner", unless: needsPartner
    ) { _, _ in [.nextPartner(1)] },
    Command(
        "exchange.reset", ["E"], "Take back the exchange", "Shows the components as they were found.", in: .components,
        unless: needsPartner
    ) { _, _ in [.resetExchange] },
    Command(
        "residual.toggle", ["R"], "Residual", "Shows what the components leave unexplained, or the components again.",
        in: .components, hint: "residual", unless: needsResidual
    ) { _, _ in [.toggleResidual] },
    Command(
        "component.visit", ["v"], "Visit the component",
        "Goes to Explore with the probe where the selected distribution, or the shown residual, is largest.",
        in: .components, hint: "visit", unless: needsComponents
    ) { session, _ in
        guard let result = session.result else { return [] }
        var maps = result.best.distributions
        if session.view.showsResidual, let residual = result.residual {
            maps = Array(repeating: residual.chiSquare, count: maps.count)
        }
        guard maps.indices.contains(session.intent.component) else { return [] }
        let map = maps[session.intent.component]
        let index = map.values.indices.max { left, right in
            (map.values[left].isNaN ? -1 : map.values[left]) < (map.values[right].isNaN ? -1 : map.values[right])
        }
        return [.show(.explore), .placeProbe(map.shape.position(index ?? 0))]
    },
]

@Sendable private func needsPartner(_ session: Session) -> String? {
    session.slider?.partner == nil ? ExchangeView.absence(session) : nil
}

@Sendable private func needsResidual(_ session: Session) -> String? {
    if session.result == nil { return "no components are shown" }
    return session.result?.residual == nil ? "the residual of k = \(session.intent.k) was not computed" : nil
}

@Sendable private func needsComponents(_ session: Session) -> String? {
    session.result == nil ? "no components are shown" : nil
}
