import DataCube
import Engine
import Questions

/// Answers a request while the calling thread waits.
func answer(_ request: Request, on cube: DataCube, _ computing: ComputingOptions) throws(EngineError) -> Finding {
    try perform(request, on: cube, cancellation: Cancellation(), threads: computing.count)
}

/// The survey of a dataset.
func survey(_ cube: DataCube, _ computing: ComputingOptions) throws(EngineError) -> Survey {
    guard case .survey(let survey) = try answer(.survey, on: cube, computing) else { throw .cancelled }
    return survey
}

/// Numbers that a result's line tells: extremes and sum of the values that are numbers.
struct Extremes: Encodable {
    var minimum: Double
    var maximum: Double
    var sum: Double

    init(_ values: [Float]) {
        let numbers = values.lazy.filter { !$0.isNaN }.map(Double.init)
        minimum = numbers.min() ?? .nan
        maximum = numbers.max() ?? .nan
        sum = numbers.reduce(0, +)
    }
}
