import COpenBLAS
import DataCube
import Engine
import Foundation
import Questions
import TestSupport
import Testing

@Suite("Principal components against LAPACK and borrowed numbers")
struct SingularValueTests {
    /// Singular values by dgesvd, descending.
    private static func reference(_ data: DataCube) throws -> [Double] {
        var columns: [Double] = []
        for index in 0..<data.scan.count {
            columns += try data.pattern(at: data.scan.position(index)).values.map(Double.init)
        }
        let rows = Int32(data.detector.count)
        let count = Int32(data.scan.count)
        var values = [Double](repeating: 0, count: Int(min(rows, count)))
        var rest = values
        let none = Int8(UInt8(ascii: "N"))
        let outcome = LAPACKE_dgesvd(
            openblas_column_major(), none, none, rows, count, &columns, rows, &values, nil, 1, nil, 1, &rest)
        #expect(outcome == 0)
        return values
    }

    private static func components(_ data: DataCube, _ count: Int, mask: AnalysisMask = everything) throws
        -> PrincipalComponents
    {
        let finding = try perform(
            .principalComponents(count: count, mask: mask), on: data, cancellation: Cancellation(), threads: 2)
        guard case .principalComponents(let result) = finding else { throw Unexpected() }
        return result
    }

    @Test("of small data, tall, wide and square", arguments: [(6, 7, 5, 4), (3, 3, 9, 8), (5, 5, 5, 5), (1, 1, 3, 3)])
    func small(_ size: (Int, Int, Int, Int)) throws {
        var dice = Dice(21)
        let data = cube(scan: (size.0, size.1), detector: (size.2, size.3), type: .float32) { _, _ in
            10 * dice.uniform() - 2
        }
        let expected = try Self.reference(data)
        let count = min(5, expected.count)
        let result = try Self.components(data, 5)
        #expect(result.singularValues.count == count)
        let squares = expected.map { $0 * $0 }
        let elements = Double(data.scan.count * data.detector.count)
        for index in 0..<count {
            #expect(abs(result.singularValues[index] / expected[index] - 1) < 1e-6)
            let rest = squares.dropFirst(index + 1).reduce(0, +) / elements
            #expect(abs(result.meanSquareErrors[index] - rest) < 1e-6 * squares.reduce(0, +) / elements)
        }
    }

    @Test("components are orthonormal, scores are projections, signs are fixed")
    func vectors() throws {
        let planted = PlantedProblem(k: 6, scan: (20, 15), detector: (9, 12), seed: 8)
        let data = planted.cube
        let result = try Self.components(data, 4)
        for first in 0..<4 {
            let own = result.components[first].values.map(Double.init)
            for second in 0..<4 {
                let other = result.components[second].values
                let product = zip(own, other).reduce(0.0) { $0 + $1.0 * Double($1.1) }
                #expect(abs(product - (first == second ? 1 : 0)) < 1e-5)
            }
            #expect(own.max() ?? 0 >= -(own.min() ?? 0))
            for position in stride(from: 0, to: 300, by: 37) {
                let pattern = try data.pattern(at: data.scan.position(position)).values
                let projection = zip(own, pattern).reduce(0.0) { $0 + $1.0 * Double($1.1) }
                let score = Double(result.distributions[first].values[position])
                #expect(abs(projection - score) < 1e-5 * result.singularValues[0])
            }
        }
    }

