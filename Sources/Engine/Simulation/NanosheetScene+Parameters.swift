import DataCube

extension NanosheetScene {
    /// What a scene is made of, and how unkind its camera is. The defaults give a scene like the founding paper's data
    /// and an ideal counting camera.
    public struct Parameters: Hashable, Sendable, Codable {
        /// Rows x columns of the scan; steps of 5 nm. At least 8 x 8, at most 2^24 positions.
        public var scan = ScanShape(rows: 100, columns: 100)
        /// Rows x columns of the detector; the pattern fills the shorter side whatever the size. At least 16 x 16, at
        /// most 2^24 pixels.
        public var detector = DetectorShape(rows: 128, columns: 128)
        /// All randomness, of outlines, rotations, noise and defects, is a function of (seed, frame, draw).
        public var seed: UInt64 = 1
        /// How many components are planted, 3…10: a background, sheets, and from 4 on a reduced area, from 5 on a fold.
        public var componentCount = 7
        /// Mean counts in the pattern of a bare position; two thirds are in the direct beam.
        public var dose = 30_000.0
        /// uint8, uint16 or float32. Integers are rounded and clipped to what the type holds; floats are neither.
        public var elementType = ElementType.uint16

        /// Stored units per count.
        public var gain = 1.0
        /// Stored units read where nothing arrives.
        public var offset = 0.0
        /// Standard deviation of the camera's own noise, stored units.
        public var readNoise = 0.0
        /// The part of a pixel's counts that its four neighbours share, 0…1.
        public var chargeSharing = 0.0
        /// How far the pattern has moved at the corners of the scan, each way, pixels.
        public var descan = 0.0
        /// How strongly bent sheets shift intensity from one side of the pattern to the other, 0…3: spots at the edge
        /// of the pattern change by a factor of up to e to this power, smoothly over the scan.
        public var bending = 0.0
        /// How many pixels are hot: a twentieth of the dose more in every frame.
        public var hotPixels = 0
        /// How many pixels are dead: they read the offset, always.
        public var deadPixels = 0

        public init() {}

        /// The components that can be planted.
        public static let componentCounts = 3...10

        /// Element types a camera can write.
        public static let elementTypes: [ElementType] = [.uint8, .uint16, .float32]

        /// - Throws: `SimulationError.parameter` naming the first value out of its range.
        func validate() throws(SimulationError) {
            try check(scan.rows >= 8 && scan.columns >= 8, "scan", "at least 8 x 8 positions")
            try check(detector.rows >= 16 && detector.columns >= 16, "detector", "at least 16 x 16 pixels")
            try check(Self.isCountable(scan.rows, scan.columns), "scan", "at most 2^24 positions")
            try check(Self.isCountable(detector.rows, detector.columns), "detector", "at most 2^24 pixels")
            try check(
                Self.componentCounts.contains(componentCount), "components",
                "\(Self.componentCounts.lowerBound) to \(Self.componentCounts.upperBound)")
            try check(dose > 0 && dose <= 1e12, "dose", "above 0, at most 1e12 counts")
            try check(
                Self.elementTypes.contains(elementType), "element type",
                Self.elementTypes.map(\.rawValue).joined(separator: ", "))
            try check(gain > 0 && gain <= 1e6, "gain", "above 0, at most 1e6")
            try check(abs(offset) <= 1e9, "offset", "at most 1e9 either way")
            try check((0...1e6).contains(readNoise), "read noise", "0 to 1e6")
            try check((0...1).contains(chargeSharing), "charge sharing", "0 to 1")
            let margin = Double(min(detector.rows, detector.columns)) / 4
            try check(abs(descan) <= margin, "descan", "at most a quarter of the detector")
            try check((0...3).contains(bending), "bending", "0 to 3")
            let most = detector.count / 16
            try check((0...most).contains(hotPixels), "hot pixels", "0 to \(most), a sixteenth of the detector")
            try check((0...most).contains(deadPixels), "dead pixels", "0 to \(most), a sixteenth of the detector")
        }

        private static func isCountable(_ rows: Int, _ columns: Int) -> Bool {
            let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
            return !overflow && count <= 1 << 24
        }

        private func check(_ holds: Bool, _ name: String, _ allowed: String) throws(SimulationError) {
            guard holds else { throw .parameter(name: name, allowed: allowed) }
        }
    }
}

/// Why a scene cannot be simulated.
public enum SimulationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A parameter out of its range.
    case parameter(name: String, allowed: String)

    public var description: String {
        switch self {
        case .parameter(let name, let allowed):
            "The simulated scene's \(name) is out of range. Allowed: \(allowed)."
        }
    }
}
