import Screen
import Session

extension Appearance {
    /// How a screen looks at first.
    public init(theme: String, _ ability: ScreenAbility, reducesMotion: Bool) {
        self.init([
            .theme: theme, .colors: ability.colors.rawValue, .glyphs: ability.glyphs.rawValue,
            .curves: ability.curves.rawValue, .motion: Self.motions[reducesMotion ? 1 : 0],
        ])
    }

    /// What can be chosen for a screen.
    public static func choices(_ look: Look, _ limits: ScreenLimits) -> [Field: [String]] {
        [
            .theme: look.themes.map(\.name), .colors: limits.colors.map(\.rawValue),
            .glyphs: limits.glyphs.map(\.rawValue), .curves: limits.curves.map(\.rawValue), .motion: motions,
        ]
    }

    /// What a screen is to show; where nothing is chosen, what it showed at first.
    public func ability(over first: ScreenAbility) -> ScreenAbility {
        ScreenAbility(
            colors: ColorDepth(rawValue: self[.colors]) ?? first.colors,
            glyphs: GlyphSet(rawValue: self[.glyphs]) ?? first.glyphs,
            curves: CurveGlyphs(rawValue: self[.curves]) ?? first.curves)
    }
}
