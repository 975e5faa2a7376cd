import DataCube
import Formats
import Questions

extension ResultFile {
    /// A virtual image.
    public init(_ map: ScanMap, detector: VirtualDetector, _ calibration: Calibration, provenance: Provenance) {
        var provenance = provenance
        provenance.detector = detector.spelling
        self.init(
            kind: .map, title: "virtual image, \(detector.spelling)",
            arrays: [.maps("map", [map], calibration, unit: "counts")], provenance: provenance)
        pictures = arrays
        voltage = calibration.voltage
    }

    /// One pattern, or several put together.
    public init(_ pattern: DiffractionPattern, title: String, _ calibration: Calibration, provenance: Provenance) {
        self.init(
            kind: .pattern, title: title, arrays: [.patterns("pattern", [pattern], calibration, unit: "counts")],
            provenance: provenance)
        pictures = arrays
        voltage = calibration.voltage
    }

    /// What the decomposition of a k leaves unexplained.
    public init(_ residual: Residual, k: Int, _ calibration: Calibration, provenance: Provenance) {
        self.init(
            kind: .residual, title: "residual of k = \(k)",
            arrays: [
                .maps("residual_map", [residual.chiSquare], calibration, unit: "chi square"),
                .patterns("residual_pattern", [residual.pattern], calibration, unit: "counts"),
            ], provenance: provenance)
        pictures = arrays
        voltage = calibration.voltage
    }
}
