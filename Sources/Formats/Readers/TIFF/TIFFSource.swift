import DataCube

/// Frames of a TIFF file whose pages libtiff must decode: packed, tiled, or in pieces.
struct TIFFSource: FrameSource, StoredFrameSource {
    private let decoder: TIFFDecoder
    private let directories: FramePositions
    let frameCount: Int

    var detector: DetectorShape { decoder.form.detector }
    var elementType: ElementType { decoder.form.elementType }
    var stored: (any StoredFrameSource)? { self }

    /// The first `count` pages.
    init(_ pages: TIFFPages, count: Int, in bytes: FileBytes) {
        decoder = TIFFDecoder(file: bytes.file, form: pages.form)
        directories = pages.directories
        frameCount = count
    }

    func readStored(_ frames: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws(CubeError) {
        try check(frames)
        guard let target = buffer.baseAddress else { return }
        for (slot, frame) in frames.enumerated() { try decode(frame, into: target + slot * decoder.pageLength) }
        try checkFile()
    }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        try check(frames)
        guard let target = buffer.baseAddress else { return }
        let page = UnsafeMutableRawPointer.allocate(byteCount: decoder.pageLength, alignment: 16)
        defer { page.deallocate() }
        for (slot, frame) in frames.enumerated() {
            try decode(frame, into: page)
            elementType.convert(page, count: detector.count, order: .native, into: target + slot * detector.count)
        }
        try checkFile()
    }

    private func decode(_ frame: Int, into target: UnsafeMutableRawPointer) throws(CubeError) {
        do throws(TIFFTrouble) {
            try decoder.decode(directories[frame], into: target)
        } catch {
            // Of a file that shrank the pages read as zeros, and the library complains of these.
            try checkFile()
            throw .unreadable(path: decoder.file.path, frame: frame, reason: "page \(frame + 1): \(error.reason)")
        }
    }

    private func check(_ frames: Range<Int>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
    }

    private func checkFile() throws(CubeError) {
        try decoder.file.check()
    }
}
