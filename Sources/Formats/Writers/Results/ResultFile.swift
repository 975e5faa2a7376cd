import DataCube

/// A result as it is written. Each format takes the side of it that it can hold: named arrays, factors, a table, a
/// picture.
public struct ResultFile: Sendable {
    public var kind: ResultKind
    /// A few words: virtual image, k = 7.
    public var title: String
    /// All numbers.
    public var arrays: [NamedArray]
    /// The arrays that are pictures, in the order of `ResultKind.pictureNames`: their last two axes are those of the scan
    /// or of the detector, their values float32.
    public var pictures: [NamedArray] = []
    /// Factorizations, for formats that know what these are.
    public var factors: [Factors] = []
    /// Curves, for formats of lines and columns.
    public var table: ResultTable?
    /// What it looks like; made only where it is asked for.
    public var picture: (@Sendable () -> RGBPicture)?
    /// Acceleration voltage, kV.
    public var voltage: Double?
    public var provenance: Provenance

    public init(kind: ResultKind, title: String, arrays: [NamedArray], provenance: Provenance) {
        self.kind = kind
        self.title = title
        self.arrays = arrays
        self.provenance = provenance
    }
}

/// What a result consists of.
public enum ResultKind: String, CaseIterable, Sendable {
    /// One image over the scan.
    case map
    /// One image over the detector.
    case pattern
    /// What a decomposition leaves unexplained, over the scan and over the detector.
    case residual
    /// Components and distributions of one k.
    case factors
    /// Components and distributions of several k.
    case sweep
    /// Values against k.
    case curve

    /// As messages name it.
    public var words: String {
        switch self {
        case .map: "a map"
        case .pattern: "a pattern"
        case .residual: "a residual"
        case .factors: "components and distributions"
        case .sweep: "components and distributions of several k"
        case .curve: "curves"
        }
    }

    /// The names of its arrays that are pictures, where their number is fixed.
    var pictureNames: [String] {
        switch self {
        case .map: ["map"]
        case .pattern: ["pattern"]
        case .residual: ["residual_map", "residual_pattern"]
        case .factors: ["components", "distributions"]
        case .sweep, .curve: []
        }
    }
}

/// An array with its name and what its axes mean.
public struct NamedArray: Sendable {
    public var name: String
    public var values: NumpyArray
    /// One for each axis; empty where the axes mean nothing in particular.
    public var axes: [ArrayAxis]
    /// The unit of the values; empty where they have none.
    public var unit: String

    public init(_ name: String, _ values: NumpyArray, axes: [ArrayAxis] = [], unit: String = "") {
        self.name = name
        self.values = values
        self.axes = axes
        self.unit = unit
    }

    /// Images over the scan: one where `axis` is nil, else a stack along it.
    public static func maps(
        _ name: String, _ maps: [ScanMap], along axis: ArrayAxis? = nil, _ calibration: Calibration, unit: String
    ) -> NamedArray {
        let shape = maps.first?.shape ?? ScanShape(rows: 0, columns: 0)
        return NamedArray(
            name,
            NumpyArray(
                shape: (axis.map { [$0.size] } ?? []) + [shape.rows, shape.columns],
                elements: .float32(maps.flatMap(\.values))),
            axes: (axis.map { [$0] } ?? []) + calibration.axes(of: shape), unit: unit)
    }

    /// Images over the detector, in the same way.
    public static func patterns(
        _ name: String, _ patterns: [DiffractionPattern], along axis: ArrayAxis? = nil, _ calibration: Calibration,
        unit: String
    ) -> NamedArray {
        let shape = patterns.first?.shape ?? DetectorShape(rows: 0, columns: 0)
        return NamedArray(
            name,
            NumpyArray(
                shape: (axis.map { [$0.size] } ?? []) + [shape.rows, shape.columns],
                elements: .float32(patterns.flatMap(\.values))),
            axes: (axis.map { [$0] } ?? []) + calibration.axes(of: shape), unit: unit)
    }
}

/// A factorization as HyperSpy keeps one.
public struct Factors: Sendable {
    /// k = 7
    public var title: String
    /// NMF, PCA.
    public var algorithm: String
    /// NaN at masked pixels.
    public var components: [DiffractionPattern]
    /// NaN at positions that were left out.
    public var distributions: [ScanMap]
    /// Variance that each component explains; nil where components share it.
    public var explainedVariance: [Double]?
    public var calibration: Calibration

    public init(
        title: String, algorithm: String, components: [DiffractionPattern], distributions: [ScanMap],
        explainedVariance: [Double]? = nil, calibration: Calibration
    ) {
        self.title = title
        self.algorithm = algorithm
        self.components = components
        self.distributions = distributions
        self.explainedVariance = explainedVariance
        self.calibration = calibration
    }
}

/// Curves: columns of equal length under their names.
public struct ResultTable: Equatable, Sendable {
    public struct Column: Equatable, Sendable {
        public var name: String
        /// NaN where a value is not known.
        public var values: [Double]

        public init(_ name: String, _ values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    public var columns: [Column]

    /// - Precondition: all columns are equally long.
    public init(_ columns: [Column]) {
        precondition(columns.allSatisfy { $0.values.count == columns[0].values.count }, "columns are equally long")
        self.columns = columns
    }

    var rowCount: Int { columns.first?.values.count ?? 0 }
}

/// A picture in sRGB.
public struct RGBPicture: Equatable, Sendable {
    public var rows: Int
    public var columns: Int
    /// Red, green and blue of each pixel, row-major.
    public var bytes: [UInt8]

    /// - Precondition: three bytes a pixel.
    public init(rows: Int, columns: Int, bytes: [UInt8]) {
        precondition(bytes.count == 3 * rows * columns, "three bytes a pixel")
        self.rows = rows
        self.columns = columns
        self.bytes = bytes
    }
}
