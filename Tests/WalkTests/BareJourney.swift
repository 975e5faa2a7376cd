import Foundation
import Glibc
import TestSupport

/// What a program has asked of its terminal, read from the bytes it sent.
struct TerminalState: Equatable {
    var alternate = false
    var cursor = true
    var mouse: Set<String> = []
    var plain = true
    var keypad = false

    init(_ output: String) {
        for part in output.split(separator: "\u{1B}", omittingEmptySubsequences: false).dropFirst() {
            guard part.first == "[" else {
                if part.first == "=" { keypad = true }
                if part.first == ">" { keypad = false }
                continue
            }
            let words = part.dropFirst().prefix { "?0123456789;:".contains($0) }
            guard let end = part.dropFirst(1 + words.count).first else { continue }
            switch (end, words) {
            case ("m", _): plain = words.isEmpty || words == "0" || words == "39;49"
            case ("h", "?1049"), ("h", "?47"): alternate = true
            case ("l", "?1049"), ("l", "?47"): alternate = false
            case ("h", "?25"): cursor = true
            case ("l", "?25"): cursor = false
            case ("h", "?1000"), ("h", "?1002"), ("h", "?1003"), ("h", "?1006"): mouse.insert(String(words))
            case ("l", "?1000"), ("l", "?1002"), ("l", "?1003"), ("l", "?1006"): mouse.remove(String(words))
            default: break
            }
        }
    }

    static let untouched = TerminalState("")
}

/// The explorer at a bare pseudo-terminal, of which every byte is seen.
struct BareJourney {
    let terminal: PseudoTerminal
    let directory: TemporaryDirectory
    let process: pid_t
    let modeBefore: [UInt32]

    init(
        term: String = "xterm-256color", rows: Int = 30, columns: Int = 100, words: [String] = [],
        environment changes: [String: String] = [:]
    ) throws {
        terminal = try PseudoTerminal(rows: rows, columns: columns)
        directory = try TemporaryDirectory()
        _ = try directory.write(SmallCube.planted.npy, to: "small.npy")
        // The log of messages lies below the state's directory where that is there.
        try FileManager.default.createDirectory(atPath: directory.file("state"), withIntermediateDirectories: false)
        modeBefore = terminal.mode
        process = try ChildProcess.start(
            BuiltProgram().path, ["small.npy"] + words, at: terminal, in: directory.path,
            environment: BuiltProgram.environment(in: directory, ["TERM": term].merging(changes) { $1 }))
    }

    func wait(_ what: String, _ isSo: (String) -> Bool) throws {
        let began = ContinuousClock.now
        while !isSo(terminal.output) {
            guard ContinuousClock.now - began < .seconds(20) else {
                kill(process, SIGKILL)
                throw ProgramTrouble("waited for \(what); the output is \(terminal.output.debugDescription)")
            }
            usleep(5000)
        }
    }

    /// Waits for the end.
    /// - Returns: the signal that ended it; 0 where none did.
    func end() -> Int32 {
        var status: Int32 = 0
        let began = ContinuousClock.now
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now - began > .seconds(20) { kill(process, SIGKILL) }
            usleep(2000)
        }
        return status & 0x7f
    }
}