    @Test("of noise on planted signals, where the rest settles slowly")
    func noise() throws {
        let planted = PlantedProblem(k: 3, scan: (20, 20), detector: (16, 16), seed: 5)
        var dice = Dice(6)
        let data = cube(scan: (20, 20), detector: (16, 16)) { dice.poisson(planted.value($0, $1)) }
        let expected = try Self.reference(data)
        let result = try Self.components(data, 8)
        for index in 0..<3 { #expect(abs(result.singularValues[index] / expected[index] - 1) < 1e-6) }
        for index in 3..<8 { #expect(abs(result.singularValues[index] / expected[index] - 1) < 1e-3) }
    }

    @Test("of the borrowed digits, to six digits")
    func digits() throws {
        guard let (data, reference) = try Digits.load() else { return }
        let result = try Self.components(data, 16)
        for (found, expected) in zip(result.singularValues, reference.singularValues) {
            #expect(abs(found / expected - 1) < 1e-6, "\(found) \(expected)")
        }
        for (k, bound) in reference.bounds {
            #expect(abs(result.meanSquareErrors[k - 1] / bound - 1) < 1e-5)
        }
    }

    @Test("masked pixels and positions left out are NaN; more than there are gives what there is")
    func masked() throws {
        let data = cube(scan: (3, 3), detector: (2, 3), type: .float32) { position, pixel in
            Double((position * 7 + pixel * 5) % 11)
        }
        let mask = AnalysisMask(
            exclusion: .shape(try VirtualDetector(spelling: "point(0,1)")), excludesDefects: false,
            region: try VirtualDetector(spelling: "rectangle(0.5,1,1,2)"))
        let result = try Self.components(data, 40, mask: mask)
        #expect(result.singularValues.count == 5)
        let masked = result.components.map { pattern in pattern.values.indices.filter { pattern.values[$0].isNaN } }
        #expect(masked.allSatisfy { $0 == [1] })
        let missing = result.distributions.map { map in map.values.indices.filter { map.values[$0].isNaN } }
        #expect(missing.allSatisfy { $0 == [6, 7, 8] })
        #expect(throws: EngineError.self) { try Self.components(data, 0) }
    }

    @Test("of nothing but zeros")
    func zeros() throws {
        let data = cube(scan: (4, 4), detector: (3, 3)) { _, _ in 0 }
        let result = try Self.components(data, 2)
        #expect(result.singularValues == [0, 0] && result.meanSquareErrors == [0, 0])
        #expect(result.distributions.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
    }
}

/// The borrowed digits: 1797 positions of 8 x 8 pixels, and numbers that others computed from them.
struct Digits {
    let singularValues: [Double]
    let bounds: [(Int, Double)]
    /// k and the MSE of a coordinate-descent NMF.
    let factorizations: [(Int, Double)]

    static func load() throws -> (DataCube, Digits)? {
        guard let path = Borrowed.path("nmf/digits_1797x64_f64.npy"),
            let reference = Borrowed.path("nmf/digits_reference.json")
        else { return nil }
        let file = try NumpyFile(path: path)
        let data = cube(scan: (1, 1797), detector: (8, 8), type: .float64) { file.values[$0 * 64 + $1] }
        struct Reference: Decodable {
            struct Fit: Decodable {
                let k: Int
                let mse: Double
            }
            let nmf: [Fit]
            let singularValues: [Double]
            let bounds: [String: Double]

            enum CodingKeys: String, CodingKey {
                case nmf
                case singularValues = "svd_singular_values_uncentred"
                case bounds = "svd_mse_lower_bound"
            }
        }
        let decoded = try JSONDecoder().decode(
            Reference.self, from: Data(contentsOf: URL(fileURLWithPath: reference)))
        return (
            data,
            Digits(
                singularValues: decoded.singularValues,
                bounds: decoded.bounds.compactMap { key, value in Int(key).map { ($0, value) } },
                factorizations: decoded.nmf.map { ($0.k, $0.mse) })
        )
    }
}

@Suite("Principal components of scaled data")
struct ScaledComponentTests {
    private static let problem = PlantedProblem(k: 3, scan: (14, 12), detector: (9, 11), seed: 61)
    private static let values: [[Double]] = {
        var dice = Dice(62)
        return (0..<168).map { position in (0..<99).map { dice.poisson(1 + problem.value(position, $0)) } }
    }()

    private static func result(_ scaling: ComponentScaling) throws -> PrincipalComponents {
        let data = cube(scan: (14, 12), detector: (9, 11), type: .float32) { values[$0][$1] }
        guard
            case .principalComponents(let result) = try perform(
                .principalComponents(count: 4, mask: everything, scaling: scaling), on: data,
                cancellation: Cancellation(), threads: 2)
        else { throw CocoaError(.featureUnsupported) }
        return result
    }

    /// The error of the first k components on the data themselves, element by element.
    private static func error(_ result: PrincipalComponents, _ k: Int, adding mean: [Double]) -> Double {
        var sum = 0.0
        for position in 0..<168 {
            for pixel in 0..<99 {
                var rest = values[position][pixel] - mean[pixel]
                for index in 0..<k {
                    rest -=
                        Double(result.components[index].values[pixel])
                        * Double(result.distributions[index].values[position])
                }
                sum += rest * rest
            }
        }
        return sum / (168 * 99)
    }

    @Test("errors are those of the model in the data's own scale", arguments: ComponentScaling.allCases)
    func errors(scaling: ComponentScaling) throws {
        let result = try Self.result(scaling)
        let mean = (0..<99).map { pixel in
            scaling == .centred ? Self.values.reduce(0) { $0 + $1[pixel] } / 168 : 0
        }
        for k in 1...4 {
            let expected = Self.error(result, k, adding: mean)
            #expect(abs(result.meanSquareErrors[k - 1] / expected - 1) < 1e-4, "\(scaling) \(k)")
        }
        #expect(zip(result.singularValues, result.singularValues.dropFirst()).allSatisfy(>=))
    }

    @Test("centred components describe what varies; weighted ones have noise of one size")
    func meaning() throws {
        let (plain, centred, poisson) = (
            try Self.result(.plain), try Self.result(.centred), try Self.result(.poisson)
        )
        for map in centred.distributions {
            #expect(abs(map.values.reduce(0) { $0 + Double($1) }) < 1e-2 * Double(map.values.count))
        }
        // The mean and one component do no better than two free ones.
        #expect(centred.meanSquareErrors[0] >= plain.meanSquareErrors[1] * (1 - 1e-6))
        for k in 1...4 { #expect(poisson.meanSquareErrors[k - 1] >= plain.meanSquareErrors[k - 1] * (1 - 1e-6)) }
        // The first weighted singular value is that of the mean: the root of the number of elements.
        #expect(abs(poisson.singularValues[0] / Double(168 * 99).squareRoot() - 1) < 0.05)
    }
}
