import Formats
import Foundation
import Glibc
import Questions

/// A sweep on disk: `run.json` (how to compute it), `worker-N` (who does), an append-only `journal`, a result file per
/// finished k renamed into place. Who computes and who watches share nothing else.
public struct RunDirectory: Hashable, Sendable {
    /// The directory.
    public let path: String

    public init(path: String) { self.path = path }

    /// Its name: sorts by the time it was made.
    public var identifier: String { URL(fileURLWithPath: path).lastPathComponent }

    package var recordPath: String { path + "/run.json" }
    package var journalPath: String { path + "/journal" }
    /// What its worker has done since the last result.
    package var stepsPath: String { path + "/steps" }
    /// There while somebody asks the worker to end.
    var stopPath: String { path + "/stop" }
    var logPath: String { path + "/worker.log" }

    /// The file of a finished k.
    public func resultPath(k: Int) -> String { path + "/k\(k < 10 ? "0" : "")\(k).npz" }

    /// Makes a new run directory of a dataset, which is then found without the data file's name too.
    /// - Throws: `RuntimeError` when it cannot be written.
    public static func create(in store: DatasetStore, record: RunRecord) throws(RuntimeError) -> RunDirectory {
        let directory = try create(in: store.runsDirectory, record: record)
        store.noteRuns()
        return directory
    }

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
            do throws(RuntimeError) { try directory.write(record) } catch {
                rmdir(directory.path)
                throw error
            }
            return directory
        }
        throw .run(path: runs, reason: "holds a thousand runs of the same second")
    }

    private func write(_ record: RunRecord) throws(RuntimeError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            try AtomicFile.write(try encoder.encode(record), to: recordPath, overwrite: true)
        } catch { throw .run(path: recordPath, reason: "cannot be written: \(error)") }
    }

    /// How the sweep is computed.
    /// - Throws: `RuntimeError` when there is no such run or it cannot be read.
    public func record() throws(RuntimeError) -> RunRecord {
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: recordPath))
            let head = try JSONDecoder().decode(RunRecord.Head.self, from: data)
            guard head.version <= RunRecord.newest else {
                throw RuntimeError.run(
                    path: recordPath,
                    reason: "was written by a newer version (\(head.program), format \(head.version)); use that one")
            }
            let record = try JSONDecoder().decode(RunRecord.self, from: data)
            guard record.isPlausible else {
                throw RuntimeError.run(path: recordPath, reason: "is not a run's record: it asks for too much")
            }
            return record
        } catch let error as RuntimeError {
            throw error
        } catch { throw .run(path: recordPath, reason: "is not a run's record: \(error.localizedDescription)") }
    }

    /// The runs among others, newest first.
    public static func all(in runs: String) -> [RunDirectory] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
        return names.sorted(by: >).map { RunDirectory(path: runs + "/" + $0) }.filter {
            !$0.identifier.hasPrefix(".") && FileManager.default.fileExists(atPath: $0.recordPath)
        }
    }

    /// The process that computes it now; nil where none does, or one on another machine.
    public var worker: Int32? {
        RunClaim.holder(of: self).flatMap { $0.identity.isAlive ? $0.identity.process : nil }
    }

    /// True while it is being computed.
    public var isComputed: Bool { RunClaim.holder(of: self)?.isAlive ?? false }

    /// The same, but for a worker that is just ending, which is given half a second: its last word stands in the journal a
    /// moment before it gives the run back.
    var staysComputed: Bool {
        let asked = ContinuousClock.now
        while isComputed {
            guard ContinuousClock.now - asked < .milliseconds(500) else { return true }
            usleep(2_000)
        }
        return false
    }

    /// Asks whoever computes it, on whatever machine, to end; what is finished is kept.
    public func stop() {
        close(open(stopPath, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666))
        if let worker { kill(worker, SIGTERM) }
    }

    /// Notes for who watches that a worker is about to take it up again.
    func queue() throws(RuntimeError) {
        unlink(stopPath)
        try JournalWriter(path: journalPath).append([.queued(Date().timeIntervalSince1970)])
    }

    /// Removes it with everything in it; nobody sees a part of it.
    /// - Throws: `RuntimeError` while it is computed, or when it cannot be removed.
    public func remove() throws(RuntimeError) {
        guard !staysComputed else { throw .run(path: path, reason: "is being computed; stop it first") }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let aside = "\(parent)/.\(identifier).removed"
        guard rename(path, aside) == 0 else {
            throw .run(path: path, reason: "cannot be removed: \(String(cString: strerror(errno)))")
        }
        do { try FileManager.default.removeItem(atPath: aside) } catch {
            throw .run(path: aside, reason: "cannot be removed: \(error.localizedDescription)")
        }
    }

    /// Reads the result of a finished k.
    /// - Throws: `FormatError` when the file is missing or damaged.
    public func result(k: Int) throws(FormatError) -> FactorizationResult {
        try ResultArchive.read(from: resultPath(k: k), k: k)
    }
}
