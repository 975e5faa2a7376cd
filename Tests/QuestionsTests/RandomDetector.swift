import DataCube
import Questions
import TestSupport

extension SeededNumbers {
    /// A whole number, half or awkward fraction from -4 to 20.
    mutating func coordinate() -> Double {
        let whole = Double(Int.random(in: -4...20, using: &self))
        switch Int.random(in: 0..<3, using: &self) {
        case 0: return whole
        case 1: return whole + 0.5
        default: return Double.random(in: -4...20, using: &self)
        }
    }

    mutating func point() -> DetectorPoint { DetectorPoint(row: coordinate(), column: coordinate()) }

    mutating func size() -> Double { abs(coordinate()) }

    /// Any shape; nested up to `depth` operators deep.
    mutating func detector(depth: Int) -> VirtualDetector {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &self) {
        case 0: .point(PointDetector(center: point()))
        case 1: .disk(DiskDetector(center: point(), radius: size()))
        case 2: .annulus(AnnulusDetector(center: point(), inner: size(), outer: size()))
        case 3: .rectangle(RectangleDetector(center: point(), height: size(), width: size()))
        case 4: .union(detector(depth: depth - 1), detector(depth: depth - 1))
        case 5: .difference(detector(depth: depth - 1), detector(depth: depth - 1))
        default: .inverse(detector(depth: depth - 1))
        }
    }
}
