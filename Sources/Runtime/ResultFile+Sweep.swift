import DataCube
import Formats
import Questions
import Session

extension ResultFile {
    /// All that a sweep found: k, mask, seed, method, `components_kKK` and `distributions_kKK` of each k's best run, mse,
    /// uncertainty, iterations (k, restart). Of a single k it is that k's factors.
    ///
    /// - Parameters:
    ///   - results: of the k that are finished.
    ///   - status: what is known of all runs.
    public init(
        _ results: [FactorizationResult], _ parameters: SweepParameters, status: SweepStatus, keptPixels: PixelRuns,
        _ cube: DataCube, provenance: Provenance
    ) {
        let counts = parameters.componentCounts
        self.init(
            kind: counts.count == 1 ? .factors : .sweep,
            title: "NMF, k = \(counts.lowerBound)...\(counts.upperBound), \(parameters.restarts) restarts",
            arrays: [
                NamedArray("k", NumpyArray(shape: [counts.count], elements: .int64(counts.map(Int64.init)))),
                .mask(keptPixels, cube),
                NamedArray(
                    "seed", NumpyArray(shape: [], elements: .int64([Int64(truncatingIfNeeded: parameters.seed)]))),
                NamedArray("method", NumpyArray(parameters.method.rawValue)),
            ], provenance: provenance)
        for result in results {
            let suffix = "_k\(result.k < 10 ? "0" : "")\(result.k)"
            pictures = NamedArray.factors(result.best, cube.calibration, suffix: suffix)
            arrays += pictures
            factors.append(Factors(result.best, cube.calibration))
        }
        arrays += Self.runs(results, parameters)
        table = ResultTable(status)
        voltage = cube.calibration.voltage
    }

    /// Row k, column restart; NaN, and 0 iterations, where a run was not finished.
    private static func runs(_ results: [FactorizationResult], _ parameters: SweepParameters) -> [NamedArray] {
        let counts = parameters.componentCounts
        let shape = [counts.count, parameters.restarts]
        var errors = Array(repeating: Double.nan, count: shape[0] * shape[1])
        var uncertainties = errors
        var iterations = Array(repeating: Int32(0), count: errors.count)
        for result in results where counts.contains(result.k) {
            for run in result.runs where (0..<parameters.restarts).contains(run.restart) {
                let place = (result.k - counts.lowerBound) * parameters.restarts + run.restart
                errors[place] = run.meanSquareError
                uncertainties[place] = run.uncertainty
                iterations[place] = Int32(clamping: run.iterations)
            }
        }
        let axes = [
            ArrayAxis("k", size: shape[0], offset: Double(counts.lowerBound)), ArrayAxis("restart", size: shape[1]),
        ]
        return [
            NamedArray("mse", NumpyArray(shape: shape, elements: .float64(errors)), axes: axes),
            NamedArray("uncertainty", NumpyArray(shape: shape, elements: .float64(uncertainties)), axes: axes),
            NamedArray("iterations", NumpyArray(shape: shape, elements: .int32(iterations)), axes: axes),
        ]
    }

    /// The curves of a sweep alone.
    public init(curvesOf status: SweepStatus, provenance: Provenance) {
        let counts = status.parameters.componentCounts
        self.init(
            kind: .curve, title: "NMF, k = \(counts.lowerBound)...\(counts.upperBound): curves against k", arrays: [],
            provenance: provenance)
        table = ResultTable(status)
    }
}

extension ResultTable {
    /// Every curve of a sweep against k, and the MSE of every run: what is not known is NaN. Errors are in squared counts,
    /// the excess in percent of the SVD bound; persistence is from k to k + 1.
    init(_ status: SweepStatus) {
        let counts = Array(status.parameters.componentCounts)
        let evidence = status.evidence
        func column(_ name: String, _ value: (Int) -> Double?) -> Column {
            Column(name, counts.map { value($0) ?? .nan })
        }
        var columns = [
            column("k") { Double($0) }, column("minimum_mse") { status.minimum(of: $0) },
            column("mean_mse") { status.mean(of: $0) }, column("svd_bound") { status.bound(of: $0) },
            column("excess_percent") { k in
                guard let bound = status.bound(of: k), bound > 0 else { return nil }
                return status.minimum(of: k).map { ($0 / bound - 1) * 100 }
            },
            column("noise_floor") { evidence.noiseFloor[$0] },
            column("held_out_mse") { evidence.heldOut?.mean(of: $0) },
            column("stability") { evidence.stability[$0] }, column("persistence") { evidence.persistence[$0] },
            column("seconds") { status.seconds[$0] },
        ]
        let splits = evidence.heldOut?.errors.values.map(\.count).max() ?? 0
        for split in 0..<splits {
            columns.append(
                column("held_out_mse_\(split + 1)") { k in
                    evidence.heldOut?.errors[k].flatMap { $0.indices.contains(split) ? $0[split] : nil }
                })
        }
        for restart in 0..<status.parameters.restarts {
            columns.append(
                column("mse_\(restart + 1)") { k in
                    status.runs[k].flatMap { $0.indices.contains(restart) ? $0[restart].summary?.meanSquareError : nil }
                })
        }
        self.init(columns)
    }
}
