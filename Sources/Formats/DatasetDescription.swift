import DataCube

/// What a file says about one of its datasets.
struct DatasetDescription {
    /// For each axis of the array.
    var axes: [AxisCalibration?] = []
    /// Counts more than the axes.
    var calibration = Calibration()
    var metadata: [Metadatum] = []
    /// Sentences about what is assumed.
    var guesses: [String] = []

    /// Notes a text, where there is one.
    mutating func note(_ name: String, _ text: String?) {
        if let text, !text.isEmpty { metadata.append(Metadatum(name, text)) }
    }

    /// Notes a number above zero with its unit, where there is one.
    mutating func note(_ name: String, _ value: Double?, unit: String) {
        if let value, value > 0, value.isFinite { metadata.append(Metadatum(name, Metadatum.plain(value) + unit)) }
    }

    mutating func note(_ name: String, seconds: Double?) {
        if let seconds, seconds > 0, seconds.isFinite { metadata.append(Metadatum(name, seconds: seconds)) }
    }

    mutating func note(_ name: String, metres: Double?) {
        if let metres, metres > 0, metres.isFinite { metadata.append(Metadatum(name, metres: metres)) }
    }

    /// Takes an acceleration voltage in kV, where there is one.
    mutating func take(voltage: Double?) {
        if let voltage, voltage > 0, voltage.isFinite { calibration.voltage = voltage }
    }
}

extension CubeAssembly {
    /// Takes over what a file says.
    /// - Parameter axes: which of the described axes are the scan's and which the detector's.
    mutating func take(_ description: DatasetDescription, axes: (scan: [Int], detector: [Int]), detector: DetectorShape)
    {
        func axis(_ place: Int) -> AxisCalibration? {
            place < description.axes.count ? description.axes[place] : nil
        }
        metadata += description.metadata
        guesses += description.guesses
        calibration = Calibration(
            scan: axes.scan.map(axis), detector: axes.detector.map(axis), shape: detector, guesses: &guesses
        ).overridden(by: description.calibration)
    }
}
