import Foundation

/// Reads what is new in a run's journal since the last time; a line still being written is left for the next.
package final class JournalReader {
    private let path: String
    private var offset: UInt64 = 0

    package init(path: String) { self.path = path }

    /// The entries since the last call; lines that cannot be read are passed over.
    package func news() -> [JournalEntry] {
        guard let file = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? file.close() }
        guard (try? file.seek(toOffset: offset)) != nil, let data = try? file.readToEnd(),
            let end = data.lastIndex(of: UInt8(ascii: "\n"))
        else { return [] }
        let whole = data[data.startIndex...end]
        offset += UInt64(whole.count)
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").compactMap(JournalEntry.init(line:))
    }

    /// The last entry of a journal, where it is a short one; nil otherwise. O(1) in the journal's length.
    package static func last(of path: String) -> JournalEntry? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let end = try? file.seekToEnd(), (try? file.seek(toOffset: end - min(end, 256))) != nil,
            let data = try? file.readToEnd(), data.last == UInt8(ascii: "\n")
        else { return nil }
        let lines = data.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // The first of several, or of what begins in the middle, may be the end of a line.
        guard let line = lines.last, lines.count > 1 || end <= 256 else { return nil }
        return JournalEntry(line: String(decoding: line, as: UTF8.self)[...])
    }
}
