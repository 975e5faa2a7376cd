import DataCube
import Glibc

/// Writes a 4D .npy file frame by frame, so that cubes larger than memory can be written. Nothing appears at the path
/// before `finish`; a writer that goes away earlier leaves nothing behind.
public struct NpyCubeWriter: ~Copyable {
    /// Rows x columns of the scan that was promised.
    public let scan: ScanShape
    public let detector: DetectorShape
    /// The stored type.
    public let elementType: ElementType
    /// Frames written so far.
    public private(set) var framesWritten = 0

    private let file: AtomicFile
    private let descriptor: Int32

    /// Writes the header.
    /// - Throws: `FormatError.exists` when the path is taken and `overwrite` is false; `cannotWrite`.
    public init(
        path: String, scan: ScanShape, detector: DetectorShape, elementType: ElementType, overwrite: Bool = false
    ) throws(FormatError) {
        _ = try CubeAssembly.checkedFrames(
            scanSizes: [scan.rows, scan.columns], rows: detector.rows, columns: detector.columns, path: path,
            place: "shape")
        let file = try AtomicFile(path: path, overwrite: overwrite)
        let descriptor = try file.create()
        let kind = elementType.isInteger ? (elementType.rawValue.hasPrefix("u") ? "u" : "i") : "f"
        let mark = elementType.byteCount == 1 ? "|" : "<"
        let header = NpyHeader(
            descr: "\(mark)\(kind)\(elementType.byteCount)",
            shape: [scan.rows, scan.columns, detector.rows, detector.columns])
        guard header.bytes.withUnsafeBytes({ AtomicFile.writeAll($0, to: descriptor) }) else {
            let failure = file.failure()
            close(descriptor)
            throw failure
        }
        self.scan = scan
        self.detector = detector
        self.elementType = elementType
        self.file = file
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Appends whole frames, each row-major. Integer types take the nearest value in their range; NaN becomes 0.
    /// - Throws: `doesNotFit` for a part of a frame, or more frames than the scan has.
    public mutating func append(_ values: UnsafeBufferPointer<Float>) throws(FormatError) {
        try admit(values.count)
        switch elementType {
        case .uint8: try put(values.map { Self.rounded($0, to: UInt8.self) })
        case .int8: try put(values.map { Self.rounded($0, to: Int8.self) })
        case .uint16: try put(values.map { Self.rounded($0, to: UInt16.self).littleEndian })
        case .int16: try put(values.map { Self.rounded($0, to: Int16.self).littleEndian })
        case .uint32: try put(values.map { Self.rounded($0, to: UInt32.self).littleEndian })
        case .int32: try put(values.map { Self.rounded($0, to: Int32.self).littleEndian })
        case .uint64: try put(values.map { Self.rounded($0, to: UInt64.self).littleEndian })
        case .int64: try put(values.map { Self.rounded($0, to: Int64.self).littleEndian })
        case .float16: try put(values.map { Float16($0).bitPattern.littleEndian })
        case .float32: try put(values.map { $0.bitPattern.littleEndian })
        case .float64: try put(values.map { Double($0).bitPattern.littleEndian })
        }
        framesWritten += values.count / detector.count
    }

    /// Appends whole frames of a Float array.
    public mutating func append(_ values: [Float]) throws(FormatError) {
        var failure: FormatError?
        values.withUnsafeBufferPointer { buffer in
            do throws(FormatError) { try append(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Puts the file in its place.
    /// - Throws: `doesNotFit` when frames are missing; `cannotWrite`, `exists`.
    public consuming func finish() throws(FormatError) {
        guard framesWritten == scan.count else {
            throw FormatError(
                .doesNotFit, path: file.path,
                what: "\(framesWritten) frames were written of the \(scan.count) that the scan has")
        }
        try file.publish()
    }

    /// Writes a whole dataset as .npy in its stored type.
    /// - Parameter progress: called after each batch with the frames written so far; false stops, and nothing is left.
    /// - Returns: false when it was stopped.
    /// - Throws: what reading and writing throw.
    @discardableResult
    public static func write(
        _ cube: DataCube, to path: String, overwrite: Bool = false, progress: (Int) -> Bool = { _ in true }
    ) throws(FormatError) -> Bool {
        var writer = try NpyCubeWriter(
            path: path, scan: cube.scan, detector: cube.detector, elementType: cube.elementType, overwrite: overwrite)
        // About 4 MB of Float at a time, whole chunks of the source where it has them.
        let batch = max(1, cube.source.preferredBatch, (1 << 20) / cube.detector.count)
        var values = [Float](repeating: 0, count: min(batch, cube.scan.count) * cube.detector.count)
        var first = 0
        while first < cube.scan.count {
            let frames = first..<min(first + batch, cube.scan.count)
            var failure: FormatError?
            values.withUnsafeMutableBufferPointer { buffer in
                do throws(CubeError) {
                    try cube.source.read(frames, into: buffer)
                } catch {
                    failure = FormatError(error, path: cube.origin.path)
                    return
                }
                let written = UnsafeBufferPointer(rebasing: buffer[..<(frames.count * cube.detector.count)])
                do throws(FormatError) { try writer.append(written) } catch { failure = error }
            }
            if let failure { throw failure }
            first = frames.upperBound
            guard progress(first) else { return false }
        }
        try writer.finish()
        return true
    }

    private func admit(_ count: Int) throws(FormatError) {
        guard count % detector.count == 0, count / detector.count <= scan.count - framesWritten else {
            throw FormatError(
                .doesNotFit, path: file.path,
                what: "\(count) values are not whole frames of \(detector.rows) x \(detector.columns), "
                    + "or more than the \(scan.count - framesWritten) frames that are missing")
        }
    }

    private func put<Value>(_ values: [Value]) throws(FormatError) {
        guard values.withUnsafeBytes({ AtomicFile.writeAll($0, to: descriptor) }) else { throw file.failure() }
    }

    private static func rounded<Value: FixedWidthInteger>(_ value: Float, to type: Value.Type) -> Value {
        guard !value.isNaN else { return 0 }
        return Value(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
    }
}
