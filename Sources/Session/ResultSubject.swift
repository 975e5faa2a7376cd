/// What is shown somewhere and can be written to a file.
public enum ResultSubject: CaseIterable, Hashable, Sendable {
    /// The virtual detector's image.
    case map
    /// The chosen pattern.
    case pattern
    /// The components and distributions of the chosen k, as shown.
    case components
    /// What the chosen k leaves unexplained.
    case residual
    /// All curves against k.
    case curve

    /// As prompts and messages name it.
    public var title: String {
        switch self {
        case .map: "the map"
        case .pattern: "the pattern"
        case .components: "the components"
        case .residual: "the residual"
        case .curve: "the curves"
        }
    }
}

/// Something shown that is to be written.
public struct ResultOrder: Hashable, Sendable {
    public var subject: ResultSubject
    /// Its ending chooses the format.
    public var path: String
    /// The user agreed that a file which is there is replaced.
    public var overwrites: Bool

    public init(subject: ResultSubject, path: String, overwrites: Bool = false) {
        self.subject = subject
        self.path = path
        self.overwrites = overwrites
    }
}
