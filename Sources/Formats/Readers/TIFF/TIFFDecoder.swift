import CTIFF
import DataCube
import Glibc

/// Decodes pages of a mapped TIFF file through libtiff, each with a handle of its own, so that any number of threads may
/// decode at once and no page depends on those before it. The library reads the mapped bytes.
struct TIFFDecoder: Sendable {
    let file: MappedFile
    let form: TIFFForm

    /// Bytes of a decoded page, elements in the machine's order.
    var pageLength: Int { form.detector.count * form.elementType.byteCount }

    /// Decodes the page whose directory lies at `directory`, row by row.
    /// - Parameter target: room for `pageLength` bytes.
    func decode(_ directory: Int, into target: UnsafeMutableRawPointer) throws(TIFFTrouble) {
        let client = TIFFClient(file)
        guard let options = client.complaints.options() else { throw TIFFTrouble(reason: "no memory is left") }
        defer { TIFFOpenOptionsFree(options) }
        let context = Unmanaged.passUnretained(client).toOpaque()
        // What a page needs beside its pixels: packed bytes, which are mapped, and a tile or a decoder's tables.
        TIFFOpenOptionsSetMaxSingleMemAlloc(options, tmsize_t(2 * pageLength + Self.largestTile))
        try withExtendedLifetime(client) { () throws(TIFFTrouble) in
            let tiff = TIFFClientOpenExt(
                file.path, "rh", context, TIFFClient.read, TIFFClient.write, TIFFClient.seek, TIFFClient.close,
                TIFFClient.size, TIFFClient.map, TIFFClient.unmap, options)
            guard let tiff else { throw client.trouble }
            defer { TIFFClose(tiff) }
            guard TIFFSetSubDirectory(tiff, UInt64(directory)) != 0 else { throw client.trouble }
            try check(tiff)
            if TIFFIsTiled(tiff) != 0 {
                try decodeTiles(tiff, client, into: target)
            } else {
                try decodeStrips(tiff, client, into: target)
            }
        }
    }

    /// That the library sees the page as our own reading of its directory does.
    private func check(_ tiff: OpaquePointer) throws(TIFFTrouble) {
        let (rows, columns) = (Int(tiff_long(tiff, TIFFTAG_IMAGELENGTH)), Int(tiff_long(tiff, TIFFTAG_IMAGEWIDTH)))
        guard rows == form.detector.rows, columns == form.detector.columns,
            tiff_short(tiff, TIFFTAG_SAMPLESPERPIXEL) == 1,
            Int(tiff_short(tiff, TIFFTAG_BITSPERSAMPLE)) == 8 * form.elementType.byteCount
        else { throw TIFFTrouble(reason: "libtiff sees a page of \(rows) x \(columns)") }
    }

    private func decodeStrips(_ tiff: OpaquePointer, _ client: TIFFClient, into target: UnsafeMutableRawPointer)
        throws(TIFFTrouble)
    {
        let (rows, row) = (form.detector.rows, pageLength / form.detector.rows)
        let depth = max(1, min(rows, Int(tiff_long(tiff, TIFFTAG_ROWSPERSTRIP))))
        guard Int(TIFFNumberOfStrips(tiff)) == (rows - 1) / depth + 1 else {
            throw TIFFTrouble(reason: "it has \(TIFFNumberOfStrips(tiff)) strips of \(depth) rows")
        }
        for (strip, first) in stride(from: 0, to: rows, by: depth).enumerated() {
            let length = min(depth, rows - first) * row
            use(tiff, UInt32(strip))
            guard TIFFReadEncodedStrip(tiff, UInt32(strip), target + first * row, tmsize_t(length)) == length else {
                throw client.trouble
            }
        }
    }

