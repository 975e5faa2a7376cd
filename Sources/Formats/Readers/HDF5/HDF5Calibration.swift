import CHDF5
import DataCube

/// What an HDF5 file says about its axes, in the ways of py4DSTEM, EMD, HyperSpy and NeXus. Call under
/// `HDF5Library.locked`.
struct HDF5Calibration {
    let file: HDF5File
    let dataset: HDF5Dataset
    let layout: HDF5Layout

    /// All that is known; sentences about what had to be chosen are appended.
    func calibration(guesses: inout [String]) -> Calibration {
        guard !layout.framesLast else { return Calibration() }
        let axes = axisCalibrations()
        let scanAxes = layout.scanSizes.count
        var calibration = Calibration(
            scan: scanAxes == 2 ? Array(axes[..<2]) : [], detector: Array(axes[scanAxes...]), shape: layout.detector,
            guesses: &guesses)
        calibration = calibration.overridden(by: metadataBundle())
        calibration.voltage = voltage()
        return calibration
    }

    /// For each axis of the dataset, in the first way that the file has.
    private func axisCalibrations() -> [AxisCalibration?] {
        let count = dataset.shape.count
        for first in [0, 1] where file.exists("\(dataset.parent)/dim\(first)") {
            return (0..<count).map { dimension("\(dataset.parent)/dim\($0 + first)", size: dataset.shape[$0]) }
        }
        if file.exists("\(dataset.parent)/axis-0") {
            return (0..<count).map { hyperSpyAxis("\(dataset.parent)/axis-\($0)") }
        }
        if let names = file.texts(attribute: "axes", of: dataset.parent), names.count == count {
            return (0..<count).map { dimension("\(dataset.parent)/\(names[$0])", size: dataset.shape[$0]) }
        }
        return [AxisCalibration?](repeating: nil, count: count)
    }

    /// EMD's and NeXus's: all values of the axis, or the first two.
    private func dimension(_ path: String, size: Int) -> AxisCalibration? {
        guard let values = file.numbers(path), values.count >= 2, let first = values.first, let last = values.last
        else {
            return nil
        }
        return AxisCalibration(
            step: (last - first) / Double(values.count - 1), offset: first,
            units: file.texts(attribute: "units", of: path)?.first ?? "")
    }

    private func hyperSpyAxis(_ path: String) -> AxisCalibration? {
        guard let scale = file.number(attribute: "scale", of: path) else { return nil }
        return AxisCalibration(
            step: scale, offset: file.number(attribute: "offset", of: path) ?? 0,
            units: file.texts(attribute: "units", of: path)?.first ?? "")
    }

    /// py4DSTEM's own calibration, which counts more than the axes. Its x is the slow axis: qx0 is a row.
    private func metadataBundle() -> Calibration {
        let root = "/" + (dataset.path.split(separator: "/").first.map(String.init) ?? "")
        let place = root + "/metadatabundle/calibration"
        guard file.exists(place) else { return Calibration() }
        let scan = axis(place + "/R_pixel")
        let pattern = axis(place + "/Q_pixel")
        var found = Calibration(scanStep: scan?.scanStep, pixelSize: pattern?.pixelSize)
        let row = file.numbers(place + "/qx0_mean") ?? file.numbers(place + "/qx0")
        let column = file.numbers(place + "/qy0_mean") ?? file.numbers(place + "/qy0")
        if let row, let column, row.count == 1, column.count == 1 {
            found.center = DetectorPoint(row: row[0], column: column[0])
        }
        return found
    }

    private func axis(_ prefix: String) -> AxisCalibration? {
        guard let size = file.numbers(prefix + "_size")?.first, let units = file.text(prefix + "_units") else {
            return nil
        }
        return AxisCalibration(step: size, offset: 0, units: units)
    }

    /// kV, where HyperSpy, NeXus or this program's EMD wrote it.
    private func voltage() -> Double? {
        let instrument = "Acquisition_instrument/TEM"
        let root = "/" + (dataset.path.split(separator: "/").first.map(String.init) ?? "")
        let found =
            file.number(attribute: "beam_energy", of: "\(dataset.parent)/metadata/\(instrument)")
            ?? file.numbers("\(root)/auxiliary/hyperspy_metadata/\(instrument)/beam_energy")?.first
            ?? file.numbers("\(root)/metadatabundle/microscope/voltage_kV")?.first
        return found.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
}
