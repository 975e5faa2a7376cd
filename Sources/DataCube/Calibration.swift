/// What turns scan steps and detector pixels into lengths and angles. Every part may be unknown.
public struct Calibration: Hashable, Sendable, Codable {
    /// Distance between neighbouring probe positions, nm.
    public var scanStep: Double?
    /// Width of a detector pixel.
    public var pixelSize: PixelSize?
    /// Acceleration voltage, kV.
    public var voltage: Double?
    /// Centre of the direct beam, pixels.
    public var center: DetectorPoint?

    public init(
        scanStep: Double? = nil, pixelSize: PixelSize? = nil, voltage: Double? = nil, center: DetectorPoint? = nil
    ) {
        self.scanStep = scanStep
        self.pixelSize = pixelSize
        self.voltage = voltage
        self.center = center
    }

    /// This calibration with every part that `other` knows taken from it.
    public func overridden(by other: Calibration) -> Calibration {
        Calibration(
            scanStep: other.scanStep ?? scanStep, pixelSize: other.pixelSize ?? pixelSize,
            voltage: other.voltage ?? voltage, center: other.center ?? center)
    }

    /// The electron wavelength in nm, relativistic (4.18 pm at 80 kV).
    public var wavelength: Double? {
        guard let voltage, voltage > 0 else { return nil }
        let electronVolts = voltage * 1000
        // h / sqrt(2 m e V (1 + e V / 2 m c²)), CODATA 2018, in nm.
        return 1.226_425_9 / (electronVolts * (1 + 0.978_475e-6 * electronVolts)).squareRoot()
    }

    /// |q| per pixel in 1/nm (q = 1/d, without 2 pi): as given, or from an angle and the voltage.
    public var reciprocalStep: Double? {
        switch pixelSize {
        case .perNanometre(let step): step
        case .milliradian(let angle): wavelength.map { angle / 1000 / $0 }
        case nil: nil
        }
    }

    /// Scattering angle per pixel in mrad: as given, or from |q| and the voltage.
    public var angleStep: Double? {
        switch pixelSize {
        case .perNanometre(let step): wavelength.map { step * $0 * 1000 }
        case .milliradian(let angle): angle
        case nil: nil
        }
    }
}

/// Width of a detector pixel in the unit it was given in.
public enum PixelSize: Hashable, Sendable, Codable {
    /// 1/nm per pixel.
    case perNanometre(Double)
    /// mrad per pixel.
    case milliradian(Double)
}
