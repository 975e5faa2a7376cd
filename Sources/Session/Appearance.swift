/// How the screen looks, whatever the data: the names of what is chosen. Not undone.
public struct Appearance: Hashable, Sendable {
    /// What can be chosen.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        case theme
        /// How many colours are sent.
        case colors = "color"
        /// What pictures are made of.
        case glyphs
        /// What curves are made of.
        case curves
        /// Whether what runs in the background is followed as it goes, or in calm steps.
        case motion
    }

    private var names: [Field: String]

    public init(_ names: [Field: String] = [:]) { self.names = names }

    /// The name of what is chosen; empty where the terminal decides.
    public subscript(field: Field) -> String {
        get { names[field] ?? "" }
        set { names[field] = newValue }
    }

    /// The names of the two motions, the usual one first.
    public static let motions = ["full", "reduced"]

    /// True where what runs in the background is shown in calm steps.
    public var reducesMotion: Bool { self[.motion] == Self.motions[1] }
}

/// The form of what can be chosen for the screen: every change shows at once.
public struct AppearanceForm: Hashable, Sendable {
    public var selected = 0
    /// What Escape comes back to.
    let before: Appearance

    public var field: Appearance.Field { Appearance.Field.allCases[selected] }
}

/// A list of names to choose from: what the bar stands on shows at once.
public struct Picker: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        case theme
        /// The colour map of the pictures that display keys act on.
        case colorMap
    }

    public let subject: Subject
    public var selected: Int
    /// What Escape comes back to.
    let appearance: Appearance
    let intent: Intent
}
