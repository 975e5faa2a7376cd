/// A convex area of the field of view, in fractions of its height and width (0…1, origin top left).
struct SheetOutline {
    /// Corners in either sense of rotation.
    var corners: [(column: Double, row: Double)]

    /// These corners, each moved by up to `reach`; `uniform(i)` gives numbers in 0…1.
    func jittered(by reach: Double, uniform: (Int) -> Double) -> SheetOutline {
        SheetOutline(
            corners: corners.indices.map { index in
                (
                    corners[index].column + reach * (2 * uniform(2 * index) - 1),
                    corners[index].row + reach * (2 * uniform(2 * index + 1) - 1)
                )
            })
    }

    /// How much of a probe of the given width the sheet covers at a point, 0…1: half on the outline.
    func coverage(column: Double, row: Double, probe: Double) -> Double {
        var area = 0.0
        for (corner, next) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
            area += corner.column * next.row - next.column * corner.row
        }
        var distance = Double.infinity
        for (corner, next) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
            let across = next.column - corner.column
            let down = next.row - corner.row
            let length = (across * across + down * down).squareRoot()
            guard length > 0 else { continue }
            let side = (across * (row - corner.row) - down * (column - corner.column)) / length
            distance = min(distance, area < 0 ? -side : side)
        }
        return smoothStep(0.5 + distance / probe)
    }
}

/// Rises from 0 to 1 over 0…1 with level ends: 3 t² - 2 t³.
func smoothStep(_ value: Double) -> Double {
    let bounded = min(max(value, 0), 1)
    return bounded * bounded * (3 - 2 * bounded)
}
