import Questions

/// So much of a component moved to another: what the user slid.
public struct Exchange: Hashable, Sendable, Codable {
    /// The component that gives, 0-based.
    public var component: Int
    /// The component whose pattern is taken out of it.
    public var partner: Int
    public var amount: Double

    public init(component: Int, partner: Int, amount: Double) {
        self.component = component
        self.partner = partner
        self.amount = amount
    }
}

/// Where the exchange of the selected component stands.
public struct ExchangeSlider: Hashable, Sendable {
    /// The component that gives, 0-based.
    public var component: Int
    /// All that it can give to, the largest amount first.
    public var partners: [Int]
    /// The one it gives to; nil where there is none.
    public var partner: Int?
    /// 0…`largest`.
    public var amount: Double
    public var largest: Double

    /// The place on the slider, 0…1.
    public var part: Double { largest > 0 ? amount / largest : 0 }
}

extension Session {
    /// The exchange of the selected component with its partner, or with the one it can give most; nil where the result
    /// does not tell.
    public var slider: ExchangeSlider? {
        guard let table = result?.exchanges else { return nil }
        let component = intent.component
        let partners = table.partners(of: component)
        let own = intent.exchange.flatMap { $0.component == component && partners.contains($0.partner) ? $0 : nil }
        let partner = own?.partner ?? partners.first
        // Of nothing there is no pattern: a little always stays.
        let largest = partner.map { min(0.999, table.largest(from: component, to: $0)) } ?? 0
        return ExchangeSlider(
            component: component, partners: partners, partner: partner,
            amount: max(0, min(largest, own?.amount ?? 0)), largest: largest)
    }

    /// The result's components as shown: with the exchange that is in force.
    public var shownDecomposition: Decomposition? {
        guard let best = result?.best, let exchange = intent.exchange else { return result?.best }
        return best.exchanged(exchange.component, exchange.partner, by: exchange.amount)
    }

    mutating func applyToExchange(_ action: Action) {
        guard let slider, let partner = slider.partner else { return }
        func slid(_ part: Double) -> Exchange {
            Exchange(
                component: slider.component, partner: partner, amount: max(0, min(1, part)) * slider.largest)
        }
        switch action {
        case .stepExchange(let step): commit(.exchange) { $0.exchange = slid(slider.part + step) }
        case .slideExchange(let part): commit(.exchange) { $0.exchange = slid(part) }
        case .nextPartner(let step):
            let next = slider.partners.following(partner, by: step)
            commit { $0.exchange = Exchange(component: slider.component, partner: next, amount: 0) }
        case .resetExchange: commit { $0.exchange = nil }
        default: break
        }
    }
}
