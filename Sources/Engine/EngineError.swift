import DataCube
import Questions

/// Why a question has no answer.
public enum EngineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The work was asked to stop.
    case cancelled
    /// The data could not be read.
    case cube(CubeError)
    /// Mask, region and defects together leave no pixel or no position.
    case nothingLeft(Exclusions)
    /// The region of a pattern's sum holds no probe position.
    case emptyRegion(ScanShape)
    /// More components were asked for than the kept data can have.
    case tooManyComponents(asked: Int, keptPixels: Int, keptPositions: Int)
    /// A parameter that makes no sense, as a sentence.
    case parameter(String)
    /// More pixels or positions than linear algebra can index.
    case tooLarge(pixels: Int, positions: Int)
    /// The numbers are too large or too small for single precision: the length of the strongest kept pattern.
    case outOfRange(strongestPattern: Double)
    /// A result could not be filed, with the filing's reason.
    case filing(String)

    public var description: String {
        switch self {
        case .cancelled: "The work was cancelled."
        case .cube(let error): error.description
        case .nothingLeft(let counts):
            "The analysis mask leaves \(counts.keptPixels) of \(counts.allPixels) pixels and "
                + "\(counts.keptPositions) of \(counts.allPositions) positions "
                + "(\(counts.nonFinitePositions) positions hold values that are not finite). "
                + "Make the excluded shape smaller or the region larger."
        case .emptyRegion(let scan):
            "The region holds none of the \(scan.rows) x \(scan.columns) probe positions. "
                + "Move it onto the scan or make it larger."
        case .tooManyComponents(let asked, let pixels, let positions):
            "\(asked) components were asked for, but \(pixels) kept pixels and \(positions) kept positions "
                + "allow at most \(min(pixels, positions)). Ask for fewer or keep more of the data."
        case .parameter(let sentence): sentence
        case .tooLarge(let pixels, let positions):
            "\(pixels) pixels x \(positions) positions are more than \(Int32.max) a side. "
                + "Exclude pixels or look at a region."
        case .outOfRange(let length):
            "The strongest pattern has the length \(length) (root of the sum of squares); single precision needs "
                + "1e-14 to 1e14. Rescale the data."
        case .filing(let reason): "A result could not be filed: \(reason)"
        }
    }
}
