import CPNG
import Glibc

/// A picture as it is shown, with its provenance as text.
struct PNGResultFormat: ResultFileFormat {
    let name = "a .png picture"
    let extensions = ["png"]
    let holds: Set<ResultKind> = [.map, .pattern, .residual, .factors]

    func write(_ result: ResultFile, to path: String, overwrite: Bool) throws(FormatError) {
        guard let picture = result.picture?() else { return }
        let file = try AtomicFile(path: path, overwrite: overwrite)
        let descriptor = try file.create()
        guard let stream = fdopen(descriptor, "wb") else {
            let failure = file.failure()
            close(descriptor)
            throw failure
        }
        let words = [
            ("Software", "\(result.provenance.program) \(result.provenance.version)"), ("Title", result.title),
            ("Source", result.provenance.input), ("Comment", result.provenance.json),
        ]
        var keys = words.map { strdup($0.0) }
        // The text of such a chunk is Latin-1.
        var texts = words.map { strdup(String($0.1.map { $0.isASCII ? $0 : "?" })) }
        defer { for text in keys + texts { free(text) } }
        let isEncoded =
            png_write_rgb(
                stream, UInt32(picture.columns), UInt32(picture.rows), picture.bytes, Int32(words.count), &keys, &texts)
            != 0
        let reason = errno
        // Buffered bytes reach the disk, or fail to, now.
        let isClosed = fclose(stream) == 0
        if !isEncoded { errno = reason }
        guard isEncoded, isClosed else { throw file.failure() }
        try file.publish()
    }
}