    private func decodeTiles(_ tiff: OpaquePointer, _ client: TIFFClient, into target: UnsafeMutableRawPointer)
        throws(TIFFTrouble)
    {
        let (rows, columns, width) = (form.detector.rows, form.detector.columns, form.elementType.byteCount)
        let (tileRows, tileColumns) = (
            Int(tiff_long(tiff, TIFFTAG_TILELENGTH)), Int(tiff_long(tiff, TIFFTAG_TILEWIDTH))
        )
        let (tilePixels, overflow) = tileRows.multipliedReportingOverflow(by: tileColumns)
        guard tileRows >= 1, tileColumns >= 1, !overflow,
            tilePixels <= max(4 * form.detector.count, Self.largestTile / width)
        else { throw TIFFTrouble(reason: "its tiles of \(tileRows) x \(tileColumns) are not possible") }
        let across = (columns - 1) / tileColumns + 1
        let down = (rows - 1) / tileRows + 1
        guard Int(TIFFNumberOfTiles(tiff)) == across * down, Int(TIFFTileSize(tiff)) == tilePixels * width else {
            throw TIFFTrouble(reason: "it has \(TIFFNumberOfTiles(tiff)) tiles of \(tileRows) x \(tileColumns)")
        }
        let tile = UnsafeMutableRawPointer.allocate(byteCount: tilePixels * width, alignment: 16)
        defer { tile.deallocate() }
        for index in 0..<across * down {
            use(tiff, UInt32(index))
            guard TIFFReadEncodedTile(tiff, UInt32(index), tile, tmsize_t(tilePixels * width)) == tilePixels * width
            else {
                throw client.trouble
            }
            let (top, left) = (index / across * tileRows, index % across * tileColumns)
            let length = min(tileColumns, columns - left) * width
            for line in 0..<min(tileRows, rows - top) {
                (target + ((top + line) * columns + left) * width)
                    .copyMemory(from: tile + line * tileColumns * width, byteCount: length)
            }
        }
    }

    /// Tiles up to this many bytes are taken for possible, however small the page is.
    private static let largestTile = 16 << 20

    /// Says which bytes of the file are read next.
    private func use(_ tiff: OpaquePointer, _ strile: UInt32) {
        let offset = Int(clamping: TIFFGetStrileOffset(tiff, strile))
        let count = Int(clamping: TIFFGetStrileByteCount(tiff, strile))
        guard offset < file.count, count > 0 else { return }
        file.use(offset..<offset + min(count, file.count - offset))
    }
}

/// The mapped file as libtiff reads it.
private final class TIFFClient {
    private let file: MappedFile
    private var position = 0
    let complaints = TIFFComplaints()

    init(_ file: MappedFile) { self.file = file }

    var trouble: TIFFTrouble { complaints.trouble }

    private static func of(_ context: UnsafeMutableRawPointer?) -> TIFFClient? {
        context.map { Unmanaged<TIFFClient>.fromOpaque($0).takeUnretainedValue() }
    }

    static let read: TIFFReadWriteProc = { context, target, length in
        guard let client = of(context), let target, let base = client.file.bytes.baseAddress else { return 0 }
        let count = max(0, min(Int(length), client.file.count - client.position))
        target.copyMemory(from: base + min(client.position, client.file.count), byteCount: count)
        client.position += count
        return tmsize_t(count)
    }

    static let write: TIFFReadWriteProc = { _, _, _ in 0 }

    static let seek: TIFFSeekProc = { context, offset, whence in
        guard let client = of(context) else { return .max }
        let start = whence == SEEK_CUR ? client.position : whence == SEEK_END ? client.file.count : 0
        // A position that is none is as good as the end of the file: nothing is read there.
        let (place, overflow) = start.addingReportingOverflow(Int(truncatingIfNeeded: offset))
        client.position = overflow || place < 0 ? client.file.count : place
        return UInt64(client.position)
    }

    static let close: TIFFCloseProc = { _ in 0 }

    static let size: TIFFSizeProc = { context in UInt64(of(context)?.file.count ?? 0) }

    static let map: TIFFMapFileProc = { context, base, size in
        guard let client = of(context), let bytes = client.file.bytes.baseAddress else { return 0 }
        // libtiff only reads from the map of a file that was opened for reading.
        base?.pointee = UnsafeMutableRawPointer(mutating: bytes)
        size?.pointee = UInt64(client.file.count)
        return 1
    }

    static let unmap: TIFFUnmapFileProc = { _, _, _ in }
}
