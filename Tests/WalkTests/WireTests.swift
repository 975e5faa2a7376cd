import DataCube
import Foundation
import TestSupport
import Testing

/// How many bytes the explorer sends, counted at a terminal of the test's own.
@Suite struct WireTests {
    /// Spots in noise, 128 x 128: with 136 x 40 cells a pattern takes 60 x 30 of them, and a step of the probe changes
    /// nearly all.
    private static let noisy: SmallCube = {
        let (scan, detector) = (ScanShape(rows: 6, columns: 9), DetectorShape(rows: 128, columns: 128))
        var numbers = SeededNumbers(3)
        let counts = (0..<scan.rows * scan.columns * 128 * 128).map { index -> UInt16 in
            let (row, column) = (Double(index / 128 % 128) - 64, Double(index % 128) - 64)
            let distance = row * row + column * column
            let isSpot = (index / 128 % 128) % 19 < 3 && (index % 128) % 23 < 3
            let mean = 1 + 900 * exp(-distance / 12) + 6 * exp(-distance / 900) + (isSpot ? 25 : 0)
            // A Poisson deviate by its mean and variance, which is enough for noise on a screen.
            let deviate = (0..<6).reduce(-3.0) { sum, _ in sum + Double.random(in: 0..<1, using: &numbers) }
            return UInt16(max(0, (mean + deviate * (2 * mean).squareRoot()).rounded()))
        }
        return SmallCube(scan: scan, detector: detector, counts: counts)
    }()

    /// The explorer at a terminal, after its first screen. Killed at the end.
    private final class Session {
        let terminal: PseudoTerminal
        private let directory: TemporaryDirectory
        private let process: pid_t
        /// What was seen when output was last taken.
        private var screen: EmulatedScreen

        init(
            _ words: [String], rows: Int = 40, columns: Int = 136, answers: Bool = true,
            line: PseudoTerminal.Line? = nil, environment: [String: String] = [:]
        ) throws {
            directory = try TemporaryDirectory()
            _ = try directory.write(WireTests.noisy.npy, to: "noisy.npy")
            terminal = try PseudoTerminal(rows: rows, columns: columns, answers: answers, line: line)
            var variables = BuiltProgram.environment(in: directory, environment)
            variables["TERM"] = "xterm-256color"
            screen = EmulatedScreen(rows: rows, columns: columns)
            process = try ChildProcess.start(
                try BuiltProgram().path, ["noisy.npy"] + words, at: terminal, in: directory.path,
                environment: variables)
        }

        /// Waits until a text is seen, and gives the seconds that took; nil where it is not in time.
        func wait(for text: String, within seconds: Double = 30) -> Double? {
            let began = ContinuousClock.now
            while true {
                var seen = screen
                seen.take(terminal.output)
                let passed = (ContinuousClock.now - began) / .seconds(1)
                if seen.text.contains(text) { return passed }
                guard passed < seconds else { return nil }
                usleep(5_000)
            }
        }

        /// What has arrived since the last time, once nothing more came for so many seconds.
        func takeOutput(quietFor seconds: Double) -> String {
            let output = terminal.takeOutput(quietFor: seconds)
            screen.take(output)
            return output
        }

        /// Waits for the first screen.
        func settle() { _ = takeOutput(quietFor: 1) }

        /// The bytes that a key makes.
        func press(_ key: String, quietFor seconds: Double = 0.7) -> Int {
            terminal.type(key)
            return takeOutput(quietFor: seconds).utf8.count
        }

        /// The bytes of each frame in some seconds: after a pause or a question another one begins.
        func frames(for seconds: Double) -> [Int] {
            _ = takeOutput(quietFor: 0)
            var pieces: [String] = []
            var (count, since) = (0, ContinuousClock.now)
            let end = ContinuousClock.now + .seconds(seconds)
            while .now < end {
                usleep(4_000)
                let arrived = terminal.arrived
                if arrived != count { (count, since) = (arrived, .now) }
                guard count > 0, .now - since > .milliseconds(24) else { continue }
                pieces.append(takeOutput(quietFor: 0))
                count = 0
            }
            return pieces.flatMap { $0.components(separatedBy: "\u{1B}[5n").map(\.utf8.count) }.filter { $0 > 0 }
        }

        deinit {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
    }

    private static func median(_ numbers: [Int]) -> Int { numbers.sorted()[numbers.count / 2] }

    @Test(arguments: [("256", 25_000), ("true", 40_000)])
    func aStepOfTheProbeStaysWithinItsBudget(colors: String, budget: Int) throws {
        let session = try Session(["--color", colors])
        session.settle()
        let steps = "lljllh".map { session.press(String($0)) }
        #expect(steps.allSatisfy { $0 <= budget }, "\(steps)")
        #expect(steps.allSatisfy { $0 > 4000 }, "all colours of a noisy pattern: \(steps)")
        #expect(terminal(session, staysSilentFor: 1))
    }

