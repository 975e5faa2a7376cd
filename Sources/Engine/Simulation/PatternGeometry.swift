import DataCube
import Glibc

/// Camera length, centre and beam of the simulated patterns, and the noise-free patterns drawn with them.
struct PatternGeometry {
    /// |q| per pixel on a detector of 128 pixels, 1/nm: puts 101 of the nanosheet 19 pixels from the centre.
    static let reciprocalStepAt128 = NanosheetLattice.length(h: 1, l: 1) / 19
    /// Radius of the beam's disk on a detector of 128 pixels: 1 mrad at 80 kV (1.06 pixels), widened by the camera.
    static let beamRadiusAt128 = 1.7

    let detector: DetectorShape
    /// Centre of the direct beam: a little off the middle, as always.
    let center: DetectorPoint
    /// Radius of the direct beam and of every spot, pixels.
    let beamRadius: Double
    /// |q| per pixel, 1/nm.
    let reciprocalStep: Double

    init(detector: DetectorShape) {
        self.detector = detector
        let scale = Double(min(detector.rows, detector.columns)) / 128
        let middle = detector.middle
        center = DetectorPoint(row: middle.row + 0.7 * scale, column: middle.column - 1.3 * scale)
        beamRadius = Self.beamRadiusAt128 * scale
        reciprocalStep = Self.reciprocalStepAt128 / scale
    }

    /// Spots of one or more sheets lying on each other; sums to 1.
    func spots(of lattices: [NanosheetLattice]) -> DiffractionPattern {
        // Beyond 26/nm every intensity is below a millionth of the strongest.
        let farthest = min(26, Double(detector.rows + detector.columns) * reciprocalStep)
        var values = [Double](repeating: 0, count: detector.count)
        for lattice in lattices {
            for (h, l) in NanosheetLattice.reflections(upTo: farthest) {
                let intensity = lattice.intensity(h: h, l: l)
                guard intensity > 0 else { continue }
                let point = lattice.position(h: h, l: l, center: center, reciprocalStep: reciprocalStep)
                addDisk(at: point, intensity: intensity, to: &values)
            }
        }
        return normalized(values)
    }

    /// What every position shows: the direct beam, the carbon film's halo with its two broad rings (d about 0.21 and
    /// 0.12 nm), and the camera's smear along the column through the centre; sums to 1.
    func background() -> DiffractionPattern {
        var beam = [Double](repeating: 0, count: detector.count)
        addDisk(at: center, intensity: 1, to: &beam)
        var halo = [Double](repeating: 0, count: detector.count)
        var smear = [Double](repeating: 0, count: detector.count)
        for row in 0..<detector.rows {
            for column in 0..<detector.columns {
                let index = row * detector.columns + column
                let point = DetectorPoint(row: Double(row), column: Double(column))
                let q = point.distance(to: center) * reciprocalStep
                let firstRing = (q - 4.8) / 1.1
                let secondRing = (q - 8.4) / 1.5
                halo[index] =
                    exp(-q / 2.2) + 0.045 * exp(-firstRing * firstRing / 2) + 0.02 * exp(-secondRing * secondRing / 2)
                    + 0.02
                let aside = (Double(column) - center.column) / beamRadius
                smear[index] = exp(-aside * aside)
            }
        }
        let parts: [(share: Double, values: [Double])] = [(0.66, beam), (0.31, halo), (0.03, smear)]
        var values = [Double](repeating: 0, count: detector.count)
        for (share, part) in parts {
            let sum = part.reduce(0, +)
            guard sum > 0 else { continue }
            for index in values.indices { values[index] += share * part[index] / sum }
        }
        return normalized(values)
    }

    /// Adds a disk of the beam's radius: every pixel by the part of it that the disk covers, in 8 x 8 sub-pixels, and
    /// `intensity` in all, so that small detectors keep their spots.
    private func addDisk(at point: DetectorPoint, intensity: Double, to values: inout [Double]) {
        let reach = beamRadius + 1
        let rows = Int((point.row - reach).rounded(.down))...Int((point.row + reach).rounded(.up))
        let columns = Int((point.column - reach).rounded(.down))...Int((point.column + reach).rounded(.up))
        guard rows.overlaps(0...detector.rows - 1), columns.overlaps(0...detector.columns - 1) else { return }
        let covered = rows.map { row in columns.map { column in coverage(row: row, column: column, of: point) } }
        let total = covered.reduce(0) { $0 + $1.reduce(0, +) }
        guard total > 0 else { return }
        for (row, line) in zip(rows, covered) where (0..<detector.rows).contains(row) {
            for (column, part) in zip(columns, line) where (0..<detector.columns).contains(column) {
                values[row * detector.columns + column] += intensity * part / total
            }
        }
    }

    private func coverage(row: Int, column: Int, of point: DetectorPoint) -> Double {
        // A disk smaller than the grid of sub-pixels would fall through it.
        let radius = max(beamRadius, 0.15)
        var inside = 0
        for part in 0..<64 {
            let sample = DetectorPoint(
                row: Double(row) + (Double(part / 8) - 3.5) / 8, column: Double(column) + (Double(part % 8) - 3.5) / 8)
            if sample.distance(to: point) <= radius { inside += 1 }
        }
        return Double(inside) / 64
    }

    private func normalized(_ values: [Double]) -> DiffractionPattern {
        let sum = values.reduce(0, +)
        return DiffractionPattern(shape: detector, values: values.map { Float(sum > 0 ? $0 / sum : 0) })
    }
}
