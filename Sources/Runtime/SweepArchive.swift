import DataCube
import Formats
import Questions

/// The file that `braggart sweep` writes: all MSEs, and for each k the best run's components and distributions.
public struct SweepArchive {
    private var archive = NumpyArchive()
    private let counts: ClosedRange<Int>
    private let restarts: Int
    private var errors: [Double]
    private var uncertainties: [Double]
    private var iterations: [Double]
    private var filed: [Int] = []

    /// - Parameters:
    ///   - mask: the detector pixels kept.
    ///   - detector: their shape.
    public init(_ parameters: SweepParameters, keptPixels: PixelRuns, detector: DetectorShape, provenance: Provenance) {
        counts = parameters.componentCounts
        restarts = parameters.restarts
        errors = Array(repeating: .nan, count: counts.count * restarts)
        uncertainties = errors
        iterations = Array(repeating: 0, count: errors.count)
        archive["k"] = NumpyArray(shape: [counts.count], elements: .int64(counts.map(Int64.init)))
        archive["mask"] = ResultArchive.mask(keptPixels: keptPixels, detector: detector)
        archive["seed"] = NumpyArray(shape: [], elements: .int64([Int64(truncatingIfNeeded: parameters.seed)]))
        archive["method"] = NumpyArray(parameters.method.rawValue)
        archive["provenance"] = NumpyArray(provenance.json)
    }

    /// Adds a finished k: row k of `mse`, `uncertainty` and `iterations`, `components_kKK` (k, rows, columns),
    /// `distributions_kKK`.
    public mutating func add(_ result: FactorizationResult) {
        guard counts.contains(result.k) else { return }
        let row = (result.k - counts.lowerBound) * restarts
        for run in result.runs where (0..<restarts).contains(run.restart) {
            errors[row + run.restart] = run.meanSquareError
            uncertainties[row + run.restart] = run.uncertainty
            iterations[row + run.restart] = Double(run.iterations)
        }
        let name = "\(result.k < 10 ? "0" : "")\(result.k)"
        let (components, distributions) = ResultArchive.members(of: result.best)
        archive["components_k\(name)"] = components
        archive["distributions_k\(name)"] = distributions
        filed.append(result.k)
    }

    /// How many k were added.
    public var finishedCounts: Int { filed.count }

    /// Writes the archive.
    /// - Throws: `FormatError` when the path is taken and `overwrite` is false, or cannot be written.
    public func write(to path: String, overwrite: Bool) throws(FormatError) {
        var archive = archive
        archive["mse"] = NumpyArray(shape: [counts.count, restarts], elements: .float64(errors))
        archive["uncertainty"] = NumpyArray(shape: [counts.count, restarts], elements: .float64(uncertainties))
        archive["iterations"] = NumpyArray(
            shape: [counts.count, restarts], elements: .int32(iterations.map { Int32(clamping: Int($0)) }))
        try archive.write(to: path, overwrite: overwrite)
    }
}
