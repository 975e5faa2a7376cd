import Questions

/// A filed result of a sweep: which run directory, which k.
public struct ResultKey: Hashable, Sendable {
    public var run: String
    public var k: Int

    public init(run: String, k: Int) {
        self.run = run
        self.k = k
    }
}

/// What the engine answered, by request: bounded in bytes (the patterns added first go first, then
/// what cost a pass over the data), never undone.
public struct Findings: Sendable {
    private var findings: [Request: Finding] = [:]
    private var order: [Request] = []
    private var failures: [Need: String] = [:]
    private var held = 0
    private let limit: Int
    private var results: [ResultKey: FactorizationResult] = [:]
    private var resultOrder: [ResultKey] = []

    /// - Parameter limit: bytes that findings may hold together.
    public init(limit: Int = 256 << 20) { self.limit = limit }

    /// The answer to a request, where it is known.
    public subscript(request: Request) -> Finding? { findings[request] }

    /// Why a need could not be met.
    public func failure(of need: Need) -> String? { failures[need] }

    /// Files an answer.
    public mutating func insert(_ finding: Finding, for request: Request) {
        if let old = findings[request] {
            held -= old.byteCount
            order.removeAll { $0 == request }
        }
        findings[request] = finding
        order.append(request)
        held += finding.byteCount
        while held > limit, order.count > 1 {
            let oldest =
                order.first { $0.isOnePattern && $0 != request }
                ?? order.first { $0 != .survey && $0 != request } ?? request
            guard oldest != request else { break }
            order.removeAll { $0 == oldest }
            held -= findings.removeValue(forKey: oldest)?.byteCount ?? 0
        }
    }

    /// Only what is about the frames of a file, however they lie as a scan.
    var aboutFrames: Findings {
        var kept = Findings(limit: limit)
        for request in order {
            if case .frameSeries = request, let finding = findings[request] { kept.insert(finding, for: request) }
        }
        return kept
    }

    /// Notes that a need cannot be met, so that it is not tried again.
    public mutating func fail(_ need: Need, _ reason: String) { failures[need] = reason }

    /// The survey, where it is known.
    public var survey: Survey? {
        if case .survey(let survey)? = findings[.survey] { survey } else { nil }
    }

    /// A filed result of a sweep, once it is loaded.
    public subscript(result key: ResultKey) -> FactorizationResult? { results[key] }

    /// Forgets a result, so that it is read again.
    public mutating func forget(_ key: ResultKey) { results[key] = nil }

    /// Keeps a loaded result; the eight newest stay.
    public mutating func insert(_ result: FactorizationResult, for key: ResultKey) {
        results[key] = result
        resultOrder.removeAll { $0 == key }
        resultOrder.append(key)
        while resultOrder.count > 8 { results.removeValue(forKey: resultOrder.removeFirst()) }
    }
}

extension Request {
    /// Costs one frame to answer again.
    fileprivate var isOnePattern: Bool { if case .pattern = self { true } else { false } }
}
