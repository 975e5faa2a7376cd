import Formats
import Foundation
import Glibc
import Questions

/// A sweep on disk: `run.json` (how to compute it), `worker.pid`, an append-only `journal`, a result file per finished
/// k renamed into place. Who computes and who watches share nothing else.
public struct RunDirectory: Hashable, Sendable {
    /// The directory.
    public let path: String

    public init(path: String) { self.path = path }

    /// Its name: sorts by the time it was made.
    public var identifier: String { URL(fileURLWithPath: path).lastPathComponent }

    package var recordPath: String { path + "/run.json" }
    package var journalPath: String { path + "/journal" }
    package var processPath: String { path + "/worker.pid" }
    var logPath: String { path + "/worker.log" }

    /// The file of a finished k.
    public func resultPath(k: Int) -> String { path + "/k\(k < 10 ? "0" : "")\(k).npz" }

    /// Makes a new run directory among others.
    /// - Throws: `RuntimeError` when it cannot be written.
    public static func create(in runs: String, record: RunRecord) throws(RuntimeError) -> RunDirectory {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        let stem = formatter.string(from: Date(timeIntervalSince1970: record.created))
        do {
            try FileManager.default.createDirectory(atPath: runs, withIntermediateDirectories: true)
        } catch { throw .run(path: runs, reason: "cannot be made: \(error.localizedDescription)") }
        for attempt in 0..<1000 {
            let place = String(String(1000 + attempt).dropFirst())
            let directory = RunDirectory(path: "\(runs)/\(stem)\(attempt == 0 ? "" : "-" + place)")
            guard mkdir(directory.path, 0o777) == 0 else {
                if errno == EEXIST { continue }
                throw .run(path: directory.path, reason: "cannot be made: \(String(cString: strerror(errno)))")
            }
            try directory.write(record)
            return directory
        }
        throw .run(path: runs, reason: "holds a thousand runs of the same second")
    }

    private func write(_ record: RunRecord) throws(RuntimeError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            try encoder.encode(record).write(to: URL(fileURLWithPath: recordPath), options: .atomic)
        } catch { throw .run(path: recordPath, reason: "cannot be written: \(error.localizedDescription)") }
    }

    /// How the sweep is computed.
    /// - Throws: `RuntimeError` when there is no such run or it cannot be read.
    public func record() throws(RuntimeError) -> RunRecord {
        do {
            return try JSONDecoder().decode(RunRecord.self, from: Data(contentsOf: URL(fileURLWithPath: recordPath)))
        } catch { throw .run(path: recordPath, reason: "is not a run's record: \(error.localizedDescription)") }
    }

    /// The runs among others, newest first.
    public static func all(in runs: String) -> [RunDirectory] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
        return names.sorted(by: >).map { RunDirectory(path: runs + "/" + $0) }.filter {
            FileManager.default.fileExists(atPath: $0.recordPath)
        }
    }

    /// The process that computes or computed it; nil where none has begun.
    public var worker: Int32? { identity?.process }

    var identity: WorkerIdentity? {
        (try? String(contentsOfFile: processPath, encoding: .utf8)).flatMap(WorkerIdentity.init(text:))
    }

    /// Reads the result of a finished k.
    /// - Throws: `FormatError` when the file is missing or damaged.
    public func result(k: Int) throws(FormatError) -> FactorizationResult {
        try ResultArchive.read(from: resultPath(k: k), k: k)
    }
}
