import DataCube

/// At each position the plane of least squares through the centres found within two steps, those left out that lie far
/// from their median: a steady drift stays as it is up to the rim of the scan. Where none is near, the median of all.
func smoothed(_ centers: [DetectorPoint?], scan: ScanShape) -> [DetectorPoint] {
    let everywhere = median(centers.compactMap { $0 })
    return centers.indices.map { index in
        let position = scan.position(index)
        var near: [Neighbour] = []
        for row in max(0, position.row - 2)...min(scan.rows - 1, position.row + 2) {
            for column in max(0, position.column - 2)...min(scan.columns - 1, position.column + 2) {
                guard let center = centers[scan.index(ScanPosition(row: row, column: column))] else { continue }
                near.append(
                    Neighbour(
                        down: Double(row - position.row), across: Double(column - position.column), center: center))
            }
        }
        guard !near.isEmpty else { return everywhere }
        let middle = median(near.map(\.center))
        let spread = 1.4826 * quantile(near.map { $0.center.distance(to: middle) }, 0.5)
        return plane(through: near.filter { $0.center.distance(to: middle) <= 3 * spread + 0.25 })
    }
}

/// A centre, and how many steps from the position looked at it was found.
private struct Neighbour {
    let down: Double
    let across: Double
    let center: DetectorPoint
}

private func median(_ points: [DetectorPoint]) -> DetectorPoint {
    DetectorPoint(row: quantile(points.map(\.row), 0.5), column: quantile(points.map(\.column), 0.5))
}

/// The value at the position itself; a slope that too few directions tell is taken to be 0.
private func plane(through points: [Neighbour]) -> DetectorPoint {
    let count = Double(points.count)
    let down = points.reduce(0) { $0 + $1.down } / count
    let across = points.reduce(0) { $0 + $1.across } / count
    let mean = DetectorPoint(
        row: points.reduce(0) { $0 + $1.center.row } / count,
        column: points.reduce(0) { $0 + $1.center.column } / count)
    // Far below the 1 that a second row or column adds.
    var (uu, uv, vv) = (1e-9, 0.0, 1e-9)
    var (rowU, rowV, columnU, columnV) = (0.0, 0.0, 0.0, 0.0)
    for point in points {
        let (u, v) = (point.down - down, point.across - across)
        uu += u * u
        uv += u * v
        vv += v * v
        rowU += u * (point.center.row - mean.row)
        rowV += v * (point.center.row - mean.row)
        columnU += u * (point.center.column - mean.column)
        columnV += v * (point.center.column - mean.column)
    }
    let determinant = uu * vv - uv * uv
    func value(_ mean: Double, _ alongU: Double, _ alongV: Double) -> Double {
        let (slopeU, slopeV) = (alongU * vv - alongV * uv, alongV * uu - alongU * uv)
        return determinant > 1e-19 ? mean - (slopeU * down + slopeV * across) / determinant : mean
    }
    return DetectorPoint(row: value(mean.row, rowU, rowV), column: value(mean.column, columnU, columnV))
}
