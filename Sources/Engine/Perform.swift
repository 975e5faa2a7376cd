import DataCube
import Questions

/// Answers a question about a dataset, on the caller's thread and at most `threads - 1` others.
///
/// Equal requests on equal data have equal answers, bit for bit, whatever the number of threads.
///
/// - Parameters:
///   - cancellation: looked at often enough to end the work within 100 ms.
///   - threads: at least 1.
/// - Throws: `EngineError`: `cancelled`; `cube` when the data cannot be read or the position lies outside; `emptyRegion`
///   for a summary; `nothingLeft`, `tooLarge`, `outOfRange`, `parameter` for principal components.
public func perform(
    _ request: Request, on cube: DataCube, cancellation: Cancellation, threads: Int
) throws(EngineError) -> Finding {
    let workers = Workers(threads: threads, cancellation: cancellation)
    try cancellation.check()
    switch request {
    case .survey:
        return .survey(try cube.survey(workers: workers))
    case .pattern(let position):
        do throws(CubeError) {
            return .pattern(try cube.pattern(at: position))
        } catch {
            throw .cube(error)
        }
    case .summary(let summary, let region):
        return .pattern(try cube.summary(summary, region: region, workers: workers))
    case .virtualImage(let detector):
        return .map(try cube.virtualImage(detector, workers: workers))
    case .frameSeries(let detector):
        return .frameSeries(try cube.frameSeries(detector, workers: workers))
    case .principalComponents(let count, let mask, let scaling):
        let survey = try cube.survey(workers: workers)
        let data = try AnalysisData(cube: cube, mask: mask, survey: survey, workers: workers)
        return .principalComponents(try data.principalComponents(count: count, scaling: scaling, workers: workers))
    }
}
