import DataCube
import Formats
import Foundation
import Interface
import TestSupport
import Testing

/// Random keys, mouse events, sizes, stops and sweeps: the explorer survives them, and whenever it comes to rest the screen
/// that grew change by change is the one that it draws anew. BRAGGART_EVENTS asks for another number of events in all,
/// BRAGGART_SEED for others.
@Suite struct RandomEventTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let events = environment["BRAGGART_EVENTS"].flatMap(Int.init) ?? 3000
    private static let seed = environment["BRAGGART_SEED"].flatMap(UInt64.init) ?? 1

    /// A dataset at a terminal.
    struct Place: Sendable, CustomTestStringConvertible {
        let name: String
        let file: @Sendable () -> [UInt8]
        let words: [String]
        var term = "xterm-256color"
        /// The terminal answers when it is asked for its status.
        var answers = true
        var erasesInColor = false
        var hasSweep = false

        var testDescription: String { "\(name), \(words.joined(separator: " ")), \(term)" }
    }

    private static func counts(_ scan: ScanShape, _ detector: DetectorShape) -> [UInt8] {
        let counts = (0..<scan.count * detector.count).map { (index: Int) -> UInt16 in
            UInt16((index * 7919 + index / 29 * 13) % 997)
        }
        return SmallCube(scan: scan, detector: detector, counts: counts).npy
    }

    /// Little-endian Float32, some of which are no number.
    private static func holes() -> [UInt8] {
        let shape = [4, 5, 24, 20]
        let values = (0..<4 * 5 * 24 * 20).map { (index: Int) -> Float in
            if index % 7 == 0 { return .nan }
            return index % 11 == 0 ? -.infinity : Float(index % 101)
        }
        return NumpyArray(shape: shape, elements: .float32(values)).npyBytes
    }

    static let places = [
        Place(name: "planted", file: { SmallCube.planted.npy }, words: ["--color", "256"], hasSweep: true),
        Place(
            name: "漢字 e\u{301} 👩‍🔬 noisy",
            file: { counts(ScanShape(rows: 5, columns: 6), DetectorShape(rows: 64, columns: 60)) },
            words: ["--color", "true"], answers: false, erasesInColor: true),
        Place(
            name: "one position",
            file: { counts(ScanShape(rows: 1, columns: 1), DetectorShape(rows: 30, columns: 40)) },
            words: ["--color", "true", "--glyphs", "quadrants"]),
        Place(
            name: "one pixel", file: { counts(ScanShape(rows: 12, columns: 9), DetectorShape(rows: 1, columns: 1)) },
            words: ["--color", "256", "--glyphs", "sextants"], term: "tmux-256color", erasesInColor: true),
        Place(name: "holes", file: { holes() }, words: ["--color", "16"], answers: false),
        Place(
            name: "a line", file: { counts(ScanShape(rows: 1, columns: 40), DetectorShape(rows: 16, columns: 16)) },
            words: ["--color", "none", "--glyphs", "ascii"], term: "vt100"),
        Place(
            name: "planted", file: { SmallCube.planted.npy }, words: ["--color", "8", "--glyphs", "shades"],
            term: "linux", erasesInColor: true, hasSweep: true),
    ]

    @Test(arguments: Array(places.enumerated())) func theScreenIsAlwaysAsDrawnAnew(
        number: Int, place: Place
    ) throws {
        let seat = try Seat(place, seed: Self.seed &* 1000 &+ UInt64(number))
        try seat.open()
        defer { seat.leave() }
        let wanted = Self.events / Self.places.count
        while seat.count < wanted {
            try seat.act(times: min(150, wanted - seat.count))
            try seat.compare()
        }
        if Self.environment["BRAGGART_EVENTS"] != nil {
            print(
                "\(place.testDescription): \(seat.count) events, \(seat.comparisons) comparisons, "
                    + "\(seat.openings) openings")
        }
    }
}

/// The explorer at a terminal, a hand that does anything, and the screen as it is seen.
private final class Seat {
    private let place: RandomEventTests.Place
    private let directory: TemporaryDirectory
    private var terminal: PseudoTerminal
    private let program: BuiltProgram
    private let file: String
    private let seed: UInt64
    private var process: pid_t = 0
    private var input: RandomInput
    private var screen: EmulatedScreen
    private(set) var count = 0
    private(set) var comparisons = 0
    private(set) var openings = 0
    /// What was done since the last comparison.
    private var done: [RandomInput.Event] = []

    init(_ place: RandomEventTests.Place, seed: UInt64) throws {
        self.place = place
        self.seed = seed
        directory = try TemporaryDirectory()
        program = try BuiltProgram()
        terminal = try PseudoTerminal(rows: 40, columns: 120, answers: place.answers)
        input = RandomInput(seed: seed, rows: 40, columns: 120)
        screen = EmulatedScreen(rows: 40, columns: 120, erasesInColor: place.erasesInColor)
        file = place.name + ".npy"
        _ = try directory.write(place.file(), to: file)
        try FileManager.default.createDirectory(atPath: directory.file("state"), withIntermediateDirectories: false)
        if place.hasSweep {
            let outcome = try program.run(
                ["sweep", file, "--k", "2...4", "--restarts", "3", "-o", "swept.npz"], in: directory)
            #expect(outcome.status == 0, "\(outcome)")
        }
    }

    /// Starts the explorer at a terminal of its own, and waits until it rests.
    func open() throws {
        let (rows, columns) = input.size
        terminal = try PseudoTerminal(rows: rows, columns: columns, answers: place.answers)
        screen = EmulatedScreen(rows: rows, columns: columns, erasesInColor: place.erasesInColor)
        let variables = ["TERM": place.term, "ASAN_OPTIONS": "detect_leaks=0:log_path=\(directory.file("asan"))"]
        process = try ChildProcess.start(
            program.path, [file] + place.words, at: terminal, in: directory.path,
            environment: BuiltProgram.environment(in: directory, variables))
        openings += 1
        try rest()
    }

