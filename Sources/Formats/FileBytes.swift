import DataCube

/// Bounds-checked reading of a mapped file's description: every read names its place when it lies outside the file.
struct FileBytes: Sendable {
    let file: MappedFile

    var path: String { file.path }
    var count: Int { file.count }

    init(path: String) throws(FormatError) {
        do { file = try MappedFile(path: path) } catch { throw FormatError(error) }
    }

    init(_ file: MappedFile) { self.file = file }

    /// The first bytes, at most `length`.
    /// - Throws: `FormatError` when the file shrank meanwhile.
    func prefix(_ length: Int) throws(FormatError) -> [UInt8] { try bytes(at: 0, count: min(length, count)) }

    /// `count` bytes from `offset`.
    func bytes(at offset: Int, count length: Int) throws(FormatError) -> [UInt8] {
        try check(offset, length)
        file.use(offset..<offset + length)
        let copy = withExtendedLifetime(file) { Array(file.bytes[offset..<offset + length]) }
        try checkRead()
        return copy
    }

    /// An integer of the given order at `offset`.
    func integer<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int, _ order: ByteOrder) throws(FormatError)
        -> Value
    {
        try check(offset, MemoryLayout<Value>.size)
        file.use(offset..<offset + MemoryLayout<Value>.size)
        let value = withExtendedLifetime(file) { file.bytes.loadUnaligned(fromByteOffset: offset, as: Value.self) }
        try checkRead()
        return order == .little ? Value(littleEndian: value) : Value(bigEndian: value)
    }

    private func checkRead() throws(FormatError) {
        do throws(CubeError) { try file.check() } catch { throw FormatError(error, path: path) }
    }

    private func check(_ offset: Int, _ length: Int) throws(FormatError) {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
            throw FormatError(
                .malformed, path: path, place: "byte \(offset)",
                what: "the description goes on beyond the end of the file (\(count) bytes)",
                remedy: "The file is cut short or damaged; fetch it again")
        }
    }
}
