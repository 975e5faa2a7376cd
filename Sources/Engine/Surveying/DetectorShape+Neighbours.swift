import DataCube

extension DetectorShape {
    /// The pixels around one, at most `within` rows and columns away, itself left out.
    func neighbours(of pixel: Int, within reach: Int, atLeast nearest: Int = 1) -> [Int] {
        let row = pixel / columns
        let column = pixel % columns
        var found: [Int] = []
        for other in max(0, row - reach)...min(rows - 1, row + reach) {
            for across in max(0, column - reach)...min(columns - 1, column + reach)
            where max(abs(other - row), abs(across - column)) >= nearest {
                found.append(other * columns + across)
            }
        }
        return found
    }

    /// A pixel's centre.
    func point(_ pixel: Int) -> DetectorPoint {
        DetectorPoint(row: Double(pixel / columns), column: Double(pixel % columns))
    }
}
