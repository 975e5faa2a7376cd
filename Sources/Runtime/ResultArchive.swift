import DataCube
import Formats
import Foundation
import Questions

/// Results of factorizations as NumPy archives.
public enum ResultArchive {
    /// The members that hold one decomposition: components (k, rows, columns) and distributions (k, rows, columns).
    static func members(of best: Decomposition) -> (components: NumpyArray, distributions: NumpyArray) {
        let detector = best.components.first?.shape ?? DetectorShape(rows: 0, columns: 0)
        let scan = best.distributions.first?.shape ?? ScanShape(rows: 0, columns: 0)
        return (
            NumpyArray(
                shape: [best.components.count, detector.rows, detector.columns],
                elements: .float32(best.components.flatMap(\.values))),
            NumpyArray(
                shape: [best.distributions.count, scan.rows, scan.columns],
                elements: .float32(best.distributions.flatMap(\.values)))
        )
    }

    /// Files a finished k.
    /// - Throws: `FormatError` when it cannot be written.
    package static func write(_ result: FactorizationResult, to path: String) throws(FormatError) {
        let (components, distributions) = members(of: result.best)
        let runs = result.runs
        var archive = NumpyArchive()
        archive["components"] = components
        archive["distributions"] = distributions
        archive["restart"] = NumpyArray(runs.map { Double($0.restart) })
        archive["mse"] = NumpyArray(runs.map(\.meanSquareError))
        archive["iterations"] = NumpyArray(runs.map { Double($0.iterations) })
        archive["converged"] = NumpyArray(runs.map { $0.stop == .converged ? 1 : 0 })
        archive["best"] = NumpyArray([Double(result.best.restart), result.best.meanSquareError, result.seconds])
        try archive.write(to: path, overwrite: true)
    }

    /// Reads a filed k.
    /// - Throws: `FormatError` when the file is missing or not such a file.
    package static func read(from path: String, k: Int) throws(FormatError) -> FactorizationResult {
        let archive = try NumpyArchive(readingFrom: path)
        func damaged(_ member: String) -> FormatError {
            FormatError(
                .malformed, path: path, place: member, what: "the member is missing or of another shape",
                remedy: "run the sweep again")
        }
        func numbers(_ name: String) throws(FormatError) -> [Double] {
            guard let values = archive[name]?.doubles else { throw damaged(name) }
            return values
        }
        func images(_ name: String) throws(FormatError) -> (rows: Int, columns: Int, values: [[Float]]) {
            guard let array = archive[name], array.shape.count == 3, array.shape[0] == k, let values = array.floats
            else {
                throw damaged(name)
            }
            let size = array.shape[1] * array.shape[2]
            return (
                array.shape[1], array.shape[2], (0..<k).map { Array(values[$0 * size..<($0 + 1) * size]) }
            )
        }
        let components = try images("components")
        let distributions = try images("distributions")
        let restarts = try numbers("restart")
        let errors = try numbers("mse")
        let iterations = try numbers("iterations")
        let converged = try numbers("converged")
        let best = try numbers("best")
        guard best.count == 3, errors.count == restarts.count, iterations.count == restarts.count,
            converged.count == restarts.count
        else { throw damaged("best") }
        let detector = DetectorShape(rows: components.rows, columns: components.columns)
        let scan = ScanShape(rows: distributions.rows, columns: distributions.columns)
        return FactorizationResult(
            k: k,
            runs: restarts.indices.map {
                RunSummary(
                    restart: Int(restarts[$0]), meanSquareError: errors[$0], iterations: Int(iterations[$0]),
                    stop: converged[$0] == 1 ? .converged : .iterationLimit)
            },
            best: Decomposition(
                restart: Int(best[0]), meanSquareError: best[1],
                components: components.values.map { DiffractionPattern(shape: detector, values: $0) },
                distributions: distributions.values.map { ScanMap(shape: scan, values: $0) }),
            seconds: best[2])
    }
}