    @Test(arguments: ["256", "true"]) func aHeldKeySendsDraftsAndTheRestCompletesThem(colors: String) throws {
        let session = try Session(["--color", colors])
        session.settle()
        var drafts: [Int] = []
        for key in "lllhhhlllhhhlllhhh" { drafts.append(session.press(String(key), quietFor: 0.03)) }
        #expect(Self.median(drafts) <= 9000, "\(drafts)")
        let completion = session.takeOutput(quietFor: 0.8).utf8.count
        #expect(completion > Self.median(drafts))
        #expect(terminal(session, staysSilentFor: 1))
    }

    @Test(arguments: [("256", 100), ("true", 130)]) func movingACursorIsCheap(colors: String, most: Int) throws {
        let session = try Session(["--color", colors])
        session.settle()
        _ = session.press("o")
        let moves = "lllljjjjhhhhkkkkljlj".map { session.press(String($0), quietFor: 0.4) }
        #expect(Self.median(moves) <= 100, "\(moves)")
        #expect(moves.allSatisfy { (1...most).contains($0) }, "\(moves)")
        _ = session.press("2")
        let counts = ["l", "h", "l"].map { session.press($0, quietFor: 0.4) }
        #expect(counts.allSatisfy { $0 <= 100 }, "\(counts)")
    }

    /// What a running sweep tells ten times a second, in each workspace. Frames from half a kilobyte on end with a question.
    @Test(arguments: ["256", "true"]) func theProgressOfASweepIsCheap(colors: String) throws {
        let session = try Session(["--color", colors])
        session.settle()
        // From k = 2 to 9, 200 restarts each of at most 100,000 iterations to 1e-14: long enough on any machine.
        for words in ["s", "2", "\u{1B}OB9", "\u{1B}OB200", "\u{1B}OB\u{1B}OB\u{1B}OB1e-14", "\u{1B}OB100000", "\r"] {
            session.terminal.type(words)
            usleep(100_000)
        }
        #expect(session.wait(for: "/ 1600 fits") != nil)
        for workspace in ["1", "3", "2"] {
            session.terminal.type(workspace)
            usleep(500_000)
            var frames: [Int] = []
            // Beside other tests a worker may get little of the machine.
            let end = ContinuousClock.now + .seconds(30)
            while frames.count <= 3, .now < end { frames += session.frames(for: 2.5) }
            #expect(frames.count > 3, "it goes on")
            #expect(frames.allSatisfy { $0 <= 1536 }, "workspace \(workspace): \(frames)")
        }
        session.terminal.type("x")
        #expect(session.wait(for: "cancelled") != nil)
    }

    /// 9600 baud: what a step says is seen soon, no frame takes longer than a second, and a held key leaves nothing behind.
    @Test func theSmallLayoutIsUsableAt9600Baud() throws {
        let session = try Session(
            ["--color", "256"], rows: 18, columns: 60,
            line: PseudoTerminal.Line(rate: 960, delay: 0.05, buffer: 64 << 10),
            environment: ["SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"])
        #expect(session.wait(for: "probe (3, 4)") != nil)
        _ = session.takeOutput(quietFor: 2.5)
        for column in 5..<8 {
            session.terminal.type("l")
            let seconds = session.wait(for: "probe (3, \(column))", within: 10) ?? 10
            #expect(seconds < 2.5, "the words of a step come first, behind two frames at most")
            usleep(300_000)
        }
        _ = session.takeOutput(quietFor: 2.5)
        for step in 0..<60 {
            session.terminal.type(step / 6 % 2 == 0 ? "h" : "l")
            usleep(33_000)
        }
        session.terminal.type("k")
        let seconds = session.wait(for: "probe (2, 7)", within: 20) ?? 20
        #expect(seconds < 3.5, "two frames may be on their way, and its own")
        let frames = session.takeOutput(quietFor: 2.5).components(separatedBy: "\u{1B}[5n").map(\.utf8.count)
        #expect(
            frames.count > 1 && frames.allSatisfy { $0 <= 1024 + 160 },
            "with what is too little to ask after: \(frames)")
    }

    /// A held key over lines that bury frames: nothing waits for longer than two frames take.
    @Test(arguments: [
        PseudoTerminal.Line(rate: 125_000, delay: 0.2, buffer: 256 << 10),
        PseudoTerminal.Line(rate: 11_500, delay: 0.05, buffer: 256 << 10),
    ])
    func aSlowLineIsNeverFilled(line: PseudoTerminal.Line) throws {
        let session = try Session(
            ["--color", "256"], line: line, environment: ["SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"])
        _ = session.takeOutput(quietFor: 1.5)
        _ = session.terminal.takeMostWaiting()
        for step in 0..<120 {
            session.terminal.type(step / 6 % 2 == 0 ? "l" : "h")
            usleep(33_000)
            if step == 30 { _ = session.terminal.takeMostWaiting() }
        }
        let most = session.terminal.takeMostWaiting()
        #expect(most <= 20_000, "two frames of a held key")
        #expect(most > 500)
    }

    private func terminal(_ session: Session, staysSilentFor seconds: Double) -> Bool {
        usleep(UInt32(seconds * 1e6))
        return session.takeOutput(quietFor: 0.01).isEmpty
    }
}
