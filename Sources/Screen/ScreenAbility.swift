/// How many colours a screen shows.
public enum ColorDepth: String, CaseIterable, Hashable, Comparable, Sendable {
    /// No colour: bold and reverse only.
    case none
    /// The 8 colours that terminals have names for.
    case eight = "8"
    /// Those and their bright variants.
    case sixteen = "16"
    /// xterm's 256 colours.
    case palette = "256"
    /// 24-bit colours.
    case direct = "true"

    /// True where a colour is one of 8 or 16 whose shades the user chose.
    public var isNamed: Bool { self == .eight || self == .sixteen }

    /// True where colours are many enough for a picture's levels to have one each.
    public var hasRamps: Bool { self == .palette || self == .direct }

    /// By the number of colours.
    public static func < (less: ColorDepth, more: ColorDepth) -> Bool { less.rank < more.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Which characters pictures are made of, and with it which ones all else may use.
public enum GlyphSet: String, CaseIterable, Hashable, Sendable {
    /// Plain ASCII everywhere.
    case ascii
    /// Whole cells: a colour, or a shade.
    case shades
    /// Two square pixels a cell.
    case half
    /// Four pixels a cell in two colours.
    case quadrants
    /// Six pixels a cell in two colours.
    case sextants
}

/// Which characters curves are made of.
public enum CurveGlyphs: String, CaseIterable, Hashable, Sendable {
    /// A letter per cell.
    case ascii
    /// Quarters of a cell, which more fonts have than braille.
    case blocks
    /// 2 x 4 dots a cell.
    case braille
}

/// How the pixels of a picture lie in cells.
public enum PixelGrid: Hashable, Sendable {
    /// A pixel a cell, twice as high as wide.
    case cells
    case half
    case quadrants
    case sextants

    /// Pixels from top to bottom of a cell.
    public var rows: Int {
        switch self {
        case .cells: 1
        case .half, .quadrants: 2
        case .sextants: 3
        }
    }

    /// Pixels from left to right of a cell.
    public var columns: Int { self == .quadrants || self == .sextants ? 2 : 1 }
    /// Height and width of a pixel, in widths of a cell; a cell is twice as high as wide.
    var pixelHeight: Double { 2 / Double(rows) }
    var pixelWidth: Double { 1 / Double(columns) }
}

/// What a screen shows: what views and rasters choose their glyphs and colours by.
public struct ScreenAbility: Hashable, Sendable {
    public var colors: ColorDepth
    public var glyphs: GlyphSet
    public var curves: CurveGlyphs

    /// - Parameter curves: braille where nil, ASCII with ASCII glyphs.
    public init(colors: ColorDepth = .palette, glyphs: GlyphSet = .half, curves: CurveGlyphs? = nil) {
        self.colors = colors
        self.glyphs = glyphs
        self.curves = glyphs == .ascii ? .ascii : curves ?? .braille
    }

    /// How pictures are made: two colours a cell where there are many, whole cells elsewhere. Between few colours shades
    /// are needed, which take a cell.
    public var grid: PixelGrid {
        guard colors.hasRamps else { return .cells }
        return switch glyphs {
        case .ascii, .shades: .cells
        case .half: .half
        case .quadrants: .quadrants
        case .sextants: .sextants
        }
    }
}

/// What a terminal can be asked to show: what its user may choose from, from the least to the most.
public struct ScreenLimits: Hashable, Sendable {
    public var colors: [ColorDepth]
    public var glyphs: [GlyphSet]
    public var curves: [CurveGlyphs]

    /// Everything where nothing else is said.
    public init(
        colors: [ColorDepth] = ColorDepth.allCases, glyphs: [GlyphSet] = GlyphSet.allCases,
        curves: [CurveGlyphs] = CurveGlyphs.allCases
    ) {
        self.colors = colors
        self.glyphs = glyphs
        self.curves = curves
    }
}
