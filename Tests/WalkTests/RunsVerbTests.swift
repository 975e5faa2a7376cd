import Foundation
import TestSupport
import Testing

/// Sweeps in the background, seen from the command line.
@Suite struct RunsVerbTests {
    private static let long = "--k 2...12 --restarts 200 --tolerance 1e-14 --max-iterations 100000 --no-evidence"

    /// The runs as objects, once they are as wished.
    private func runs(
        _ program: Program, _ words: String = "", environment: [String: String] = [:],
        until isSo: ([[String: Any]]) -> Bool = { _ in true }
    ) throws -> [[String: Any]] {
        let began = ContinuousClock.now
        while true {
            let outcome = try program.run("runs \(words) --json", environment: environment)
            #expect(outcome.status == 0, "\(outcome)")
            let objects = try outcome.objects()
            if isSo(objects) { return objects }
            guard ContinuousClock.now - began < .seconds(30) else { throw ProgramTrouble("the runs are \(objects)") }
            usleep(20_000)
        }
    }

    private func state(_ runs: [[String: Any]]) -> String? { runs.first?["state"] as? String }

    @Test func aDetachedSweepIsListedUntilItIsRemoved() throws {
        let program = try Program(.planted)
        // Beside the data, where it is found without their name too.
        let beside = ["BRAGGART_STORE": ""]
        let outcome = try program.run("sweep small.npy --k 2...4 --restarts 3 --detach", environment: beside)
        #expect(outcome.status == 0, "\(outcome)")
        let id = try #require(outcome.lines.first)
        #expect(outcome.lines.count == 1)
        let listed = try runs(program, environment: beside) { state($0) == "finished" }
        #expect(listed.count == 1)
        let run = try #require(listed.first)
        #expect(run["id"] as? String == id)
        #expect(run["fits"] as? Int == 9)
        #expect(run["finishedFits"] as? Int == 9)
        #expect(run["k"] as? String == "2...4")
        #expect(run["currentK"] == nil)
        #expect(run["isOfOtherData"] as? Bool == false)
        #expect((run["file"] as? String)?.hasSuffix("/small.npy") == true)
        let started = try #require(run["started"] as? String)
        #expect(abs(try Date(started, strategy: .iso8601).timeIntervalSinceNow) < 60)
        let directory = try #require(run["directory"] as? String)
        #expect(directory.hasSuffix("small.npy.braggart/runs/\(id)"))
        #expect(FileManager.default.fileExists(atPath: directory + "/k04.npz"))

        let table = try program.run("runs small.npy", environment: beside)
        #expect(table.lines.count == 2)
        #expect(table.lines[1].contains(id) && table.lines[1].contains("finished") && table.lines[1].contains("9/9"))
        #expect(try program.run("runs remove \(id)", environment: beside).status == 0)
        #expect(!FileManager.default.fileExists(atPath: directory))
        #expect(try runs(program, environment: beside).isEmpty)
        #expect(try program.run("runs", environment: beside).standardError.contains("no sweep is known"))
    }

    @Test func aSweepIsStoppedAndGoesOn() throws {
        let program = try Program(.planted)
        let outcome = try program.run("sweep small.npy \(Self.long) --detach")
        let id = try #require(outcome.lines.first)
        _ = try runs(program) { state($0) == "running" }
        let refused = try program.run("runs remove \(id)")
        #expect(refused.status == 1 && refused.standardError.contains("stop it first"))
        #expect(try program.run("runs stop \(id)").status == 0)
        #expect(try state(runs(program)) == "stopped")
        #expect(try program.run("runs stop \(id)").standardError.contains("is not running"))
        #expect(try program.run("runs resume \(id) small.npy").status == 0)
        _ = try runs(program, "small.npy") { state($0) == "running" }
        #expect(try program.run("runs resume \(id)").standardError.contains("is being computed already"))
        #expect(try program.run("runs stop \(id)").status == 0)
        // Other data under the same name are noticed.
        _ = try program.directory.write(SmallCube.scattered.npy, to: "small.npy")
        let changed = try runs(program)
        #expect(changed.first?["isOfOtherData"] as? Bool == true)
        #expect(try program.run("runs").standardOutput.contains("changed since"))
        #expect(try program.run("runs resume \(id)").standardError.contains("has changed since"))
        #expect(try program.run("runs remove \(id)").status == 0)
    }

    @Test func aRunThatIsNotThereIsSaid() throws {
        let program = try Program()
        for verb in ["stop", "resume", "remove"] {
            let outcome = try program.run("runs \(verb) 20200101-000000")
            #expect(outcome.status == 1)
            #expect(outcome.standardError.contains("20200101-000000"))
        }
    }

    @Test(arguments: ["", "--detach -o x.npz", "--detach --json"]) func aSweepHasOneWayOut(_ words: String) throws {
        let program = try Program()
        #expect(try program.run("sweep small.npy --k 2 \(words)").status == 64)
    }
}
