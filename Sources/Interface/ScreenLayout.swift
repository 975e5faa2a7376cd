import DataCube
import Screen
import Session

/// Where everything is on the screen: the one geometry that drawing and mouse share.
public struct ScreenLayout: Sendable {
    /// Rows x columns below which only a message is shown.
    public static let minimumRows = 16
    public static let minimumColumns = 56

    public let rows: Int
    public let columns: Int
    /// True when nothing but a message fits.
    public let isTooSmall: Bool
    public let header: Rect
    /// The workspaces' names in the header.
    public let tabs: [(workspace: Workspace, rect: Rect)]
    public let status: Rect
    public let footer: Rect
    /// The hinted commands in the footer that are shown, in order.
    public let hints: [(command: Command, rect: Rect)]
    /// The panes of the workspace, with their frames.
    public let panes: [Pane: Rect]
    /// The pictures of Explore.
    public let scan: HeatmapGeometry?
    public let pattern: HeatmapGeometry?
    /// The names of the curves against k in the upper edge of their plot.
    public let curves: [(curve: Curve, rect: Rect)]
    /// The pairs of Components.
    public let tiles: [ComponentTile]
    /// The pair of residual pictures that takes the place of the tiles.
    public let residual: ResidualPlaces?
    /// A row below the tiles that stands for the panes of exchange and families.
    public let strip: Rect?
    /// The exchange's bar.
    public let slider: Rect?
    /// Where an overlay lies.
    public let overlay: Rect
    /// Where the layouts are that are offered for the scan, while one is chosen.
    public let scanLayout: ScanLayoutPlaces?
    /// The datasets of the file, while one is picked.
    public let datasets: ScrolledList?

    /// The geometry of a session on a screen of rows x columns.
    public init(_ session: Session, rows: Int, columns: Int, ability: ScreenAbility) {
        self.rows = rows
        self.columns = columns
        isTooSmall = rows < Self.minimumRows || columns < Self.minimumColumns
        let screen = Rect(row: 0, column: 0, rows: rows, columns: columns)
        let (header, belowHeader) = screen.split(top: 1)
        let (aboveFooter, footer) = belowHeader.split(bottom: 1)
        let statusRows = rows >= 30 ? 3 : 2
        let (body, status) = aboveFooter.split(bottom: statusRows)
        self.header = header
        self.footer = footer
        self.status = status
        tabs = Self.tabs(in: header)
        hints = Self.hints(session, in: footer)
        let overlay = Self.overlay(session, in: screen)
        self.overlay = overlay
        datasets = Self.datasets(session, in: overlay)
        scanLayout = session.scanLayoutForm.map { ScanLayoutPlaces($0, session, in: overlay) }
        switch session.view.workspace {
        case .explore:
            panes = Self.explorePanes(session, body, ability)
            scan = panes[.scan].flatMap { Self.scanGeometry(session, $0, ability) }
            pattern = panes[.pattern].flatMap { Self.patternGeometry(session, $0, ability) }
            tiles = []
            (curves, residual, strip, slider) = ([], nil, nil, nil)
        case .sweep:
            panes = Self.sweepPanes(session, body)
            curves = panes[.errors].map { Self.curves(session, in: $0) } ?? []
            scan = nil
            pattern = nil
            tiles = []
            (residual, strip, slider) = (nil, nil, nil)
        case .components:
            let places = ComponentPlaces(session, body)
            panes = places.panes
            residual = ResidualPlaces.places(session, in: places.pictures, ability: ability)
            strip = places.strip
            slider = places.slider
            curves = []
            scan = nil
            pattern = nil
            tiles =
                residual == nil ? ComponentTile.tiles(session, in: places.pictures, ability: ability) : []
        }
    }

    private static func tabs(in header: Rect) -> [(workspace: Workspace, rect: Rect)] {
        let short = header.columns < 90
        var end = header.right - (short ? 0 : 8)
        return Workspace.allCases.reversed().map { workspace in
            let width = workspace.title.count + 4
            end -= width
            return (workspace, Rect(row: header.row, column: end, rows: 1, columns: width))
        }.reversed()
    }

    private static func hints(_ session: Session, in footer: Rect) -> [(command: Command, rect: Rect)] {
        var column = footer.column + 1
        var hints: [(Command, Rect)] = []
        let all = CommandTable.commands.filter { $0.hint != nil && $0.place.contains(session) }
        // What only works here comes first.
        let offered = all.filter { !$0.place.isEverywhere } + all.filter(\.place.isEverywhere)
        // The last ones of the table (help, quit) are worth more than the middle ones: keep room for them.
        let tail = offered.suffix(2)
        let tailWidth = tail.reduce(0) { $0 + hintWidth($1) + 2 }
        for command in offered.dropLast(2) {
            let width = hintWidth(command)
            guard column + width + 2 + tailWidth <= footer.right else { break }
            hints.append((command, Rect(row: footer.row, column: column, rows: 1, columns: width)))
            column += width + 2
        }
        for command in tail {
            let width = hintWidth(command)
            hints.append((command, Rect(row: footer.row, column: column, rows: 1, columns: width)))
            column += width + 2
        }
        return hints
    }

    /// The keys that a hint shows: motions show the letters of all their directions.
    static func hintKey(_ command: Command) -> String {
        switch command.id {
        case "probe.left", "pixel.left": "hjkl"
        case "k.previous", "component.previous": "←→"
        case "components.fewer": "<>"
        case "exchange.more": "[]"
        case "detector.larger": "[]"
        case "view.zoomIn": "+-"
        default: command.keys.first.map(Command.shown) ?? ""
        }
    }

    private static func hintWidth(_ command: Command) -> Int {
        hintKey(command).columnWidth + 1 + (command.hint ?? "").columnWidth
    }

    private static func datasets(_ session: Session, in overlay: Rect) -> ScrolledList? {
        guard case .datasets(let selected)? = session.view.overlay, let count = session.datasets?.count else {
            return nil
        }
        // Below the heading; the last row tells how many there are where not all are in sight.
        let rows = overlay.inset(rows: 1, columns: 2).split(top: 1).rest
        return ScrolledList(
            count <= rows.rows ? rows : rows.split(bottom: 1).rest, count: count, chosen: selected)
    }

    private static func overlay(_ session: Session, in screen: Rect) -> Rect {
        let wanted: (rows: Int, columns: Int) =
            switch session.view.overlay {
            case .help: (screen.rows - 2, 100)
            case .palette: (min(18, screen.rows - 4), 76)
            case .prompt: (7, 84)
            case .sweepForm: (min(22, screen.rows - 2), 96)
            case .evidence: (allEvidence(session, width: min(92, screen.columns - 4) - 4).count + 3, 92)
            case .scanLayout: (min(40, screen.rows - 2), min(132, screen.columns - 4))
            case .datasets: (max(6, min((session.datasets?.count ?? 0) + 4, screen.rows - 2)), 92)
            case .information: (informationLines(session, width: min(84, screen.columns - 4) - 4).count + 3, 84)
            case nil: (0, 0)
            }
        let rows = max(0, min(wanted.rows, screen.rows - 2))
        let columns = max(0, min(wanted.columns, screen.columns - 4))
        return Rect(
            row: (screen.rows - rows) / 2, column: (screen.columns - columns) / 2, rows: rows, columns: columns)
    }
}
