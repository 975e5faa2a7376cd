import DataCube
import Questions

/// What the user decided about the data: small, undoable, comparable.
public struct Intent: Hashable, Sendable, Codable {
    /// The chosen probe position, on the scan.
    public var probe: ScanPosition
    /// The virtual detector; the survey's dark field where nil.
    public var detector: VirtualDetector?
    /// The pixel looked at on the pattern; the beam's centre where nil.
    public var pixel: DetectorPoint?
    /// Which pattern is shown.
    public var patternChoice: PatternChoice
    /// What analyses leave out.
    public var mask: AnalysisMask.Exclusion
    /// The number of components looked at.
    public var k: Int
    /// The component looked at, 0-based in descending order.
    public var component: Int
    /// What one component of the chosen k gives to another.
    public var exchange: Exchange?
    /// How maps are drawn.
    public var mapDisplay: Display
    /// How distributions are drawn.
    public var distributionDisplay: Display
    /// How patterns are drawn.
    public var patternDisplay: Display

    public init(probe: ScanPosition) {
        self.probe = probe
        detector = nil
        pixel = nil
        patternChoice = .probe
        mask = .automatic
        k = 7
        component = 0
        exchange = nil
        mapDisplay = Display(scale: .linear, colorMap: "grey", reduction: .mean)
        distributionDisplay = Display(scale: .linear, colorMap: "viridis", reduction: .mean)
        patternDisplay = Display(scale: .squareRoot, colorMap: "inferno", reduction: .maximum)
    }

    /// What another version of the program does not say, or says in words that this one does not know, is as it begins.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) {
            if let told = try? values.decodeIfPresent(Value.self, forKey: key) { value = told }
        }
        self.init(probe: try values.decode(ScanPosition.self, forKey: .probe))
        read(.detector, &detector)
        read(.pixel, &pixel)
        read(.patternChoice, &patternChoice)
        read(.mask, &mask)
        read(.k, &k)
        read(.component, &component)
        read(.exchange, &exchange)
        read(.mapDisplay, &mapDisplay)
        read(.distributionDisplay, &distributionDisplay)
        read(.patternDisplay, &patternDisplay)
    }
}

/// The pattern that the pattern pane shows.
public enum PatternChoice: String, CaseIterable, Hashable, Sendable, Codable {
    /// At the probe.
    case probe
    /// Mean over all positions.
    case mean
    /// Maximum over all positions.
    case maximum

    /// The one after this, around.
    public var next: PatternChoice { Self.allCases.following(self) }
}

/// How an image is drawn; never touches the data.
public struct Display: Hashable, Sendable, Codable {
    /// How values are spread over the colours.
    public enum Scale: String, CaseIterable, Hashable, Sendable, Codable {
        case linear
        case squareRoot = "sqrt"
        case logarithmic = "log"
    }

    /// How pixels that share a place on the screen become one.
    public enum Reduction: String, CaseIterable, Hashable, Sendable, Codable {
        case maximum
        case mean
    }

    public var scale: Scale
    /// Name of a colour map.
    public var colorMap: String
    public var reduction: Reduction
    /// Values clipped at the upper end, percent; as many at the lower end.
    public var clip: Double

    public init(scale: Scale, colorMap: String, reduction: Reduction, clip: Double = 0.1) {
        self.scale = scale
        self.colorMap = colorMap
        self.reduction = reduction
        self.clip = clip
    }

    /// The clips that keys step through, percent.
    public static let clips: [Double] = [0, 0.1, 0.5, 1, 2, 5, 10]
}

extension Array where Element: Equatable {
    /// The element after another, around; the first where it is not there.
    public func following(_ element: Element, by step: Int = 1) -> Element {
        guard let index = firstIndex(of: element) else { return self[0] }
        return self[((index + step) % count + count) % count]
    }
}
