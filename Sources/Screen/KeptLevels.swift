/// Ranges and levels of the images on a screen, kept from one frame to the next: a frame computes only what it does not
/// share with the one before. Gives what computing anew gives, because each answer is kept under all that it depends on.
/// Holds what one frame asked for and no more.
public final class KeptLevels {
    /// The numbers of an image, known by where they lie: kept, they cannot change there.
    private struct Values: Hashable {
        private let values: [Float]
        private let place: UnsafePointer<Float>?

        init(_ values: [Float]) {
            self.values = values
            place = values.withUnsafeBufferPointer { $0.baseAddress }
        }

        static func == (one: Values, other: Values) -> Bool {
            one.place == other.place && one.values.count == other.values.count
        }

        func hash(into hasher: inout Hasher) { hasher.combine(place) }
    }

    private struct RangeQuestion: Hashable {
        let values: Values
        let low: Double
        let high: Double
        let scale: LevelRange.Scale
        let isSymmetric: Bool
    }

    private struct LevelsQuestion: Hashable {
        let rows: Int
        let columns: Int
        let values: Values
        let range: LevelRange
        let reduction: HeatmapImage.Reduction
        let geometry: HeatmapGeometry
    }

    /// Answers of the last frame and of this one.
    private struct Answers<Question: Hashable, Answer> {
        private var last: [Question: Answer] = [:]
        private var present: [Question: Answer] = [:]

        var count: Int { last.count + present.count }

        mutating func answer(_ question: Question, _ compute: () -> Answer) -> Answer {
            if let known = present[question] { return known }
            let answer = last[question] ?? compute()
            present[question] = answer
            return answer
        }

        mutating func beginFrame() { (last, present) = (present, [:]) }
    }

    private var ranges = Answers<RangeQuestion, LevelRange>()
    private var levels = Answers<LevelsQuestion, [Float]>()

    /// Holds nothing yet.
    public init() {}

    /// Answers that are held.
    package var count: Int { ranges.count + levels.count }

    /// From now on another frame is drawn: what the last one did not ask for is forgotten.
    package func beginFrame() {
        ranges.beginFrame()
        levels.beginFrame()
    }

    /// The same as `LevelRange.percentiles`.
    package func range(
        of values: [Float], low: Double, high: Double, scale: LevelRange.Scale, symmetric: Bool
    ) -> LevelRange {
        let question = RangeQuestion(
            values: Values(values), low: low, high: high, scale: scale, isSymmetric: symmetric)
        return ranges.answer(question) {
            .percentiles(of: values, low: low, high: high, scale: scale, symmetric: symmetric)
        }
    }

    /// The same as `image.levels(on: geometry)`.
    package func levels(of image: HeatmapImage, on geometry: HeatmapGeometry) -> [Float] {
        let question = LevelsQuestion(
            rows: image.rows, columns: image.columns, values: Values(image.values), range: image.range,
            reduction: image.reduction, geometry: geometry)
        return levels.answer(question) { image.levels(on: geometry) }
    }
}
