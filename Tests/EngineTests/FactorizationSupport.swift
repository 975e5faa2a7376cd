import DataCube
import Engine
import Foundation
import Questions

/// Keeps everything: no beam is masked, no defects are left out.
let everything = AnalysisMask(exclusion: .none, excludesDefects: false)

/// A survey that found nothing.
func blankSurvey(_ cube: DataCube) -> Survey {
    let empty = DiffractionPattern(shape: cube.detector, values: [Float](repeating: 0, count: cube.detector.count))
    return Survey(mean: empty, maximum: empty, surveyedPositions: 0, beam: nil)
}

/// All that a sweep reported and filed.
struct SweepRecord {
    var events: [SweepEvent] = []
    var results: [FactorizationResult] = []

    init(
        _ cube: DataCube, _ parameters: SweepParameters, survey: Survey? = nil, threads: Int = 2,
        filed: [FactorizationResult] = []
    ) throws {
        let sweep = Sweep(
            cube: cube, parameters: parameters, survey: survey ?? blankSurvey(cube), threads: threads)
        try sweep.run(
            filed: { k in filed.first { $0.k == k } }, cancellation: Cancellation(),
            report: { events.append($0) },
            file: { results.append($0) })
    }

    var exclusions: Exclusions? {
        events.lazy.compactMap { if case .began(let exclusions) = $0 { exclusions } else { nil } }.first
    }

    var bounds: [Double] {
        events.lazy.compactMap { if case .bounds(let bounds) = $0 { bounds } else { nil } }.first ?? []
    }
}

/// The mean square error by the residual itself, element by element in double precision, where nothing is masked.
func explicitError(_ decomposition: Decomposition, _ cube: DataCube) throws -> Double {
    var sum = 0.0
    for index in 0..<cube.scan.count {
        let pattern = try cube.pattern(at: cube.scan.position(index))
        for pixel in 0..<cube.detector.count {
            var rest = Double(pattern.values[pixel])
            for (component, distribution) in zip(decomposition.components, decomposition.distributions) {
                rest -= Double(component.values[pixel]) * Double(distribution.values[index])
            }
            sum += rest * rest
        }
    }
    return sum / Double(cube.scan.count) / Double(cube.detector.count)
}

func cosine(_ left: [Double], _ right: [Double]) -> Double {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let lengths = (dot(left, left) * dot(right, right)).squareRoot()
    return lengths > 0 ? dot(left, right) / lengths : 0
}

/// An orthonormal basis of the rows' span (Gram-Schmidt, twice).
func orthonormal(_ rows: [[Double]]) -> [[Double]] {
    var basis: [[Double]] = []
    for row in rows {
        var rest = row
        for _ in 0..<2 {
            for direction in basis {
                let part = zip(rest, direction).reduce(0) { $0 + $1.0 * $1.1 }
                rest = zip(rest, direction).map { $0 - part * $1 }
            }
        }
        let length = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
        basis.append(rest.map { $0 / length })
    }
    return basis
}

/// The cosine of the largest principal angle between the rows' spans: the smallest singular value of the bases' product.
func smallestPrincipalCosine(_ left: [[Double]], _ right: [[Double]]) -> Double {
    let first = orthonormal(left)
    let second = orthonormal(right)
    var gram = Gram(size: first.count)
    let product = first.map { row in second.map { other in zip(row, other).reduce(0) { $0 + $1.0 * $1.1 } } }
    for row in first.indices {
        for column in first.indices {
            gram[row, column] = zip(product[row], product[column]).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }
    return max(0, SymmetricEigen(gram)?.values.last ?? 0).squareRoot()
}
