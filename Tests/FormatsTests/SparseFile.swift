import Foundation

/// A file of which only what is written takes room.
struct SparseFile {
    private let path: String

    init(_ path: String) throws {
        self.path = path
        try Data().write(to: URL(fileURLWithPath: path))
    }

    /// Writes bytes at a position, however far behind the end; gives the position behind them.
    @discardableResult
    func write(_ bytes: [UInt8], at position: Int) throws -> Int {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(position))
        try file.write(contentsOf: bytes)
        return position + bytes.count
    }

    /// Changes the file's length.
    func resize(to length: Int) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.truncate(atOffset: UInt64(length))
    }
}
