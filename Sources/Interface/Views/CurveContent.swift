import Questions
import Screen
import Session

/// What a plot against k shows, before it has a place on the screen. Values that are no numbers are left out.
struct CurveContent {
    /// Points joined by straight lines.
    struct Line {
        var points: [(k: Double, value: Double)]
        var role: Theme.Role
        var pattern = Pattern.solid

        /// How it is told from the others without its colour.
        enum Pattern {
            case solid, dashed, dotted, sparse

            /// Whether a step along the line is drawn.
            func draws(_ step: Int) -> Bool {
                switch self {
                case .solid: true
                case .dashed: step % 7 < 4
                case .dotted: step % 3 == 0
                case .sparse: step % 6 == 0
                }
            }

            /// In legends.
            var sample: String {
                switch self {
                case .solid: "──"
                case .dashed: "╶╴"
                case .dotted: "┄┄"
                case .sparse: "· "
                }
            }

            /// Where there are only letters.
            var letter: Unicode.Scalar {
                switch self {
                case .solid: "*"
                case .dashed: "+"
                case .dotted: "-"
                case .sparse: "."
                }
            }
        }
    }

    /// A vertical line: how sure a value is.
    struct Bar {
        var k: Int
        var low: Double
        var high: Double
    }

    /// Unit and scale in a few words.
    var detail: String
    var axis: Axis
    var lines: [Line] = []
    var bars: [Bar] = []
    /// Runs whose value was computed on the data, by k: filled marks whose brightness says how many fell there.
    var exact: [Int: [Double]] = [:]
    /// Runs whose value is known within a bound, by k: hollow marks.
    var estimated: [Int: [Double]] = [:]
    /// Single measurements, by k: dots.
    var dots: [Int: [Double]] = [:]
    /// What the marks are: mark, colour, name.
    var legend: [(mark: Mark, role: Theme.Role, name: String)] = []

    /// What a legend shows before a name.
    enum Mark {
        case line(Line.Pattern)
        case mark(String)

        /// Two columns.
        func text(_ curves: CurveGlyphs) -> String {
            switch self {
            case .line(let pattern) where curves == .ascii: String(repeating: Character(pattern.letter), count: 2)
            case .line(let pattern): pattern.sample
            case .mark(let mark): mark
            }
        }
    }

    /// What a curve shows of a sweep; nil where there is nothing to show.
    static func of(_ curve: Curve, _ sweep: SweepStatus) -> CurveContent? {
        switch curve {
        case .errors: errors(sweep, excess: false)
        case .excess: errors(sweep, excess: true)
        case .heldOut: heldOut(sweep)
        case .stability: stability(sweep)
        }
    }

    /// MSE of every run (paper, Fig. 4a), or its excess above the SVD bound in percent.
    private static func errors(_ sweep: SweepStatus, excess: Bool) -> CurveContent? {
        let counts = sweep.parameters.componentCounts
        func shown(_ value: Double?, _ k: Int) -> Double? {
            guard let value, value.isFinite else { return nil }
            guard excess else { return value }
            guard let bound = sweep.bound(of: k), bound > 0, value > bound else { return nil }
            return (value - bound) / bound * 100
        }
        func line(_ role: Theme.Role, _ pattern: Line.Pattern = .solid, _ value: (Int) -> Double?) -> Line {
            Line(
                points: counts.compactMap { k in shown(value(k), k).map { (Double(k), $0) } }, role: role,
                pattern: pattern)
        }
        var content = CurveContent(detail: "", axis: Axis(0, 1))
        for k in counts {
            let summaries = (sweep.runs[k] ?? []).compactMap(\.summary)
            content.exact[k] = summaries.filter { $0.uncertainty == 0 }.compactMap { shown($0.meanSquareError, k) }
            let estimates = summaries.filter { $0.uncertainty != 0 }
            content.estimated[k] = estimates.compactMap { shown($0.meanSquareError, k) }
            content.bars += estimates.compactMap { summary in
                guard let low = shown(summary.meanSquareError - summary.uncertainty, k),
                    let high = shown(summary.meanSquareError + summary.uncertainty, k)
                else { return nil }
                return Bar(k: k, low: low, high: high)
            }
        }
        let bounds = line(.series3, .sparse) { excess ? nil : sweep.bound(of: $0) }
        let floor = line(.text, .dotted) { sweep.evidence.noiseFloor[$0] }
        content.lines = [
            bounds, floor, line(.series2, .dashed) { sweep.mean(of: $0) }, line(.series1) { sweep.minimum(of: $0) },
        ]
        let runs = content.exact.values.flatMap { $0 } + content.estimated.values.flatMap { $0 }
        let values = runs + bounds.points.map(\.value) + floor.points.map(\.value)
        guard let low = values.min(), let high = values.max() else { return nil }
        content.axis = errorAxis(low, high, excess)
        content.detail = (excess ? "% above the SVD bound" : "counts²") + content.axis.scaleWords
        content.legend = [(.line(.solid), .series1, "minimum"), (.line(.dashed), .series2, "mean")]
        if !bounds.points.isEmpty { content.legend.append((.line(.sparse), .series3, "SVD bound")) }
        if !floor.points.isEmpty { content.legend.append((.line(.dotted), .text, "noise floor")) }
        if content.estimated.values.allSatisfy(\.isEmpty) {
            content.legend.append((.mark("▄▄"), .text, "restarts"))
        } else {
            content.legend += [(.mark("▄▄"), .text, "exact run"), (.mark("○ "), .text, "within a bound")]
        }
        return content
    }

