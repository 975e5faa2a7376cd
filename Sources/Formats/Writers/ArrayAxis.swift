import DataCube

/// What an axis of an array means: index i is at `offset + i * step`, in the unit.
public struct ArrayAxis: Equatable, Sendable {
    /// As files call it: y and x of a scan, ky and kx of a detector.
    public var name: String
    /// Elements along it.
    public var size: Int
    /// From one element to the next, in the unit.
    public var step: Double
    /// Of element 0, in the unit.
    public var offset: Double
    /// As files spell it: nm, 1/nm, mrad; nil where it is not known.
    public var unit: String?

    public init(_ name: String, size: Int, step: Double = 1, offset: Double = 0, unit: String? = nil) {
        self.name = name
        self.size = size
        self.step = step
        self.offset = offset
        self.unit = unit
    }
}

extension Calibration {
    /// The scan's axes: rows (y), columns (x).
    /// - Parameter corner: where the first position lies.
    public func axes(of scan: ScanShape, corner: ScanPosition = ScanPosition(row: 0, column: 0)) -> [ArrayAxis] {
        let step = scanStep ?? 1
        let unit = scanStep.map { _ in "nm" }
        return [
            ArrayAxis("y", size: scan.rows, step: step, offset: Double(corner.row) * step, unit: unit),
            ArrayAxis("x", size: scan.columns, step: step, offset: Double(corner.column) * step, unit: unit),
        ]
    }

    /// The detector's axes: rows (ky), columns (kx); 0 lies at the direct beam's centre where that is known and the
    /// pixels have a size.
    public func axes(of detector: DetectorShape) -> [ArrayAxis] {
        let (step, unit): (Double, String?) =
            switch pixelSize {
            case .perNanometre(let step): (step, "1/nm")
            case .milliradian(let angle): (angle, "mrad")
            case nil: (1, nil)
            }
        let origin = unit == nil ? nil : center
        return [
            ArrayAxis("ky", size: detector.rows, step: step, offset: origin.map { -$0.row * step } ?? 0, unit: unit),
            ArrayAxis(
                "kx", size: detector.columns, step: step, offset: origin.map { -$0.column * step } ?? 0, unit: unit),
        ]
    }
}

extension CubeOutline {
    /// All four axes, slowest first.
    var axes: [ArrayAxis] { calibration.axes(of: scan, corner: corner) + calibration.axes(of: detector) }
}