    func leave() {
        if process > 0 {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        endWorkers()
    }

    /// Does so many things, pauses apart. Where one of them was to quit, the explorer is opened again.
    func act(times: Int) throws {
        let end = count + times
        while count < end {
            let event = input.next()
            done.append(event)
            switch event {
            case .typed(let bytes): terminal.type(bytes)
            case .resize(let rows, let columns):
                // Of its own size a terminal tells nothing.
                guard (rows, columns) != (screen.rows, screen.columns) else { break }
                // What was sent before is about the size before.
                screen.take(terminal.takeOutput(quietFor: 0))
                terminal.resize(rows: rows, columns: columns)
                screen.resize(rows: rows, columns: columns)
            case .pause(let seconds):
                usleep(UInt32(seconds * 1e6))
                continue
            case .halt:
                kill(process, SIGSTOP)
                usleep(5_000)
                kill(process, SIGCONT)
            }
            count += 1
            try reopen()
        }
    }

    /// Compares the screen with one that begins blank and is drawn whole: what SIGCONT asks for, after which nothing is
    /// known of a terminal.
    func compare() throws {
        endWorkers()
        try rest()
        screen.take(terminal.takeOutput(quietFor: 0))
        kill(process, SIGCONT)
        try rest()
        let drawing = terminal.takeOutput(quietFor: 0)
        var anew = EmulatedScreen(rows: screen.rows, columns: screen.columns, erasesInColor: place.erasesInColor)
        anew.take(drawing)
        let differences = screen.differences(from: anew)
        let (before, after) = (screen.text.components(separatedBy: "\n"), anew.text.components(separatedBy: "\n"))
        let examples = Set(differences.map(\.row)).sorted().prefix(5).map { row in
            "row \(row):\n\(before[row])\nis anew\n\(after[row])"
        }.joined(separator: "\n")
        #expect(
            differences.isEmpty,
            "seed \(seed), at event \(count): \(differences.count) cells differ on \(screen.columns)x\(screen.rows):\n\(examples)\nafter \(spelled)"
        )
        // Before, what was typed while the terminal was given back may have been echoed into a sequence by its driver.
        #expect(anew.unknown.isEmpty, "\(anew.unknown)")
        screen.take(drawing)
        #expect(screen.differences(from: anew).isEmpty, "the drawing covers what was there")
        comparisons += 1
        done = []
    }

    /// What was done last.
    private var spelled: String {
        done.suffix(60).map { event in
            if case .typed(let bytes) = event {
                String(decoding: bytes, as: UTF8.self).debugDescription
            } else {
                "\(event)"
            }
        }.joined(separator: " ")
    }

    /// Where the explorer was ended by the user, it is opened again.
    private func reopen() throws {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return }
        process = 0
        let words = try reports()
        guard status == 0 else {
            throw ProgramTrouble("seed \(seed), at event \(count): it ended with \(status)\n\(words)\nafter \(spelled)")
        }
        try open()
    }

    /// What the sanitizer and the program's own log say of a death.
    private func reports() throws -> String {
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        return names.filter { $0.hasPrefix("asan") || $0.hasSuffix(".log") }.compactMap {
            try? String(contentsOfFile: directory.file($0), encoding: .utf8)
        }.joined(separator: "\n")
    }

    /// Ends the workers of sweeps, which would change the screen for as long as they run.
    private func endWorkers() {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: directory.file("store"))) ?? []
        for name in names where name.contains("/worker-") {
            guard let text = try? String(contentsOfFile: directory.file("store/" + name), encoding: .utf8),
                let worker = text.split(separator: " ").first.flatMap({ pid_t($0) }), ChildProcess.isRunning(worker),
                let command = try? String(contentsOfFile: "/proc/\(worker)/cmdline", encoding: .utf8),
                command.contains("\0worker\0")
            else { continue }
            kill(worker, SIGKILL)
        }
    }

    /// Waits until the program rests: for longer than it takes to complete a draft nothing arrives from it and none of its
    /// threads wakes, as they would ten times a second if it still followed a sweep.
    private func rest() throws {
        let began = ContinuousClock.now
        var (before, since) = (Activity(process, terminal), ContinuousClock.now)
        while true {
            usleep(20_000)
            try reopen()
            let now = Activity(process, terminal)
            if now != before || !now.sleeps { (before, since) = (now, .now) }
            if .now - since > .milliseconds(400) { return }
            if .now - began > .seconds(2) { endWorkers() }
            guard .now - began < .seconds(60) else {
                throw ProgramTrouble("seed \(seed), at event \(count): it does not come to rest after \(spelled)")
            }
        }
    }

    /// What a process has done so far.
    private struct Activity: Equatable {
        /// How often its threads were woken or interrupted.
        var switches = 0
        var sleeps = false
        var bytes = 0

        init(_ process: pid_t, _ terminal: PseudoTerminal) {
            bytes = terminal.arrived
            let tasks = "/proc/\(process)/task"
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
            sleeps = !threads.isEmpty
            for thread in threads {
                guard let text = try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8) else {
                    continue
                }
                for line in text.split(separator: "\n") {
                    let words = line.split(whereSeparator: \.isWhitespace)
                    guard words.count > 1 else { continue }
                    if words[0] == "State:", words[1] != "S" { sleeps = false }
                    if words[0].hasSuffix("ctxt_switches:") { switches += Int(words[1]) ?? 0 }
                }
            }
        }
    }
}