    private static func errorAxis(_ low: Double, _ high: Double, _ excess: Bool) -> Axis {
        if excess { return Axis(low / 1.2, high * 1.2, logarithmic: true).rounded }
        if low > 0, high / low > 1.6 { return Axis(low / 1.04, high * 1.04, logarithmic: true).rounded }
        let margin = (high - low) * 0.06
        return Axis(low - margin, high + margin).rounded
    }

    /// The mean over splits, and every split moved to meet the mean where that is lowest: splits are of the same data, so
    /// what tells is how each rises from there. The axis shows the lowest place: what lies far above it on the way down is
    /// off the scale.
    private static func heldOut(_ sweep: SweepStatus) -> CurveContent? {
        guard let heldOut = sweep.evidence.heldOut else { return nil }
        let errors = heldOut.errors.mapValues { $0.filter(\.isFinite) }.filter { !$0.value.isEmpty }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        let means = sweep.parameters.componentCounts.compactMap { k in
            errors[k].map { (k: Double(k), value: mean($0)) }
        }
        guard let lowest = means.min(by: { $0.value < $1.value }), let anchors = errors[Int(lowest.k)] else {
            return nil
        }
        var content = CurveContent(detail: "", axis: Axis(0, 1))
        for (k, value) in means {
            let splits = errors[Int(k)] ?? []
            let moved = splits.count == anchors.count ? zip(splits, anchors).map { $0 - $1 + lowest.value } : splits
            content.dots[Int(k)] = moved
            guard moved.count > 1 else { continue }
            let squares = moved.reduce(0) { $0 + ($1 - value) * ($1 - value) }
            let error = (squares / Double(moved.count - 1) / Double(moved.count)).squareRoot()
            content.bars.append(Bar(k: Int(k), low: value - error, high: value + error))
        }
        content.axis = heldOutAxis(content.dots, means, lowest.k)
        let most = errors.values.map(\.count).max() ?? 0
        let kind = heldOut.kind == .countSplitting ? "counts split" : "every other position"
        content.detail = "\(kind) · \(most) \(most == 1 ? "split" : "splits") · lowest at \(Int(lowest.k))"
        content.lines = [Line(points: means, role: .series1)]
        content.legend = [(.line(.solid), .series1, "mean")]
        if most > 1 {
            content.legend += [
                (.mark("· "), .text, "a split from there"), (.mark("│ "), .dim, "± error of the rise"),
            ]
        }
        return content
    }

    private static func heldOutAxis(
        _ dots: [Int: [Double]], _ means: [(k: Double, value: Double)], _ lowest: Double
    ) -> Axis {
        let from = Int(lowest)
        let near = dots.filter { $0.key >= from }.values.flatMap { $0 }
        let middle = means.map(\.k)[(means.count - 1) / 2]
        let before = means.filter { $0.k >= middle || $0.k >= lowest - 1 }.map(\.value)
        guard let low = near.min(), let high = near.max(), let steep = before.max() else { return Axis(0, 1) }
        // A rise after the lowest place fills a third of the plot; without one, the later half of k fills it.
        let isRising = means.contains { $0.k > lowest }
        let top = isRising ? min(max(steep, high), low + 3 * (high - low)) : max(steep, high)
        let margin = (top - low) * 0.06
        return Axis(low - margin, top + margin)
    }

    /// Mean cosines of matched components: between restarts at each k, and from each k to the next between them.
    private static func stability(_ sweep: SweepStatus) -> CurveContent? {
        let counts = sweep.parameters.componentCounts
        func points(_ values: [Int: Double], shift: Double) -> [(k: Double, value: Double)] {
            counts.compactMap { k in
                values[k].flatMap { $0.isFinite ? (Double(k) + shift, max(0, min(1, $0))) : nil }
            }
        }
        let stability = points(sweep.evidence.stability, shift: 0)
        let persistence = points(sweep.evidence.persistence, shift: 0.5)
        guard !stability.isEmpty || !persistence.isEmpty else { return nil }
        var content = CurveContent(detail: "mean cosine of matched components", axis: Axis(0, 1))
        content.lines = [
            Line(points: persistence, role: .series2, pattern: .dashed), Line(points: stability, role: .series1),
        ]
        content.legend = [(.line(.solid), .series1, "restarts of a k"), (.line(.dashed), .series2, "k to k + 1")]
        return content
    }
}

extension Axis {
    fileprivate var scaleWords: String { isLogarithmic ? " · log scale" : " · linear scale" }
}
