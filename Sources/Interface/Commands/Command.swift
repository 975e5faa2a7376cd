import Questions
import Screen
import Session

/// One thing that can be done: its key, its name, its help and what it does. Help, footer hints, the palette,
/// `braggart keys` and the documentation all read these rows.
public struct Command: Sendable {
    /// Where a command can be used.
    public struct Place: Sendable {
        /// The workspaces.
        public var workspaces: Set<Workspace>
        /// In Explore, only while this pane has the focus.
        public var focus: Pane?

        static let everywhere = Place(workspaces: Set(Workspace.allCases))
        static let explore = Place(workspaces: [.explore])
        static let scan = Place(workspaces: [.explore], focus: .scan)
        static let pattern = Place(workspaces: [.explore], focus: .pattern)
        static let sweep = Place(workspaces: [.sweep])
        static let components = Place(workspaces: [.components])
        static let results = Place(workspaces: [.sweep, .components])

        /// True where no workspace is left out.
        public var isEverywhere: Bool { workspaces.count == Workspace.allCases.count }

        /// True when the session is there.
        public func contains(_ session: Session) -> Bool {
            workspaces.contains(session.view.workspace)
                && (focus == nil || session.view.workspace != .explore || session.view.focus == focus)
        }

        /// As shown in lists of keys.
        public var title: String {
            if let focus { return "Explore, \(focus.rawValue)" }
            if isEverywhere { return "Everywhere" }
            return workspaces.sorted { $0.rawValue < $1.rawValue }.map(\.title).joined(separator: ", ")
        }
    }

    /// Its name: `probe.right`, `sweep.start`.
    public let id: String
    /// Keys that run it, by name.
    public let keys: [String]
    /// Keys that run it ten times.
    public let tenKeys: [String]
    /// A word or two: palette and help.
    public let title: String
    /// One sentence that says what it does.
    public let help: String
    public let place: Place
    /// A short word for the footer; nil where it is not hinted.
    public let hint: String?
    /// Takes a number typed before it.
    public let isMotion: Bool
    /// Why it cannot be used now; nil when it can.
    public let unavailable: @Sendable (Session) -> String?
    /// What it does, `count` times.
    public let actions: @Sendable (Session, _ count: Int) -> [Action]

    init(
        _ id: String, _ keys: [String], ten tenKeys: [String] = [], _ title: String, _ help: String, in place: Place,
        hint: String? = nil, isMotion: Bool = false,
        unless unavailable: @escaping @Sendable (Session) -> String? = { _ in nil },
        _ actions: @escaping @Sendable (Session, _ count: Int) -> [Action]
    ) {
        self.id = id
        self.keys = keys
        self.tenKeys = tenKeys
        self.title = title
        self.help = help
        self.place = place
        self.hint = hint
        self.isMotion = isMotion
        self.unavailable = unavailable
        self.actions = actions
    }

    /// A motion: takes a count, and ten with Shift.
    static func motion(
        _ id: String, _ keys: [String], ten tenKeys: [String], _ title: String, _ help: String, in place: Place,
        hint: String? = nil, _ action: @escaping @Sendable (Int) -> Action
    ) -> Command {
        Command(id, keys, ten: tenKeys, title, help, in: place, hint: hint, isMotion: true) { [action($1)] }
    }

    /// Keys as shown: arrows as arrows.
    public static func shown(_ key: String) -> String {
        switch key {
        case "Left": "←"
        case "Right": "→"
        case "Up": "↑"
        case "Down": "↓"
        case "S-Left": "⇧←"
        case "S-Right": "⇧→"
        case "S-Up": "⇧↑"
        case "S-Down": "⇧↓"
        case "BTab": "⇧Tab"
        case "C-l": "Ctrl-L"
        case "C-z": "Ctrl-Z"
        case "C-r": "Ctrl-R"
        default: key
        }
    }
}
