import Formats
import Glibc
import Questions
import Runtime

extension Subject {
    /// What a run directory holds: its record, its journal, the results of a finished k.
    static var ofRuns: [Subject] { [record, journal, result] }

    private static let record = Subject(name: "run-record") {
        let file = ScratchFile("run.json")
        let run = RunDirectory(path: ScratchFile.folder)
        return { input in
            file.replace(with: input)
            do throws(RuntimeError) { use("\(try run.record())") } catch { use(error.description) }
        }
    }

    /// Beside a record that is whole. What was read is said as it was written.
    private static let journal = Subject(name: "run-journal") {
        let runs = ScratchFile.folder + "/runs"
        guard mkdir(runs, 0o700) == 0,
            let run = try? RunDirectory.create(
                in: runs,
                record: RunRecord(opening: Opening(path: "scan.npy"), parameters: SweepParameters(), threads: nil))
        else { fatalError("no run directory can be made") }
        let file = ScratchFile("runs/" + run.identifier + "/journal")
        return { input in
            file.replace(with: input)
            for line in String(decoding: input, as: UTF8.self).split(separator: "\n") {
                guard let entry = JournalEntry(line: line) else { continue }
                use(entry.line)
            }
            guard let follower = try? SweepFollower(run) else { fatalError("the record is not read") }
            _ = follower.follow()
            use("\(follower.status.state)")
        }
    }

    private static let result = Subject(name: "run-result") {
        let file = ScratchFile("k02.npz")
        let run = RunDirectory(path: ScratchFile.folder)
        return { input in
            file.replace(with: input)
            do throws(FormatError) { use("\(try run.result(k: 2).k)") } catch { use(error.description) }
        }
    }
}
