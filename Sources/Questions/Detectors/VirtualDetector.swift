import DataCube

/// A virtual detector: a set of pixels built from simple shapes by union, difference and inverse. A region of the scan
/// is spelled and computed the same way.
public indirect enum VirtualDetector: Hashable, Sendable, Codable {
    case point(PointDetector)
    case disk(DiskDetector)
    case annulus(AnnulusDetector)
    case rectangle(RectangleDetector)
    case union(VirtualDetector, VirtualDetector)
    /// The first without the second.
    case difference(VirtualDetector, VirtualDetector)
    /// Every pixel that the detector does not contain.
    case inverse(VirtualDetector)

    /// The simple shapes that exist, in the order that pickers and help list them.
    public static let parts: [any DetectorPart.Type] = [
        PointDetector.self, DiskDetector.self, AnnulusDetector.self, RectangleDetector.self,
    ]

    /// The detector that is one simple shape.
    public init(_ part: any DetectorPart) {
        switch part {
        case let part as PointDetector: self = .point(part)
        case let part as DiskDetector: self = .disk(part)
        case let part as AnnulusDetector: self = .annulus(part)
        case let part as RectangleDetector: self = .rectangle(part)
        default: preconditionFailure("a detector part without a case in VirtualDetector")
        }
    }

    /// The simple shape, where the detector is just one.
    public var part: (any DetectorPart)? {
        switch self {
        case .point(let part): part
        case .disk(let part): part
        case .annulus(let part): part
        case .rectangle(let part): part
        case .union, .difference, .inverse: nil
        }
    }

    /// True when the pixel belongs to the detector.
    public func contains(row: Int, column: Int) -> Bool {
        switch self {
        case .union(let first, let second):
            first.contains(row: row, column: column) || second.contains(row: row, column: column)
        case .difference(let first, let second):
            first.contains(row: row, column: column) && !second.contains(row: row, column: column)
        case .inverse(let inner): !inner.contains(row: row, column: column)
        default: part?.contains(row: Double(row), column: Double(column)) ?? false
        }
    }

    /// Lines to draw, of all its shapes.
    public var outline: [[DetectorPoint]] {
        switch self {
        case .union(let first, let second), .difference(let first, let second): first.outline + second.outline
        case .inverse(let inner): inner.outline
        default: part?.outline ?? []
        }
    }

    /// The pixels that belong to it, clipped to a grid of rows x columns, as ascending runs of row-major indices.
    /// O(rows · columns).
    public func runs(rows: Int, columns: Int) -> PixelRuns {
        PixelRuns(count: rows * columns) { contains(row: $0 / columns, column: $0 % columns) }
    }

    /// The pixels of a detector that belong to it.
    public func runs(on shape: DetectorShape) -> PixelRuns { runs(rows: shape.rows, columns: shape.columns) }

    /// The probe positions that belong to it, where it is a region of the scan.
    public func runs(on shape: ScanShape) -> PixelRuns { runs(rows: shape.rows, columns: shape.columns) }
}

/// A set of indices as ascending, separate runs: what loops over pixels walk.
public struct PixelRuns: Hashable, Sendable {
    /// Ascending, neither empty nor touching.
    public let runs: [Range<Int>]
    /// Number of indices in all runs.
    public let count: Int

    /// The indices of `0..<count` for which `contains` holds.
    public init(count: Int, where contains: (Int) -> Bool) {
        var runs: [Range<Int>] = []
        var start: Int?
        for index in 0..<count {
            if contains(index) {
                start = start ?? index
            } else if let first = start {
                runs.append(first..<index)
                start = nil
            }
        }
        if let first = start { runs.append(first..<count) }
        self.runs = runs
        self.count = runs.reduce(0) { $0 + $1.count }
    }

    /// All indices of `0..<count`.
    public static func all(_ count: Int) -> PixelRuns { PixelRuns(count: count) { _ in true } }

    /// True when there is no index.
    public var isEmpty: Bool { runs.isEmpty }

    /// The indices one by one, ascending.
    public var indices: [Int] { runs.flatMap { Array($0) } }
}
