import CSystem
import Glibc

/// A process on some machine: its id, when it began, and where its id counts, so that another program that is given the
/// same id later (after a restart of the machine, say) or elsewhere is not taken for it.
struct WorkerIdentity: Equatable {
    let process: Int32
    /// Clock ticks between the start of the machine and that of the process, as /proc tells it.
    private let began: String
    /// The machine since it was last started, and the namespace of process ids on it.
    private let machine: String
    /// The machine's name, for people.
    let host: String

    /// A process of this machine that runs now.
    init(running process: Int32) {
        self.process = process
        began = Self.began(process) ?? "-"
        machine = Self.thisMachine
        host = Self.thisHost
    }

    /// From `text`; nil for other text.
    init?(text: String) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 4, let process = Int32(words[0]), process > 0 else { return nil }
        self.process = process
        (began, machine, host) = (words[1], words[2], words[3])
    }

    /// A line for a file.
    var text: String { "\(process) \(began) \(machine) \(host)\n" }

    /// True when its process id counts here.
    var isHere: Bool { machine == Self.thisMachine }

    /// True while that very process runs, where `isHere`. One that this process started and that has ended is reaped.
    var isAlive: Bool { isHere && process_alive(process) && began == Self.began(process) }

    private static let thisMachine: String = {
        let boot = read("/proc/sys/kernel/random/boot_id").trimmed
        var link = [CChar](repeating: 0, count: 64)
        let length = readlink("/proc/self/ns/pid", &link, link.count)
        let space = link.prefix(max(0, length)).map(UInt8.init(bitPattern:)).filter { (48...57).contains($0) }
        return boot + "/" + String(decoding: space, as: UTF8.self)
    }()

    private static let thisHost: String = {
        let name = read("/proc/sys/kernel/hostname").trimmed
        return name.isEmpty ? "localhost" : name
    }()

    /// Field 22 of /proc/PID/stat, of a process that has not ended (field 3: a zombie computes nothing); the fields are
    /// counted after the program's name, which may hold anything.
    private static func began(_ process: Int32) -> String? {
        let text = read("/proc/\(process)/stat")
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 && !["Z", "X"].contains(fields[0]) ? String(fields[19]) : nil
    }

    /// The beginning of a file; empty where there is none.
    private static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 2048)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}

extension String {
    /// Without blanks and newlines.
    fileprivate var trimmed: String { String(filter { !$0.isWhitespace }) }
}
