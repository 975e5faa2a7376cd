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

    /// What a result holds beside pictures.
    private struct Summary: Codable {
        var runs: [RunSummary]
        var restart: Int
        var meanSquareError: Double
        var families: [RunFamily]
        var stability: Double
        var exchanges: ExchangeTable?
        var seconds: Double
    }

    /// Files a finished k: components, distributions, the errors of its runs (`mse`, in restart order), what the best
    /// run leaves unexplained (`residual_map`, `residual_pattern`) where it is known, and a summary in JSON.
    /// - Throws: `FormatError` when it cannot be written.
    package static func write(_ result: FactorizationResult, to path: String) throws(FormatError) {
        let (components, distributions) = members(of: result.best)
        let summary = Summary(
            runs: result.runs, restart: result.best.restart, meanSquareError: result.best.meanSquareError,
            families: result.families, stability: result.stability, exchanges: result.exchanges,
            seconds: result.seconds)
        var archive = NumpyArchive()
        archive["components"] = components
        archive["distributions"] = distributions
        archive["mse"] = NumpyArray(result.runs.map(\.meanSquareError))
        do {
            archive["summary"] = NumpyArray(String(decoding: try JSONEncoder().encode(summary), as: UTF8.self))
        } catch {
            throw FormatError(
                .malformed, path: path, place: "summary", what: "an error of a run is not a number",
                remedy: "run the sweep again")
        }
        if let residual = result.residual {
            let (map, pattern) = (residual.chiSquare, residual.pattern)
            archive["residual_map"] = NumpyArray(
                shape: [map.shape.rows, map.shape.columns], elements: .float32(map.values))
            archive["residual_pattern"] = NumpyArray(
                shape: [pattern.shape.rows, pattern.shape.columns], elements: .float32(pattern.values))
        }
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
        let detector = DetectorShape(rows: components.rows, columns: components.columns)
        let scan = ScanShape(rows: distributions.rows, columns: distributions.columns)
        guard let text = archive["summary"]?.text,
            let summary = try? JSONDecoder().decode(Summary.self, from: Data(text.utf8))
        else { throw damaged("summary") }
        var residual: Residual?
        if let map = archive["residual_map"], let pattern = archive["residual_pattern"] {
            guard map.shape == [scan.rows, scan.columns], let mapValues = map.floats,
                pattern.shape == [detector.rows, detector.columns], let patternValues = pattern.floats
            else { throw damaged("residual_map") }
            residual = Residual(
                chiSquare: ScanMap(shape: scan, values: mapValues),
                pattern: DiffractionPattern(shape: detector, values: patternValues))
        }
        return FactorizationResult(
            k: k, runs: summary.runs,
            best: Decomposition(
                restart: summary.restart, meanSquareError: summary.meanSquareError,
                components: components.values.map { DiffractionPattern(shape: detector, values: $0) },
                distributions: distributions.values.map { ScanMap(shape: scan, values: $0) }),
            families: summary.families, stability: summary.stability, exchanges: summary.exchanges, residual: residual,
            seconds: summary.seconds)
    }
}
