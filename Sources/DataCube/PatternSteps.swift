/// What is done to each pattern before anything else looks at it, in this order: the dark frame and an offset are
/// subtracted and the gain divided out; the pattern is moved; a part is cut out; pixels are summed in squares.
public struct PatternSteps: Sendable {
    /// What the detector reads without a beam, row-major; nil: nothing.
    public var dark: [Float]?
    /// Stored units read where nothing arrives, beside the dark frame.
    public var offset: Double = 0
    /// Stored units per count.
    public var gain: Double = 1
    /// How far each frame's pattern lies from where it should; it is moved back by that. Pixels that come from beyond
    /// the edge repeat the edge's. Nil: nothing is moved.
    public var shifts: [PixelShift]?
    /// The rows and columns kept, within the detector.
    public var rows: Range<Int>
    public var columns: Range<Int>
    /// So many pixels each way become one, their sum; rows and columns that are left over are dropped.
    public var bin = 1

    /// Nothing is done.
    public init(on detector: DetectorShape) {
        rows = 0..<detector.rows
        columns = 0..<detector.columns
    }

    /// The shape of what is left.
    public var detector: DetectorShape {
        DetectorShape(rows: rows.count / max(1, bin), columns: columns.count / max(1, bin))
    }

    /// The type of what is left: integers stay integers, wide enough, where only whole numbers are added.
    func elementType(from type: ElementType) -> ElementType {
        guard dark == nil, gain == 1, offset == offset.rounded() else { return type == .float64 ? .float64 : .float32 }
        guard offset != 0 || bin > 1, type.isInteger else { return type }
        return switch type {
        case .uint8, .uint16: offset > 0 ? .int32 : .uint32
        case .int8, .int16: .int32
        case .uint32, .uint64: offset > 0 ? .int64 : .uint64
        default: .int64
        }
    }

    /// Where a point of the whole pattern lies in what is left.
    public func shown(_ point: DetectorPoint) -> DetectorPoint {
        let middle = Double(bin - 1) / 2
        return DetectorPoint(
            row: (point.row - Double(rows.lowerBound) - middle) / Double(bin),
            column: (point.column - Double(columns.lowerBound) - middle) / Double(bin))
    }

    /// Where a point of what is left lies in the whole pattern.
    public func stored(_ point: DetectorPoint) -> DetectorPoint {
        let middle = Double(bin - 1) / 2
        return DetectorPoint(
            row: point.row * Double(bin) + middle + Double(rows.lowerBound),
            column: point.column * Double(bin) + middle + Double(columns.lowerBound))
    }
}

/// A distance in whole pixels.
public struct PixelShift: Hashable, Sendable {
    public var rows: Int
    public var columns: Int

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }
}

extension DataCube {
    /// This dataset with its patterns prepared, its centre and pixel size along. O(1) in the data.
    /// - Precondition: dark frame, shifts, rows and columns fit the detector and the scan; a bin fits what is kept.
    public func prepared(_ steps: PatternSteps) -> DataCube {
        var moved = calibration
        moved.center = calibration.center.map(steps.shown)
        moved.pixelSize = calibration.pixelSize.map {
            switch $0 {
            case .perNanometre(let step): .perNanometre(step * Double(steps.bin))
            case .milliradian(let angle): .milliradian(angle * Double(steps.bin))
            }
        }
        return DataCube(scan: scan, calibration: moved, source: PreparedSource(source, steps), origin: origin)
    }
}
