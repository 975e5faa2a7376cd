import CHDF5
import Glibc

/// Whether a file became shorter after it was opened: behind its end the library reads zeros and says nothing.
struct HDF5FileLength: Sendable {
    /// Keeps the descriptor open.
    private let file: HDF5Handle
    private let descriptor: Int32
    /// Bytes when it was opened.
    let count: Int

    /// Of the file that an object lies in. Nil where the system cannot be asked. Call under `HDF5Library.locked`.
    init?(of object: HDF5Handle) {
        guard let file = HDF5Handle(H5Iget_file_id(object.id), H5Fclose) else { return nil }
        let descriptor = hdf5_descriptor(file.id)
        guard descriptor >= 0, let count = Self.count(descriptor) else { return nil }
        self.file = file
        self.descriptor = descriptor
        self.count = count
    }

    /// To be called after reading.
    /// - Throws: `ChunkError` where what was read may not have been there.
    func check() throws(ChunkError) {
        guard let now = Self.count(descriptor), now >= count else {
            throw ChunkError("the file became shorter or unreadable while it was open")
        }
    }

    private static func count(_ descriptor: Int32) -> Int? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(exactly: status.st_size) : nil
    }
}
