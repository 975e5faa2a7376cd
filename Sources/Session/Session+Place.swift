import DataCube
import Questions

extension Session {
    /// The probe, the pixel looked at, and which pattern is shown.
    mutating func applyToPlace(_ action: Action) {
        switch action {
        case .stepProbe(let rows, let columns):
            place(ScanPosition(row: intent.probe.row + rows, column: intent.probe.column + columns))
        case .placeProbe(let position): place(position)
        case .stepPixel(let rows, let columns):
            place(DetectorPoint(row: pixel.row + Double(rows), column: pixel.column + Double(columns)))
        case .placePixel(let point): place(point)
        case .choosePattern(let choice): commit { $0.patternChoice = choice }
        default: break
        }
    }

    private mutating func place(_ position: ScanPosition) {
        let clamped = ScanPosition(
            row: max(0, min(dataset.scan.rows - 1, position.row)),
            column: max(0, min(dataset.scan.columns - 1, position.column)))
        commit(.probe) {
            $0.probe = clamped
            $0.patternChoice = .probe
        }
    }

    private mutating func place(_ point: DetectorPoint) {
        let clamped = DetectorPoint(
            row: max(0, min(Double(dataset.detector.rows - 1), point.row.rounded())),
            column: max(0, min(Double(dataset.detector.columns - 1), point.column.rounded())))
        commit(.pixel) { $0.pixel = clamped }
    }
}
