/// What is shown somewhere and can be written to a file.
public enum ResultSubject: Hashable, Sendable {
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
}
