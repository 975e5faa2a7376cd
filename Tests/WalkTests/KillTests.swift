import Formats
import Foundation
import TestSupport
import Testing

/// `kill -9` of a worker at any moment: what it had filed and kept is not computed again, and the sweep ends with the same
/// bits as one that nobody killed. BRAGGART_KILLS asks for other than a few.
@Suite struct KillTests {
    private static let kills = ProcessInfo.processInfo.environment["BRAGGART_KILLS"].flatMap(Int.init)

    /// A run directory and what its worker is asked for.
    private struct Run {
        let program: Program
        let id: String
        let directory: String

        init(_ program: Program, _ words: String) throws {
            self.program = program
            let outcome = try program.run("sweep small.npy \(words) --detach")
            id = try #require(outcome.lines.first, "\(outcome)")
            directory = try Self.told(program, id, "directory")
        }

        static func told(_ program: Program, _ id: String, _ field: String) throws -> String {
            let run = try program.run("runs small.npy --json").objects().first { $0["id"] as? String == id }
            return try #require(run?[field] as? String)
        }

        var state: String { get throws { try Self.told(program, id, "state") } }

        /// The process that has claimed the run.
        var worker: pid_t? {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            let claims = names.filter { $0.hasPrefix("worker-") }.sorted {
                $0.count != $1.count ? $0.count < $1.count : $0 < $1
            }
            guard let last = claims.last,
                let text = try? String(contentsOfFile: "\(directory)/\(last)", encoding: .utf8)
            else { return nil }
            return text.split(separator: " ").first.flatMap { pid_t($0) }
        }

        /// Waits until a worker other than one before has begun, or the work is done.
        func awaitWorker(after before: pid_t?) throws -> pid_t? {
            let began = ContinuousClock.now
            while ContinuousClock.now - began < .seconds(20) {
                if let worker, worker != before { return worker }
                if try state == "finished" { return nil }
                usleep(1000)
            }
            throw ProgramTrouble("no worker began in \(directory)")
        }

        func awaitEnd() throws {
            let began = ContinuousClock.now
            while try state != "finished" {
                guard ContinuousClock.now - began < .seconds(120) else { throw ProgramTrouble("it is \(try state)") }
                usleep(20_000)
            }
        }

        /// Seconds since a result or a step was last written, at the moment.
        var silence: Double {
            let folders = [directory, directory + "/steps"]
            let dates = folders.flatMap { folder in
                ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { name -> Date? in
                    guard folder != directory || name.hasPrefix("k") else { return nil }
                    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
                    return attributes?[.modificationDate] as? Date
                }
            }
            return -(dates.max()?.timeIntervalSinceNow ?? -.infinity)
        }

        /// JSON in a fixed order, without the time it took.
        private static func timeless(_ text: String) throws -> String {
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
            guard var members = object as? [String: Any] else { return text }
            members["seconds"] = nil
            let data = try JSONSerialization.data(withJSONObject: members, options: .sortedKeys)
            return String(decoding: data, as: UTF8.self)
        }

        /// All that the sweep found, without the time it took.
        func found() throws -> [String] {
            var found: [String] = []
            for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            where name.hasSuffix(".npz") {
                for array in try NumpyArchive(readingFrom: "\(directory)/\(name)").arrays {
                    let values = array.array.bits.map { "\($0)" } ?? ""
                    let text = try array.array.text.map(Self.timeless) ?? ""
                    found.append("\(name) \(array.name) \(array.array.shape) \(values)\(text)")
                }
            }
            let journal = try String(contentsOfFile: directory + "/journal", encoding: .utf8)
            found.append(journal.split(separator: "\n").last { $0.hasPrefix("evidence ") }.map(String.init) ?? "")
            return found
        }
    }

    @Test func aKilledSweepGoesOnToTheSameBits() throws {
        let kills = Self.kills ?? 4
        let isLong = kills > 10
        let words = "--k 2...6 --restarts 20 --tolerance 1e-14 --max-iterations \(isLong ? 4000 : 600)"
        let program = try Program(.planted)
        let whole = try Run(program, words)
        let began = Date()
        try whole.awaitEnd()
        let duration = -began.timeIntervalSinceNow
        let expected = try whole.found()
        #expect(expected.count > 5 && expected.last?.isEmpty == false)

        var done = 0
        var finished = 0
        var losses: [Double] = []
        // A worker that lives to its end was given too much time: the next gets less.
        var longest = isLong ? 2 : max(0.05, 0.6 * duration)
        while (done < kills && finished < 40) || finished == 0 {
            let run = try Run(program, words)
            var worker = try run.awaitWorker(after: nil)
            while let process = worker {
                let life = Double.random(in: 0...longest)
                let start = Date()
                usleep(UInt32(life * 1e6))
                if done >= kills { break }
                let silence = min(run.silence, -start.timeIntervalSinceNow)
                kill(process, SIGKILL)
                while ChildProcess.isRunning(process) { usleep(500) }
                guard try run.state != "finished" else {
                    longest = max(0.005, 0.6 * longest)
                    break
                }
                done += 1
                losses.append(silence)
                #expect(try run.state == "failed")
                #expect(try program.run("runs resume \(run.id)").status == 0)
                worker = try run.awaitWorker(after: process)
            }
            try run.awaitEnd()
            finished += 1
            #expect(try run.found() == expected)
            // The steps go after the last word is said.
            let end = ContinuousClock.now
            while FileManager.default.fileExists(atPath: run.directory + "/steps") {
                guard ContinuousClock.now - end < .seconds(10) else { throw ProgramTrouble("the steps stay") }
                usleep(5000)
            }
            #expect(try program.run("runs remove \(run.id)").status == 0)
        }
        #expect(done > 0)
        if Self.kills != nil {
            let sorted = losses.sorted()
            print(
                "\(done) kills in \(finished) sweeps of \(duration) s; work lost, at most: median \(sorted[sorted.count / 2]) s, worst \(sorted.last ?? 0) s"
            )
        }
    }
}
