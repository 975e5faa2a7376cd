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
    /// The rows of the overlay that can be chosen, in the order of what they stand for.
    public let list: ScrolledList?
    /// The keys named in the overlay's upper edge.
    public let overlayHints: [(hint: OverlayHint, rect: Rect)]
    /// The dataset's name in the header, and the last row of what is said, which holds the command line.
    public let name: Rect
    public let commandLine: Rect
    /// What is shown and how, at the right of the footer; empty where there is no room.
    public let corner: Rect

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
        let nameEnd = min(
            tabs.first?.rect.column ?? header.right, HeaderView.nameColumn + session.dataset.name.columnWidth)
        name = Rect(
            row: header.row, column: HeaderView.nameColumn, rows: header.rows, columns: nameEnd - HeaderView.nameColumn)
        commandLine = status.split(bottom: 1).bottom
        let overlay = Self.overlay(session, in: screen)
        self.overlay = overlay
        list = Self.list(session, in: overlay)
        overlayHints = Self.overlayHints(session, in: overlay)
        corner = Self.corner(session, in: footer, after: hints.last?.rect.right ?? footer.column, ability)
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
}
