import CTIFF
import Glibc

/// Images of one size as the pages of a TIFF file, calibrated in the ways that ImageJ (a description, the resolution) and
/// HyperSpy (the tags of DigitalMicrograph) read.
struct TIFFStack {
    private let pages: [[Float]]
    /// Rows, columns.
    private let axes: [ArrayAxis]
    private let unit: String
    private let description: String

    init(_ array: NamedArray, title: String, provenance: Provenance) {
        axes = array.axes.suffix(2)
        unit = array.unit
        let values = array.values.floats ?? []
        let size = axes.reduce(1) { $0 * $1.size }
        pages = stride(from: 0, to: values.count, by: max(1, size)).map { Array(values[$0..<$0 + size]) }
        // ImageJ's own keys first; it passes over what it does not know.
        var lines = ["ImageJ=1.11a"]
        if pages.count > 1 { lines += ["images=\(pages.count)", "slices=\(pages.count)"] }
        if let unit = axes.last?.unit { lines.append("unit=\(unit)") }
        let numbers = values.filter(\.isFinite)
        if let low = numbers.min(), let high = numbers.max() { lines += ["min=\(low)", "max=\(high)"] }
        lines += ["title=\(array.name), \(title)", "provenance=\(provenance.json)"]
        description = lines.joined(separator: "\n") + "\n"
    }

    func write(to path: String, overwrite: Bool) throws(FormatError) {
        let file = try AtomicFile(path: path, overwrite: overwrite)
        let descriptor = try file.create()
        let complaints = TIFFComplaints()
        let isWritten = withExtendedLifetime(complaints) { encode(to: descriptor, name: path, complaints) }
        guard isWritten else {
            throw FormatError(
                .cannotWrite, path: path, what: "cannot be written: \(complaints.trouble.reason)",
                remedy: "Check that the directory can be written and has room")
        }
        try file.publish()
    }

    /// Takes the descriptor and closes it.
    private func encode(to descriptor: Int32, name: String, _ complaints: TIFFComplaints) -> Bool {
        guard let options = complaints.options() else {
            close(descriptor)
            return false
        }
        defer { TIFFOpenOptionsFree(options) }
        // Offsets of 64 bits where those of 32 could not do.
        let isLarge = pages.reduce(0) { $0 + $1.count * 4 + 1 << 16 } > 4_000_000_000
        guard let tiff = TIFFFdOpenExt(descriptor, name, isLarge ? "w8" : "w", options) else {
            close(descriptor)
            return false
        }
        defer { TIFFClose(tiff) }
        // What describes the pages comes first, then all pixels in one piece: ImageJ looks for every page's behind the first.
        for _ in pages {
            describe(tiff)
            guard TIFFDeferStrileArrayWriting(tiff) == 1, TIFFWriteCheck(tiff, 0, "TIFFStack") == 1,
                TIFFWriteDirectory(tiff) == 1
            else { return false }
        }
        let places = pages.indices.map { tdir_t($0) }
        guard places.allSatisfy({ TIFFSetDirectory(tiff, $0) == 1 && TIFFForceStrileArrayWriting(tiff) == 1 }) else {
            return false
        }
        for (place, page) in zip(places, pages) {
            let isWritten = page.withUnsafeBytes { bytes in
                // The library takes bytes that it may change, but changes none of a file without packing.
                TIFFSetDirectory(tiff, place) == 1
                    && TIFFWriteEncodedStrip(
                        tiff, 0, UnsafeMutableRawPointer(mutating: bytes.baseAddress), tmsize_t(bytes.count))
                        == bytes.count
                    && TIFFFlush(tiff) == 1
            }
            guard isWritten else { return false }
        }
        return true
    }

    /// The fields of a page.
    private func describe(_ tiff: OpaquePointer) {
        let (rows, columns) = (axes[0], axes[1])
        // Forgotten with every page that is written.
        tiff_know_calibration(tiff)
        for (tag, value) in [
            (TIFFTAG_IMAGELENGTH, rows.size), (TIFFTAG_IMAGEWIDTH, columns.size), (TIFFTAG_ROWSPERSTRIP, rows.size),
            (TIFFTAG_BITSPERSAMPLE, 32), (TIFFTAG_SAMPLESPERPIXEL, 1), (TIFFTAG_COMPRESSION, Int(COMPRESSION_NONE)),
            (TIFFTAG_SAMPLEFORMAT, Int(SAMPLEFORMAT_IEEEFP)), (TIFFTAG_PHOTOMETRIC, Int(PHOTOMETRIC_MINISBLACK)),
            (TIFFTAG_PLANARCONFIG, Int(PLANARCONFIG_CONTIG)),
        ] { tiff_set(tiff, tag, UInt32(clamping: value)) }
        tiff_set_text(tiff, TIFFTAG_IMAGEDESCRIPTION, description)
        tiff_set_text(tiff, TIFFTAG_SOFTWARE, "braggart")
        guard let unit = columns.unit, let rowUnit = rows.unit else { return }
        tiff_set(tiff, TIFFTAG_RESOLUTIONUNIT, UInt32(RESUNIT_NONE))
        tiff_set_number(tiff, TIFFTAG_XRESOLUTION, 1 / columns.step)
        tiff_set_number(tiff, TIFFTAG_YRESOLUTION, 1 / rows.step)
        for (tag, text) in [(65003, unit), (65004, rowUnit), (65022, self.unit)] where !text.isEmpty {
            tiff_set_text(tiff, Int32(tag), text)
        }
        for (tag, number) in [(65006, columns.offset), (65007, rows.offset), (65009, columns.step), (65010, rows.step)]
        {
            tiff_set_number(tiff, Int32(tag), number)
        }
    }
}
