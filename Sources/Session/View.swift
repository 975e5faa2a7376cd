import DataCube

/// Where the user is looking: not undone, not saved with the answers.
public struct View: Hashable, Sendable {
    public var workspace: Workspace
    /// The pane that arrows and zoom act on in Explore.
    public var focus: Pane
    /// The panes with the focus in Sweep and Components, where they are not the first ones.
    public var resultPanes: [Workspace: Pane] = [:]
    /// The pane with the focus fills the screen; of the components, the selected pair.
    public var isMaximized: Bool
    /// Magnification of scan and pattern panes, 1 shows all.
    public var scanZoom: Double
    public var patternZoom: Double
    /// What the sweep's plot against k shows.
    public var curve: Curve
    /// Components: what the decomposition leaves unexplained, in place of the pairs.
    public var showsResidual: Bool
    /// What lies over the workspace.
    public var overlay: Overlay?
    /// The last thing said to the user.
    public var message: Message?
    /// Digits typed so far before a motion.
    public var pending: PendingCount?
    /// How the screen looks.
    public var appearance: Appearance
    /// What the mouse holds.
    public var grip: Grip?
    /// The mouse belongs to the terminal (to select text).
    public var mouseReleased: Bool

    /// Name of the theme.
    public var theme: String {
        get { appearance[.theme] }
        set { appearance[.theme] = newValue }
    }

    public init(appearance: Appearance) {
        workspace = .explore
        focus = .scan
        isMaximized = false
        scanZoom = 1
        patternZoom = 1
        curve = .errors
        showsResidual = false
        self.appearance = appearance
        mouseReleased = false
    }
}

/// Digits typed so far. One that chose a workspace may still turn out to begin a count: `3l` typed in one go.
public struct PendingCount: Hashable, Sendable {
    public var value: Int
    /// The workspace before the first digit, where that digit chose one.
    public var cameFrom: Workspace?
}

/// A screenful with its own purpose; chosen by its number or with Tab.
public enum Workspace: Int, CaseIterable, Hashable, Sendable, Codable {
    case explore = 1
    case sweep
    case components

    /// As shown in the title bar.
    public var title: String {
        switch self {
        case .explore: "Explore"
        case .sweep: "Sweep"
        case .components: "Components"
        }
    }
}

/// A part of a workspace with its own picture.
public enum Pane: String, CaseIterable, Hashable, Sendable, Codable {
    /// The scan map.
    case scan
    /// The diffraction pattern.
    case pattern
    /// MSE against k.
    case errors
    /// MSE against iteration.
    case convergence
    /// What is known about the chosen k.
    case choice
    /// What speaks for a number of components.
    case suggestion
    /// What the sweep computes, and its mask.
    case plan
    /// Components and distributions.
    case components
    /// What the selected component may give to another.
    case exchange
    /// The solutions that the restarts found.
    case families
}

/// What lies over the workspace and takes the keys.
public enum Overlay: Hashable, Sendable {
    /// Keys and commands, scrolled down by so many lines.
    case help(scroll: Int)
    /// A command by its name.
    case palette(text: String, selected: Int)
    /// A text asked for.
    case prompt(Prompt)
    /// The sweep's parameters.
    case sweepForm(SweepForm)
    /// What speaks for a number of components, scrolled down by so many lines.
    case evidence(scroll: Int)
    /// How the frames lie as a scan.
    case scanLayout(ScanLayoutForm)
    /// The datasets of the file, with the place of the one that is looked at.
    case datasets(selected: Int)
    /// A name chosen from a list.
    case picker(Picker)
    /// How the screen looks.
    case appearance(AppearanceForm)
    /// Facts about the dataset, scrolled down by so many lines.
    case information(scroll: Int)
}

/// A line of text that is asked for.
public struct Prompt: Hashable, Sendable {
    /// What the text is for.
    public enum Purpose: Hashable, Sendable {
        case detector
        case beamCenter
        case mask
        /// The file that something is written to, and the one that the user was told is there.
        case writing(ResultSubject, replacing: String?)
    }

    public var purpose: Purpose
    public var text: String
    /// Why the text was refused.
    public var error: String?

    public init(purpose: Purpose, text: String) {
        self.purpose = purpose
        self.text = text
    }
}

/// Something said to the user until the next key.
public struct Message: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case plain, warning, failure
    }

    public var kind: Kind
    public var text: String

    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
