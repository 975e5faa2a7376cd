import DataCube

/// Frames of a TIFF file whose pages libtiff must decode: packed, tiled, or in pieces.
struct TIFFSource: FrameSource {
    private let decoder: TIFFDecoder
    private let directories: PagePositions
    let frameCount: Int

    var detector: DetectorShape { decoder.form.detector }
    var elementType: ElementType { decoder.form.elementType }

    /// The first `count` pages.
    init(_ pages: TIFFPages, count: Int, in bytes: FileBytes) {
        decoder = TIFFDecoder(file: bytes.file, form: pages.form)
        directories = pages.directories
        frameCount = count
    }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        guard !frames.isEmpty, let target = buffer.baseAddress else { return }
        let page = UnsafeMutableRawPointer.allocate(byteCount: decoder.pageLength, alignment: 16)
        defer { page.deallocate() }
        let path = decoder.file.path
        for frame in frames {
            do throws(TIFFTrouble) {
                try decoder.decode(directories[frame], into: page)
            } catch {
                // A file that shrank reads as zeros, which is no page.
                throw decoder.file.hasFaulted
                    ? .fileChanged(path: path)
                    : .unreadable(path: path, frame: frame, reason: "page \(frame + 1): \(error.reason)")
            }
            elementType.convert(
                page, count: detector.count, order: .native,
                into: target + (frame - frames.lowerBound) * detector.count)
        }
        guard !decoder.file.hasFaulted else { throw .fileChanged(path: path) }
    }
}
