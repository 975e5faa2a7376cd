import Screen
import Session

/// What views draw from: the session, the geometry, and the looks in force.
struct Scene {
    let session: Session
    let layout: ScreenLayout
    let look: Look
    let theme: Theme

    init(_ session: Session, _ layout: ScreenLayout, _ look: Look) {
        self.session = session
        self.layout = layout
        self.look = look
        theme = look.theme(session.view.theme)
    }

    var text: Style { theme.style(.text) }
    var dim: Style { theme.style(.dim) }
    var strong: Style { theme.style(.title, bold: true) }

    /// A heatmap of values with the user's display settings.
    ///
    /// - Parameter judged: the values that the range is taken from, where they are not all.
    func picture(
        rows: Int, columns: Int, values: [Float], judged: [Float]? = nil, display: Display
    ) -> (image: HeatmapImage, map: ColorMap) {
        let map = look.colorMap(display.colorMap)
        let range = LevelRange.percentiles(
            of: judged ?? values, low: display.clip, high: 100 - display.clip, scale: display.levelScale,
            symmetric: map.isDiverging)
        let image = HeatmapImage(
            rows: rows, columns: columns, values: values, range: range,
            reduction: display.reduction == .maximum ? .maximum : .mean)
        return (image, map)
    }
}

extension Display {
    /// The screen's word for the scale.
    var levelScale: LevelRange.Scale {
        switch scale {
        case .linear: .linear
        case .squareRoot: .squareRoot
        case .logarithmic: .logarithmic
        }
    }
}

extension ColorMap {
    /// True for maps whose middle is the neutral value: lightest or darkest there.
    var isDiverging: Bool {
        let (low, middle, high) = (Lab(stops[0]), Lab(stops[stops.count / 2]), Lab(stops[stops.count - 1]))
        return (middle.lightness > low.lightness + 10 && middle.lightness > high.lightness + 10)
            || (middle.lightness < low.lightness - 10 && middle.lightness < high.lightness - 10)
    }
}
