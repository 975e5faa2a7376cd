import DataCube

/// A TVIPS recording, cut into files: the element at row-major index i is `Samples.element(i)`.
struct TVIPSSample {
    var version = 2
    var bits = 16
    var rows = 4
    var columns = 6
    var frames = 6
    var frameHeader = 76
    /// Frames of each file but the last, which has the rest.
    var framesPerFile = Int.max
    var signature = "TVIPS TVIPS TVIPS"
    var mode = 2
    /// The rotator's index of each frame.
    var rotator: (Int) -> Int = { _ in 0 }
    /// The scan position of each frame.
    var position: (Int) -> (row: Int, column: Int) = { _ in (0, 0) }

    /// The bytes of the files NAME_000.tvips, NAME_001.tvips, …
    var files: [[UInt8]] {
        var files: [[UInt8]] = []
        var writer = ByteWriter()
        for number in [256, version, columns, rows, bits, 0, 0, 2, 2, 15500, 200, 1200, version == 1 ? 0 : frameHeader]
        {
            writer.put(UInt32(number))
        }
        writer.put(signature)
        writer.bytes += [UInt8](repeating: 0, count: 256 - writer.bytes.count)
        for frame in 0..<frames {
            if frame > 0, frame % framesPerFile == 0 {
                files.append(writer.bytes)
                writer = ByteWriter()
            }
            var head = ByteWriter()
            for number in [frame, 1_700_000_000 + frame, 500] { head.put(UInt32(number)) }
            if version == 2 {
                for number in [0, 0, 4000, mode] { head.put(UInt32(number)) }
                for _ in 0..<5 { head.put(Float(1).bitPattern) }
                head.put(UInt32(rotator(frame)))
                for _ in 0..<4 { head.put(Float(20).bitPattern) }
                head.put(Float(position(frame).column).bitPattern)
                head.put(Float(position(frame).row).bitPattern)
                head.bytes += [UInt8](repeating: 0xEE, count: max(0, frameHeader - head.bytes.count))
            }
            writer.bytes += head.bytes.prefix(version == 1 ? 12 : frameHeader)
            for pixel in 0..<rows * columns {
                let value = Samples.element(frame * rows * columns + pixel)
                writer.put(value, as: bits == 8 ? .uint8 : .uint16, .little)
            }
        }
        return files + [writer.bytes]
    }
}
