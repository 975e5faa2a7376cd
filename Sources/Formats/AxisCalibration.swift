import DataCube

/// What a file says about one axis: the value at index i is `offset + i * step`, in `units`.
struct AxisCalibration: Equatable, Sendable {
    var step: Double
    var offset: Double
    var units: String

    /// Nil for a step that is no number or 0.
    init?(step: Double, offset: Double, units: String) {
        guard step.isFinite, step != 0, offset.isFinite else { return nil }
        self.step = abs(step)
        self.offset = step < 0 ? -offset : offset
        self.units = units
    }

    /// Nanometres per step, for a scan axis.
    var scanStep: Double? { Units.nanometres(units).map { $0 * step } }

    /// Width of a pixel, for a detector axis.
    var pixelSize: PixelSize? {
        if let unit = Units.perNanometre(units) { return .perNanometre(unit * step) }
        if let unit = Units.milliradians(units) { return .milliradian(unit * step) }
        return nil
    }

    /// The index at which the value is 0, where the axis has been centred on the detector.
    func zero(within size: Int) -> Double? {
        let index = -offset / step
        return offset != 0 && index > 0 && index < Double(size - 1) ? index : nil
    }
}

extension Calibration {
    /// From the axes of the scan and of the detector, slow before fast; nil for what a file does not say. Where the
    /// two axes of a plane differ, the fast one counts and a sentence says so.
    init(
        scan: [AxisCalibration?], detector: [AxisCalibration?], shape: DetectorShape, guesses: inout [String]
    ) {
        self.init()
        let steps = scan.compactMap { $0?.scanStep }
        scanStep = steps.last
        if let slow = steps.first, let fast = steps.last, abs(slow - fast) > 1e-3 * fast {
            guesses.append("The scan's row step is \(slow) nm, its column step \(fast) nm: the column step is used.")
        }
        let sizes = detector.compactMap { $0?.pixelSize }
        pixelSize = sizes.last
        if let slow = sizes.first, let fast = sizes.last, slow.isClearly(differentFrom: fast) {
            guesses.append("The detector's pixels are not square: their width along a row is used.")
        }
        guard pixelSize != nil, detector.count == 2,
            let row = detector[0]?.zero(within: shape.rows), let column = detector[1]?.zero(within: shape.columns)
        else { return }
        center = DetectorPoint(row: row, column: column)
    }
}

extension PixelSize {
    fileprivate func isClearly(differentFrom other: PixelSize) -> Bool {
        switch (self, other) {
        case (.perNanometre(let first), .perNanometre(let second)), (.milliradian(let first), .milliradian(let second)):
            abs(first - second) > 1e-3 * second
        default: true
        }
    }
}
