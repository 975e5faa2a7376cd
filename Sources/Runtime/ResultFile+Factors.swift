import DataCube
import Formats
import Questions

extension ResultFile {
    /// One decomposition: components (k, rows, columns), distributions (k, rows, columns), mse.
    public init(_ decomposition: Decomposition, _ calibration: Calibration, provenance: Provenance) {
        let k = decomposition.components.count
        self.init(
            kind: .factors, title: "NMF, k = \(k)", arrays: NamedArray.factors(decomposition, calibration),
            provenance: provenance)
        pictures = arrays
        arrays.append(NamedArray("mse", NumpyArray(shape: [], elements: .float64([decomposition.meanSquareError]))))
        factors = [Factors(decomposition, calibration)]
        voltage = calibration.voltage
    }

    /// Every run of one k; the best of them where a format holds one.
    public init(
        _ found: AllRuns, keptPixels: PixelRuns, _ cube: DataCube, provenance: Provenance
    ) {
        let best = found.runs.min { $0.meanSquareError < $1.meanSquareError }.map(\.restart) ?? 0
        let decomposition = found.decompositions[best]
        let k = decomposition.components.count
        let restarts = found.runs.count
        func stack(_ images: [[Float]], _ shape: [Int]) -> NumpyArray {
            NumpyArray(shape: [restarts, k] + shape, elements: .float32(images.flatMap { $0 }))
        }
        let axes = [ArrayAxis("restart", size: restarts), ArrayAxis("component", size: k)]
        self.init(
            kind: .factors, title: "NMF, k = \(k), \(restarts) restarts",
            arrays: [
                NamedArray(
                    "components",
                    stack(
                        found.decompositions.flatMap { $0.components.map(\.values) },
                        [cube.detector.rows, cube.detector.columns]),
                    axes: axes + cube.calibration.axes(of: cube.detector), unit: "of the component"),
                NamedArray(
                    "distributions",
                    stack(
                        found.decompositions.flatMap { $0.distributions.map(\.values) },
                        [cube.scan.rows, cube.scan.columns]),
                    axes: axes + cube.calibration.axes(of: cube.scan), unit: "counts"),
                NamedArray("mse", NumpyArray(found.runs.map(\.meanSquareError))),
                NamedArray(
                    "iterations",
                    NumpyArray(
                        shape: [restarts], elements: .int32(found.runs.map { Int32(clamping: $0.iterations) }))),
                NamedArray(
                    "family",
                    NumpyArray(
                        shape: [restarts],
                        elements: .int32(found.runs.map { Int32(clamping: found.family(of: $0) ?? -1) }))),
                NamedArray(
                    "exchange",
                    NumpyArray(shape: [k, k], elements: .float64(found.exchanges.largest.flatMap { $0 }))),
                .mask(keptPixels, cube),
            ], provenance: provenance)
        pictures = NamedArray.factors(decomposition, cube.calibration)
        factors = [Factors(decomposition, cube.calibration)]
        voltage = cube.calibration.voltage
        table = ResultTable([
            .init("restart", found.runs.map { Double($0.restart) }), .init("mse", found.runs.map(\.meanSquareError)),
            .init("iterations", found.runs.map { Double($0.iterations) }),
            .init("family", found.runs.map { Double(found.family(of: $0) ?? -1) }),
        ])
    }

    /// Principal components.
    /// - Parameter keptPixels: how many pixels were looked at.
    public init(
        _ result: PrincipalComponents, keptPixels: Int, _ calibration: Calibration, provenance: Provenance
    ) {
        let count = result.components.count
        let axis = ArrayAxis("component", size: count)
        self.init(
            kind: .factors, title: "\(count) principal components",
            arrays: [
                NamedArray("singular_values", NumpyArray(result.singularValues)),
                .patterns("components", result.components, along: axis, calibration, unit: ""),
                .maps("distributions", result.distributions, along: axis, calibration, unit: "counts"),
                NamedArray("mse", NumpyArray(result.meanSquareErrors)),
            ], provenance: provenance)
        pictures = Array(arrays[1...2])
        // As HyperSpy counts it: of the singular values of positions x kept pixels.
        let variance = result.singularValues.map { $0 * $0 / Double(max(1, keptPixels)) }
        factors = [
            Factors(
                title: "\(count) principal components", algorithm: "PCA", components: result.components,
                distributions: result.distributions, explainedVariance: variance, calibration: calibration)
        ]
        voltage = calibration.voltage
        table = ResultTable([
            .init("component", (0..<count).map { Double($0 + 1) }), .init("singular_value", result.singularValues),
            .init("explained_variance", variance), .init("mse", result.meanSquareErrors),
        ])
    }
}

extension Factors {
    /// The best run of a k.
    init(_ decomposition: Decomposition, _ calibration: Calibration) {
        self.init(
            title: "k = \(decomposition.components.count)", algorithm: "NMF", components: decomposition.components,
            distributions: decomposition.distributions, calibration: calibration)
    }
}

extension NamedArray {
    /// components (k, rows, columns) and distributions (k, rows, columns).
    /// - Parameter suffix: what is added to both names.
    static func factors(_ decomposition: Decomposition, _ calibration: Calibration, suffix: String = "") -> [NamedArray]
    {
        let axis = ArrayAxis("component", size: decomposition.components.count)
        return [
            .patterns(
                "components" + suffix, decomposition.components, along: axis, calibration, unit: "of the component"),
            .maps("distributions" + suffix, decomposition.distributions, along: axis, calibration, unit: "counts"),
        ]
    }

    /// Rows x columns, true where a pixel is excluded.
    static func mask(_ keptPixels: PixelRuns, _ cube: DataCube) -> NamedArray {
        var excluded = Array(repeating: true, count: cube.detector.count)
        for run in keptPixels.runs { for index in run { excluded[index] = false } }
        return NamedArray(
            "mask", NumpyArray(shape: [cube.detector.rows, cube.detector.columns], elements: .bool(excluded)),
            axes: cube.calibration.axes(of: cube.detector))
    }
}

extension AllRuns {
    /// The number of the family that a run belongs to; 0 is that of the lowest MSE.
    fileprivate func family(of run: RunSummary) -> Int? {
        families.firstIndex { $0.restarts.contains(run.restart) }
    }
}
