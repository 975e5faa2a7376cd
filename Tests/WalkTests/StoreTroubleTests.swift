import Foundation
import TestSupport
import Testing

/// Where nothing can be kept, it is said, and the work goes on as far as it can.
@Suite struct StoreTroubleTests {
    /// Runs the program's words in namespaces of its own, with a file system of so many kB, full or read-only, at `disk`.
    private struct OwnDisk {
        let program: Program

        init?(_ program: Program) throws {
            self.program = program
            try FileManager.default.createDirectory(
                atPath: program.directory.file("disk"), withIntermediateDirectories: false)
            let trial = try ChildProcess.run(
                "unshare", ["-rm", "mount", "-t", "tmpfs", "none", program.directory.file("disk")],
                in: program.directory.path, environment: ProcessInfo.processInfo.environment, limit: 10)
            guard trial.status == 0 else {
                print("skipped: this system lets nobody mount: \(trial.standardError)")
                return nil
            }
        }

        func run(_ script: String, options: String = "size=64k") throws -> ChildProcess.Outcome {
            try ChildProcess.run(
                "unshare",
                [
                    "-rm", "sh", "-c", "mount -t tmpfs -o \(options) none disk && cp small.npy disk/ && \(script)",
                    BuiltProgram().path,
                ], in: program.directory.path,
                environment: BuiltProgram.environment(in: program.directory, ["BRAGGART_STORE": ""]), limit: 60)
        }
    }

    private static let fill = "{ cat /dev/zero > disk/zero; } 2>/dev/null; "

    @Test func aFullDiskEndsASweepWithTheReasonAndItGoesOnLater() throws {
        guard let disk = try OwnDisk(Program(.planted)) else { return }
        let outcome = try disk.run(
            """
            "$0" runs disk/small.npy; \
            "$0" sweep disk/small.npy --k 2...6 --restarts 4 --no-evidence -o out.npz; echo status $?; \
            "$0" runs disk/small.npy --json | sed 's/.*"state":"\\([a-z]*\\)".*/state \\1/'; \
            mount -o remount,size=8m disk; id=$(ls disk/small.npy.braggart/runs); \
            "$0" runs resume $id; \
            for try in $(seq 200); do "$0" runs disk/small.npy --json > now; grep -q '"state":"finished"' now && [ ! -e disk/small.npy.braggart/runs/$id/steps ] && break; sleep 0.05; done; \
            sed 's/.*"state":"\\([a-z]*\\)".*/state \\1/' now; ls disk/small.npy.braggart/runs/$id
            """, options: "size=100k")
        let text = outcome.standardOutput + outcome.standardError
        #expect(text.contains("status 1"), "\(text)")
        #expect(text.contains("No space left on device"), "\(text)")
        #expect(text.contains("state failed") && text.contains("state finished"), "\(text)")
        for k in 2...6 { #expect(text.contains("k0\(k).npz"), "\(text)") }
        let left = outcome.standardOutput
        #expect(!left.contains(".partial") && !left.contains("steps"), "\(text)")
    }

    @Test func whatWasSaidIsUsedWhereItCannotBeKept() throws {
        guard let disk = try OwnDisk(Program(.planted)) else { return }
        for trouble in [Self.fill, "mount -o remount,ro disk; export HOME=/proc XDG_STATE_HOME=/proc; "] {
            let outcome = try disk.run(
                trouble + #""$0" info disk/small.npy --voltage 80kV; "# + #""$0" frame disk/small.npy --voltage 80kV"#)
            let text = outcome.standardOutput + outcome.standardError
            #expect(outcome.status == 0, "\(text)")
            #expect(outcome.standardError.contains("What was said is not kept"), "\(text)")
            #expect(outcome.standardOutput.contains("What was said is not kept"), "\(text)")
            #expect(outcome.standardOutput.contains("80"), "\(text)")
        }
    }

    @Test func aSweepBesideReadOnlyDataIsKeptInTheUsersState() throws {
        guard let disk = try OwnDisk(Program(.planted)) else { return }
        let outcome = try disk.run(
            """
            mount -o remount,ro disk; "$0" sweep disk/small.npy --k 2...3 --restarts 2 --no-evidence -o out.npz; \
            "$0" runs --json
            """)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.standardOutput.contains("\"state\":\"finished\""), "\(outcome)")
        let runs = try outcome.objects()
        #expect((runs.first?["directory"] as? String)?.contains("/state/braggart/small.npy-") == true)
    }

    @Test func whereNothingCanBeWrittenASweepSaysSo() throws {
        guard let disk = try OwnDisk(Program(.planted)) else { return }
        let outcome = try disk.run(
            """
            mount -o remount,ro disk; export HOME=/proc XDG_STATE_HOME=/proc; \
            "$0" sweep disk/small.npy --k 2...3 --restarts 2 --detach
            """)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains("cannot be made"), "\(outcome)")
    }

    @Test func aStoreOfANewerVersionIsUsedAsFarAsItIsKnownAndStays() throws {
        let program = try Program(.planted)
        let folder = program.directory.file("small.npy.braggart")
        let environment = ["BRAGGART_STORE": ""]
        let run = folder + "/runs/20300101-000000"
        try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
        let record = #"{"version":99,"program":"9.9","world":"new"}"#
        try Data(record.utf8).write(to: URL(fileURLWithPath: run + "/run.json"))
        let settings = "version = 7\nvoltage = \"80kV\"\nflux = \"3\"\n"
        try Data(settings.utf8).write(to: URL(fileURLWithPath: folder + "/settings.toml"))
        let frame = try program.run("frame small.npy --scan-step 5nm --size 300x60", environment: environment)
        #expect(frame.status == 0, "\(frame)")
        #expect(frame.standardOutput.contains("newer version"))
        let list = try program.run("runs small.npy", environment: environment)
        #expect(list.status == 0)
        #expect(list.standardError.contains("newer version (9.9, format 99)"))
        #expect(try program.run("runs resume 20300101-000000", environment: environment).status == 1)
        // A sweep of this version has a run of its own beside it.
        let words = "sweep small.npy --k 2 --restarts 1 --no-evidence -o out.npz"
        #expect(try program.run(words, environment: environment).status == 0)
        #expect(try String(contentsOfFile: folder + "/settings.toml", encoding: .utf8) == settings)
        #expect(try String(contentsOfFile: run + "/run.json", encoding: .utf8) == record)
    }
}
