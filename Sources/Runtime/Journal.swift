import Foundation
import Questions

/// A line of a run's journal: what happened in a sweep, in the order it happened.
public enum JournalEntry: Equatable, Sendable {
    case event(SweepEvent)
    /// A worker was asked to take the run up again; seconds since 1970.
    case queued(Double)
    /// The work ended: nil when all is done, else why not.
    case ended(EndState)

    /// How the work ended.
    public enum EndState: Equatable, Sendable {
        case finished, cancelled
        case failed(String)
    }

    /// The line that stands for it, without its newline.
    public var line: String {
        switch self {
        case .event(.began(let exclusions)):
            "began \(exclusions.keptPixels) \(exclusions.allPixels) \(exclusions.hotPixels) \(exclusions.deadPixels) \(exclusions.nonFinitePixels) \(exclusions.keptPositions) \(exclusions.allPositions) \(exclusions.nonFinitePositions)"
        case .event(.bounds(let bounds)): "bounds " + bounds.map { "\($0)" }.joined(separator: " ")
        case .event(.iteration(let k, let restart, let iteration, let error)):
            "iteration \(k) \(restart) \(iteration) \(error)"
        case .event(.finishedRun(let k, let run)):
            "run \(k) \(run.restart) \(run.meanSquareError) \(run.iterations) \(run.stop.rawValue) \(run.uncertainty)"
        case .event(.families(let k, let families)): "families \(k) " + Self.json(families)
        case .event(.evidence(let evidence)): "evidence " + Self.json(evidence)
        case .event(.finished(let k, let seconds)): "k \(k) \(seconds)"
        case .queued(let seconds): "queued \(seconds)"
        case .ended(.finished): "end finished"
        case .ended(.cancelled): "end cancelled"
        case .ended(.failed(let reason)):
            "end failed " + reason.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }

    /// Reads a line; nil for a line that is torn or unknown.
    public init?(line: Substring) {
        let words = line.split(separator: " ")
        guard let word = words.first else { return nil }
        let integers = words.dropFirst().map { Int($0) }
        let numbers = words.dropFirst().map { Double($0) }
        switch word {
        case "began":
            let counts = integers.compactMap { $0 }
            guard counts.count == 8 else { return nil }
            self = .event(
                .began(
                    Exclusions(
                        keptPixels: counts[0], allPixels: counts[1], hotPixels: counts[2], deadPixels: counts[3],
                        nonFinitePixels: counts[4], keptPositions: counts[5], allPositions: counts[6],
                        nonFinitePositions: counts[7])))
        case "bounds":
            let bounds = numbers.compactMap { $0 }
            guard bounds.count == numbers.count else { return nil }
            self = .event(.bounds(bounds))
        case "iteration":
            guard words.count == 5, let k = integers[0], let restart = integers[1], let iteration = integers[2],
                let error = numbers[3]
            else { return nil }
            self = .event(.iteration(k: k, restart: restart, iteration: iteration, meanSquareError: error))
        case "run":
            guard words.count == 7, let k = integers[0], let restart = integers[1], let error = numbers[2],
                let iterations = integers[3], let stop = StopReason(rawValue: String(words[5])),
                let uncertainty = numbers[5]
            else { return nil }
            self = .event(
                .finishedRun(
                    k: k,
                    RunSummary(
                        restart: restart, meanSquareError: error, iterations: iterations, stop: stop,
                        uncertainty: uncertainty)))
        case "families":
            guard words.count == 3, let k = integers[0], let families = Self.read([RunFamily].self, words[2])
            else { return nil }
            self = .event(.families(k: k, families))
        case "evidence":
            guard let evidence = Self.read(Evidence.self, line.dropFirst(word.count + 1)) else { return nil }
            self = .event(.evidence(evidence))
        case "k":
            guard words.count == 3, let k = integers[0], let seconds = numbers[1] else { return nil }
            self = .event(.finished(k: k, seconds: seconds))
        case "queued":
            guard words.count == 2, let seconds = numbers[0] else { return nil }
            self = .queued(seconds)
        case "end":
            switch words.dropFirst().first {
            case "finished": self = .ended(.finished)
            case "cancelled": self = .ended(.cancelled)
            case "failed": self = .ended(.failed(words.dropFirst(2).joined(separator: " ")))
            default: return nil
            }
        default: return nil
        }
    }

    /// A value on one line, without spaces outside strings.
    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ text: Substring) -> Value? {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try? decoder.decode(type, from: Data(text.utf8))
    }
}
