import DataCube
import Questions
import Screen
import Session

/// A picture as it is shown: values, how they become colours, and what is measured along it. The screen and picture files
/// draw the same.
public struct ShownPicture: Sendable {
    /// What is measured along a picture: length of a pixel and its unit.
    package struct Measure: Sendable {
        var step: Double
        var unit: String

        package init(step: Double, unit: String) {
            self.step = step
            self.unit = unit
        }

        /// The longest of 1, 2, 5, 10… that does not exceed a length; nil where there is none.
        package func roundLength(below longest: Double) -> Double? {
            guard longest > 0, longest.isFinite else { return nil }
            let magnitude = Axis.powerOfTen(below: longest)
            return [5.0, 2, 1].map { $0 * magnitude }.first { $0 <= longest }
        }

        /// As shown over a scale bar: 20 nm.
        func label(_ length: Double) -> String { "\(Readout.number(length)) \(unit)" }
    }

    package let image: HeatmapImage
    package let colors: ColorMap
    let measure: Measure?
    /// Of the values.
    package let unit: String
    /// What else is said under it: scale and clipping.
    var note: String
    /// What stands over it in a sheet of several; empty: nothing.
    public var title = ""

    /// What is said beside the colour bar.
    package var words: String { unit.isEmpty ? note : note.isEmpty ? unit : "\(unit) · \(note)" }
}

extension Look {
    /// An image over the scan as a display shows it.
    /// - Parameter kept: where its range is looked for first.
    public func picture(
        of map: ScanMap, _ display: Display, _ calibration: Calibration, unit: String = "counts",
        kept: KeptLevels? = nil
    ) -> ShownPicture {
        picture(
            rows: map.shape.rows, columns: map.shape.columns, map.values, judged: nil, display,
            calibration.scanMeasure, unit: unit, kept)
    }

    /// An image over the detector as a display shows it.
    /// - Parameters:
    ///   - judged: the values that the range is taken from, where they are not all.
    ///   - kept: where its range is looked for first.
    public func picture(
        of pattern: DiffractionPattern, judged: [Float]? = nil, _ display: Display, _ calibration: Calibration,
        unit: String = "counts", kept: KeptLevels? = nil
    ) -> ShownPicture {
        picture(
            rows: pattern.shape.rows, columns: pattern.shape.columns, pattern.values, judged: judged, display,
            calibration.detectorMeasure, unit: unit, kept)
    }

    private func picture(
        rows: Int, columns: Int, _ values: [Float], judged: [Float]?, _ display: Display,
        _ measure: ShownPicture.Measure?, unit: String, _ kept: KeptLevels?
    ) -> ShownPicture {
        let colors = colorMap(display.colorMap)
        let range = (kept ?? KeptLevels()).range(
            of: judged ?? values, low: display.clip, high: 100 - display.clip, scale: display.levelScale,
            symmetric: colors.kind == .diverging)
        let image = HeatmapImage(
            rows: rows, columns: columns, values: values, range: range,
            reduction: display.reduction == .maximum ? .maximum : .mean)
        return ShownPicture(
            image: image, colors: colors, measure: measure, unit: unit, note: Readout.display(display))
    }
}

extension Calibration {
    fileprivate var scanMeasure: ShownPicture.Measure? { scanStep.map { .init(step: $0, unit: "nm") } }

    /// |q| where it is known, else the angle.
    fileprivate var detectorMeasure: ShownPicture.Measure? {
        reciprocalStep.map { .init(step: $0, unit: "nm⁻¹") } ?? angleStep.map { .init(step: $0, unit: "mrad") }
    }
}

extension Session {
    /// The values of a pattern outside the direct beam and the defects: the beam is so much brighter than all spots that a
    /// range with it in would leave them dark. Nil where all are judged.
    package func judged(_ pattern: DiffractionPattern) -> [Float]? {
        guard let survey = findings.survey, survey.mean.shape == pattern.shape else { return nil }
        let kept = AnalysisMask().keptPixels(on: pattern.shape, survey: survey)
        return kept.isEmpty ? nil : kept.runs.flatMap { pattern.values[$0] }
    }
}

extension Display {
    /// The screen's word for the scale.
    fileprivate var levelScale: LevelRange.Scale {
        switch scale {
        case .linear: .linear
        case .squareRoot: .squareRoot
        case .logarithmic: .logarithmic
        }
    }
}
