import DataCube

/// One planted component: the truth that a factorization should find.
public struct PlantedComponent: Equatable, Sendable {
    /// "background", "sheet 1", "sheet 1 reduced", "fold of sheet 2".
    public var name: String
    /// The lattices whose spots the pattern shows; empty for the background, two for a fold.
    public var lattices: [NanosheetLattice]
    /// Noise-free pattern, sums to 1 over the detector.
    public var pattern: DiffractionPattern
    /// Mean counts at every position.
    public var distribution: ScanMap

    public init(
        name: String, lattices: [NanosheetLattice], pattern: DiffractionPattern, distribution: ScanMap
    ) {
        self.name = name
        self.lattices = lattices
        self.pattern = pattern
        self.distribution = distribution
    }
}

/// Where the sheets lie and how they are turned. Sheet 1 is partly reduced, sheet 2 partly folded.
struct SceneLayout {
    /// The part of the arriving electrons that a sheet scatters into its spots.
    private static let scattered = 0.15

    private static let sheets: [SheetOutline] = [
        SheetOutline(corners: [(0.09, 0.12), (0.46, 0.085), (0.62, 0.41), (0.35, 0.60), (0.02, 0.49)]),
        SheetOutline(
            corners: [
                (0.46, 0.43), (0.72, 0.46), (0.98, 0.69), (0.92, 0.90), (0.68, 0.945), (0.38, 0.915), (0.31, 0.66),
            ]),
        SheetOutline(corners: [(0.44, 0.09), (0.885, 0.07), (0.92, 0.505), (0.48, 0.52)]),
        SheetOutline(corners: [(0.01, 0.69), (0.29, 0.53), (0.455, 0.82), (0.14, 0.98)]),
        SheetOutline(corners: [(0.80, 0.26), (0.985, 0.20), (0.985, 0.62), (0.85, 0.58)]),
        SheetOutline(corners: [(0.015, 0.42), (0.15, 0.49), (0.24, 0.64), (0.015, 0.68)]),
        SheetOutline(corners: [(0.31, 0.88), (0.60, 0.86), (0.63, 0.985), (0.27, 0.985)]),
    ]
    private static let foldOutline = SheetOutline(
        corners: [(0.785, 0.585), (0.845, 0.71), (0.70, 0.90), (0.62, 0.69)])
    /// Degrees; the lattice looks the same after 180, so these are far from one another.
    private static let rotations: [Double] = [12, 118, 47, 80, 151, 30, 98]
    private static let foldRotation = 64.0

    private let sheetCount: Int
    private let hasReduction: Bool
    private let hasFold: Bool
    private let outlines: [SheetOutline]
    private let rotations: [Double]

    init(componentCount: Int, seed: UInt64) {
        hasReduction = componentCount >= 4
        hasFold = componentCount >= 5
        sheetCount = componentCount - 1 - (hasReduction ? 1 : 0) - (hasFold ? 1 : 0)
        let random = FrameRandom(seed: seed, frame: -1)
        outlines = Self.sheets.enumerated().map { index, outline in
            outline.jittered(by: 0.01) { random.uniform(100 * (index + 1) + $0) }
        }
        rotations = Self.rotations.enumerated().map { index, rotation in rotation + 6 * random.uniform(index) - 3 }
    }

    /// All components with their truth, background first.
    func components(geometry: PatternGeometry, scan: ScanShape, dose: Double) -> [PlantedComponent] {
        var names = ["background"]
        var lattices: [[NanosheetLattice]] = [[]]
        for sheet in 0..<sheetCount {
            let lattice = NanosheetLattice(rotation: rotations[sheet])
            names.append("sheet \(sheet + 1)")
            lattices.append([lattice])
            if sheet == 0, hasReduction {
                names.append("sheet 1 reduced")
                lattices.append([NanosheetLattice(rotation: rotations[0], isReduced: true)])
            }
            if sheet == 1, hasFold {
                names.append("fold of sheet 2")
                lattices.append([lattice, NanosheetLattice(rotation: Self.foldRotation)])
            }
        }
        let maps = distributions(scan: scan, dose: dose, count: names.count)
        return names.indices.map { index in
            let own = lattices[index]
            return PlantedComponent(
                name: names[index], lattices: own,
                pattern: own.isEmpty ? geometry.background() : geometry.spots(of: own), distribution: maps[index])
        }
    }

    /// Mean counts per position, one map per component, in the components' order.
    private func distributions(scan: ScanShape, dose: Double, count: Int) -> [ScanMap] {
        var maps = [[Float]](repeating: [Float](repeating: 0, count: scan.count), count: count)
        let probe = 1.5 / Double(min(scan.rows, scan.columns))
        for index in 0..<scan.count {
            let position = scan.position(index)
            let column = (Double(position.column) + 0.5) / Double(scan.columns)
            let row = (Double(position.row) + 0.5) / Double(scan.rows)
            var transmitted = 1.0
            var layers: [Double] = []
            for sheet in 0..<sheetCount {
                let cover = outlines[sheet].coverage(column: column, row: row, probe: probe)
                if sheet == 0, hasReduction {
                    // The front runs across the sheet's upper left corner, 0.16 of the field wide.
                    let reduced = smoothStep(0.5 + (0.38 - 0.8 * column - 0.6 * row) / 0.16)
                    layers += [cover * (1 - reduced), cover * reduced]
                } else if sheet == 1, hasFold {
                    let folded = Self.foldOutline.coverage(column: column, row: row, probe: probe)
                    layers += [cover * (1 - folded), 2 * cover * folded]
                } else {
                    layers.append(cover)
                }
            }
            for (layer, cover) in layers.enumerated() {
                maps[layer + 1][index] = Float(dose * Self.scattered * cover)
                transmitted *= 1 - Self.scattered * cover
            }
            // A film a little thicker to one side.
            maps[0][index] = Float(dose * transmitted * (1 + 0.06 * (column * row - 0.25)))
        }
        return maps.map { ScanMap(shape: scan, values: $0) }
    }
}
