import DataCube
import Glibc

/// A titanium oxide nanosheet seen along its normal: a rectangular lattice, one layer thick, so kinematical.
///
/// Cell and extinction rule after Uesugi et al. (the founding paper): in the pristine Ti0.87O2 sheet reflections with
/// h + l odd are forbidden; in the reduced Ti2O3 sheet they appear on the same lattice.
public struct NanosheetLattice: Hashable, Sendable, Codable {
    /// Lattice parameter a, nm.
    public static let a = 0.376
    /// Lattice parameter c, nm.
    public static let c = 0.297

    /// In-plane rotation in degrees: of a* against the detector's columns axis, counterclockwise as shown.
    public var rotation: Double
    /// True for the reduced sheet, whose reflections with h + l odd are present.
    public var isReduced: Bool

    public init(rotation: Double, isReduced: Bool = false) {
        self.rotation = rotation
        self.isReduced = isReduced
    }

    /// |g| of a reflection, 1/nm (without 2 pi).
    public static func length(h: Int, l: Int) -> Double {
        let across = Double(h) / a
        let along = Double(l) / c
        return (across * across + along * along).squareRoot()
    }

    /// True for the reflections that only the reduced sheet shows.
    public static func isForbidden(h: Int, l: Int) -> Bool { !(h + l).isMultiple(of: 2) }

    /// Where a reflection falls on a detector.
    ///
    /// - Parameters:
    ///   - center: of the direct beam, pixels.
    ///   - reciprocalStep: width of a pixel, 1/nm.
    public func position(h: Int, l: Int, center: DetectorPoint, reciprocalStep: Double) -> DetectorPoint {
        let angle = rotation * Double.pi / 180
        let across = Double(h) / Self.a / reciprocalStep
        let along = Double(l) / Self.c / reciprocalStep
        return DetectorPoint(
            row: center.row - across * sin(angle) - along * cos(angle),
            column: center.column + across * cos(angle) - along * sin(angle))
    }

    /// Relative intensity of a reflection; 0 where it is forbidden.
    ///
    /// A Gaussian fall with |g| stands for the scattering factors, 1 : 0.7 for h and l both odd : both even, and 0.45
    /// for what the reduction adds. Only these ratios are schematic: positions and extinctions are the sheet's.
    public func intensity(h: Int, l: Int) -> Double {
        let length = Self.length(h: h, l: l)
        let envelope = exp(-length * length / 49)
        if Self.isForbidden(h: h, l: l) { return isReduced ? 0.45 * envelope : 0 }
        return h.isMultiple(of: 2) ? 0.7 * envelope : envelope
    }

    /// All reflections (h, l) with |g| up to a limit (1/nm), without the direct beam, forbidden ones included.
    public static func reflections(upTo limit: Double) -> [(h: Int, l: Int)] {
        let largestH = Int((limit * a).rounded(.down))
        let largestL = Int((limit * c).rounded(.down))
        return (-largestH...largestH).flatMap { h in
            (-largestL...largestL).compactMap { l in
                (h, l) != (0, 0) && length(h: h, l: l) <= limit ? (h, l) : nil
            }
        }
    }
}
