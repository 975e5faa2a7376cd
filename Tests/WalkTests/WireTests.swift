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

    @Test(arguments: [("256", 120), ("true", 170)]) func movingACursorIsCheap(colors: String, most: Int) throws {
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
