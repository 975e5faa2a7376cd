import Foundation
import Questions
import Runtime
import TestSupport
import Testing

@Suite struct RunSeedTests {
    @Test(.enabled(if: Seeds.areWanted, "Scripts/fuzz alone wants seeds")) func everyFileOfARunIsASeed() throws {
        let directory = try TemporaryDirectory()
        let run = try RunDirectory.create(
            in: directory.path,
            record: RunRecord(opening: Opening(path: "scan.npy"), parameters: SweepParameters(), threads: 2))
        try ResultArchive.write(RunDirectoryTests.result, to: run.resultPath(k: 2))
        let journal = JournalTests.entries.map { $0.line + "\n" }.joined()
        try Seeds.write(Array(journal.utf8), subject: "run-journal", name: "journal")
        let script = "l Down*5 : text:sweep.start Enter click:10,4 drag:3,3,9,9 wheel:up,5,5 resize:80x24"
        try Seeds.write(Array(script.utf8), subject: "key-script", name: "all")
        for (subject, path) in [("run-record", run.recordPath), ("run-result", run.resultPath(k: 2))] {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            try Seeds.write(bytes, subject: subject, name: "whole")
        }
    }
}
