import CSystem
import Glibc

/// Who computes a run: a process id and when that process began, so that another program that is given the same id
/// later (after a restart of the machine, say) is not taken for it.
struct WorkerIdentity: Equatable {
    let process: Int32
    /// Clock ticks between the start of the machine and that of the process, as /proc tells it.
    private let began: String?

    /// A process that runs now.
    init(running process: Int32) {
        self.process = process
        began = Self.began(process)
    }

    /// From `text`; nil for other text.
    init?(text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let process = words.first.flatMap({ Int32($0) }), process > 0 else { return nil }
        self.process = process
        began = words.dropFirst().first.map(String.init)
    }

    /// A line for a file.
    var text: String { "\(process) \(began ?? "")\n" }

    /// True while that very process runs. One that this process started and that has ended is reaped.
    var isAlive: Bool { process_alive(process) && began == Self.began(process) }

    /// Field 22 of /proc/PID/stat; the fields are counted after the program's name, which may hold anything.
    private static func began(_ process: Int32) -> String? {
        guard let file = fopen("/proc/\(process)/stat", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 2048)
        let count = fread(&bytes, 1, bytes.count, file)
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
