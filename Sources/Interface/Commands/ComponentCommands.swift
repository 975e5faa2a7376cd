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
        "component.visit", ["v"], "Visit the component",
        "Goes to Explore with the probe where the selected distribution is largest.", in: .components, hint: "visit",
        unless: needsComponents
    ) { session, _ in
        guard let maps = session.result?.best.distributions, maps.indices.contains(session.intent.component) else {
            return []
        }
        let map = maps[session.intent.component]
        let index = map.values.indices.max { left, right in
            (map.values[left].isNaN ? -1 : map.values[left]) < (map.values[right].isNaN ? -1 : map.values[right])
        }
        return [.show(.explore), .placeProbe(map.shape.position(index ?? 0))]
    },
]

@Sendable private func needsComponents(_ session: Session) -> String? {
    session.result == nil ? "no components are shown" : nil
}
