import DataCube
import Glibc

/// One simple shape on a grid of pixels: what the mouse can hold and the command line can spell.
///
/// Coordinates are pixels, integer at pixel centres, (row, column), origin top left. A pixel belongs to a shape when
/// its centre lies inside, edges included.
public protocol DetectorPart: Hashable, Sendable, Codable {
    /// The word that opens its spelling: disk, annulus.
    static var word: String { get }
    /// What its numbers mean, in spelling order, as help shows them.
    static var argumentNames: [String] { get }
    /// From as many numbers as `argumentNames`.
    /// - Throws: `SpellingError` when a number makes no sense (a negative radius, inner beyond outer).
    init(arguments: [Double]) throws(SpellingError)
    /// Its numbers in spelling order.
    var arguments: [Double] { get }
    /// The centre it is moved by.
    var center: DetectorPoint { get }
    /// True when the pixel's centre lies inside or on the edge.
    func contains(row: Double, column: Double) -> Bool
    /// Lines to draw: each a list of points, closed when first and last are equal.
    var outline: [[DetectorPoint]] { get }
    /// Where it can be held with the mouse.
    var handles: [DetectorHandle] { get }
    /// This shape with a handle dragged to a point.
    func moving(_ handle: DetectorHandle.Kind, to point: DetectorPoint) -> Self
    /// This shape made larger (positive) or smaller by so many pixels; never below its smallest sensible size.
    func grown(by pixels: Double) -> Self
}

/// A place where a shape can be held.
public struct DetectorHandle: Hashable, Sendable {
    /// What moving the handle changes.
    public enum Kind: Hashable, Sendable {
        /// Moves the whole shape.
        case center
        /// Changes the outer edge.
        case outer
        /// Changes the inner edge of an annulus.
        case inner
    }

    public let kind: Kind
    /// Distance in pixels between a point and the nearest place where this handle can be held.
    public let distance: @Sendable (DetectorPoint) -> Double

    public init(_ kind: Kind, distance: @escaping @Sendable (DetectorPoint) -> Double) {
        self.kind = kind
        self.distance = distance
    }

    public static func == (left: DetectorHandle, right: DetectorHandle) -> Bool { left.kind == right.kind }
    public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// Points of a circle, closed, for outlines.
func circle(center: DetectorPoint, radius: Double) -> [DetectorPoint] {
    let steps = max(16, min(256, Int(min(256, radius * 6).rounded(.up))))
    return (0...steps).map { step in
        let angle = 2 * Double.pi * Double(step % steps) / Double(steps)
        return DetectorPoint(row: center.row + radius * sin(angle), column: center.column + radius * cos(angle))
    }
}
