import DataCube

/// Reads the first and the last frame of what opened, in every way that sources offer; frames of more than some megabytes
/// are left alone.
final class CubeReader {
    private static let mostPixels = 1 << 18
    private let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: mostPixels)
    private let numbers = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 * mostPixels, alignment: 16)

    init() { values.initialize(repeating: 0) }

    func read(_ cube: DataCube) {
        guard cube.scan.count >= 1, cube.detector.count >= 1, cube.scan.count <= cube.source.frameCount else {
            fatalError("a scan of \(cube.scan) over \(cube.source.frameCount) frames of \(cube.detector)")
        }
        guard cube.detector.count <= Self.mostPixels else { return }
        for frame in Set([0, cube.source.frameCount - 1]) {
            do throws(CubeError) {
                try cube.source.read(frame..<frame + 1, into: values)
                try cube.source.stored?.readStored(frame..<frame + 1, into: numbers)
                guard let parts = cube.source.parts, let target = values.baseAddress else { continue }
                parts.read(0..<cube.detector.count, ofFrame: frame, into: target)
                _ = parts.sum(PixelSpans([0..<cube.detector.count]), ofFrame: frame)
                try parts.checkParts()
            } catch {
                precondition(!error.description.isEmpty)
            }
        }
    }
}
