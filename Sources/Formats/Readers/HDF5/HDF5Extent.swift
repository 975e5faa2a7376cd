import CHDF5
import CHDF5Places
import Glibc

/// How much of a file is there, which may be less than its own description says, and less than when it was opened:
/// behind its end the library reads zeros and says nothing.
struct HDF5Extent: Sendable {
    /// Keeps the descriptor open.
    private let file: HDF5Handle
    private let descriptor: Int32
    /// Bytes when it was opened.
    let count: Int
    /// Bytes that it says it has.
    let promised: Int

    /// Of the file that an object lies in. Nil where the system cannot be asked. Call under `HDF5Library.locked`.
    init?(of object: HDF5Handle) {
        var end: haddr_t = 0
        guard let file = HDF5Handle(H5Iget_file_id(object.id), H5Fclose) else { return nil }
        let descriptor = hdf5_places_descriptor(file.id)
        guard descriptor >= 0, let count = Self.count(descriptor), H5Fget_eoa(file.id, &end) >= 0,
            let promised = Int(exactly: end)
        else { return nil }
        self.file = file
        self.descriptor = descriptor
        self.count = count
        self.promised = promised
    }

    /// The file ends before it says it does.
    var isCutShort: Bool { count < promised }

    /// Whether bytes lie inside the file.
    func holds(_ address: UInt64, _ length: UInt64) -> Bool {
        let (end, overflow) = address.addingReportingOverflow(length)
        return !overflow && end <= UInt64(count)
    }

    /// To be called after reading.
    /// - Throws: `ChunkError` where what was read may not have been there.
    func check() throws(ChunkError) {
        guard let now = Self.count(descriptor), now >= count else {
            throw Self.shrunk
        }
    }

    /// That what was there is no longer.
    static let shrunk = ChunkError("the file became shorter or unreadable while it was open")

    private static func count(_ descriptor: Int32) -> Int? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(exactly: status.st_size) : nil
    }
}
