import DataCube

/// The pages of a TIFF file that hold patterns, in the order of their directories.
///
/// Each directory says only where the next one lies. Of a long stack of plain pages the first ones are walked; when they
/// lie at equal distances, the last page is searched where it must be, and pages in between are looked at here and there.
/// Only a stack that is not as regular is walked to its end, so that the first screen does not wait for a big file.
struct TIFFPages {
    let header: TIFFHeader
    /// Of the first page.
    let first: TIFFDirectory
    let form: TIFFForm
    private(set) var directories = FramePositions()
    /// Where plain pixels begin; nil where some page must be decoded.
    private(set) var pixels: FramePositions? = FramePositions()
    /// A sentence where the chain of pages is broken; nil where it is whole.
    private(set) var breakage: String?

    private let bytes: FileBytes
    /// Pages that are walked before the rest is computed.
    private static let walked = 256
    /// Computed pages that are looked at.
    private static let probed = 64

    /// - Throws: `unsupported` for pages that are no patterns or unlike each other, named by their number from 1.
    init(_ header: TIFFHeader, in bytes: FileBytes) throws(FormatError) {
        self.header = header
        self.bytes = bytes
        var place = try header.firstDirectory(bytes)
        var directory = try TIFFDirectory(at: place, header, in: bytes)
        var page = try TIFFPage(directory, path: bytes.path, place: "page 1")
        var number = 1
        var loop = LoopDetection(place)
        while page.isBeside, directory.next != 0 {
            place = directory.next
            number += 1
            guard !loop.comesBack(to: place) else { throw Self.endless(bytes.path) }
            directory = try TIFFDirectory(at: place, header, in: bytes)
            page = try TIFFPage(directory, path: bytes.path, place: "page \(number)")
        }
        first = directory
        form = page.form
        append(place, page)
        while directory.next != 0 {
            place = directory.next
            number += 1
            guard !loop.comesBack(to: place) else { throw Self.endless(bytes.path) }
            do throws(FormatError) {
                directory = try TIFFDirectory(at: place, header, in: bytes)
            } catch {
                breakage = "The file's pages break off after page \(number - 1): \(error.what)."
                return
            }
            page = try TIFFPage(directory, path: bytes.path, place: "page \(number)")
            guard !page.isBeside else { continue }
            guard page.form == form else { throw Self.unlike(page.form, number, form, bytes.path) }
            append(place, page)
            if number == Self.walked, number == directories.count, goOnAtEqualDistances() { return }
        }
    }

    private mutating func append(_ directory: Int, _ page: TIFFPage) {
        directories.append(directory)
        if let position = page.pixels { pixels?.append(position) } else { pixels = nil }
    }

    /// Computes the pages after those walked, where they go on as these do.
    /// - Returns: false where they do not; nothing is changed then.
    private mutating func goOnAtEqualDistances() -> Bool {
        // Some programs write the first page's directory apart from the others.
        guard let known = pixels, let step = directories.spacing(from: 1), step > 0,
            let pixelStep = known.spacing(from: 1)
        else { return false }
        let base = directories.count - 1
        let start = directories[base]
        let pixelStart = known[base]
        /// Whether a page is where it must be, and whether it is the last.
        func look(_ page: Int) -> (fits: Bool, isLast: Bool) {
            let place = start + (page - base) * step
            let move = (page - base).multipliedReportingOverflow(by: pixelStep)
            let position = pixelStart.addingReportingOverflow(move.partialValue)
            // What cannot be read as a page is not one.
            guard !move.overflow, !position.overflow, let directory = try? TIFFDirectory(at: place, header, in: bytes),
                let found = try? TIFFPage(directory, path: bytes.path, place: ""), !found.isBeside, found.form == form,
                found.pixels == position.partialValue, directory.next == 0 || directory.next == place + step
            else { return (false, false) }
            return (true, directory.next == 0)
        }
        var last = base
        var beyond = base + (bytes.count - start) / step + 1
        while beyond - last > 1 {
            let middle = last + (beyond - last) / 2
            if look(middle).fits { last = middle } else { beyond = middle }
        }
        guard last > base, look(last).isLast else { return false }
        for probe in 1..<Self.probed {
            let page = base + (last - base) * probe / Self.probed
            let seen = page == base ? (fits: true, isLast: false) : look(page)
            guard seen.fits, !seen.isLast else { return false }
        }
        directories.extend(to: last + 1, step: step)
        pixels?.extend(to: last + 1, step: pixelStep)
        return true
    }

    private static func unlike(_ form: TIFFForm, _ number: Int, _ first: TIFFForm, _ path: String) -> FormatError {
        FormatError(
            .unsupported, path: path, place: "page \(number)",
            what: "it is \(form.summary), the first page is \(first.summary)",
            remedy: "The pages of a stack must be alike; save those that belong together into a file of their own")
    }

    private static func endless(_ path: String) -> FormatError {
        FormatError(
            .malformed, path: path, what: "its pages follow one another in a circle",
            remedy: "The file is damaged; fetch it again")
    }
}

/// Finds that a walk has become a circle, with one remembered place (after R. P. Brent, BIT 20, 1980).
private struct LoopDetection {
    private var remembered: Int
    private var steps = 0
    private var limit = 1

    init(_ start: Int) { remembered = start }

    mutating func comesBack(to place: Int) -> Bool {
        if place == remembered { return true }
        steps += 1
        if steps == limit {
            remembered = place
            steps = 0
            limit *= 2
        }
        return false
    }
}
