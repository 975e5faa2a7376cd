import DataCube

/// A NanoMegas blockfile of 2 x 3 patterns of 4 x 4 pixels.
struct BlockfileSample {
    var rows = 2
    var columns = 3
    var size = 4
    var order = ByteOrder.little
    /// nm, along a row and from row to row.
    var steps = (2.5, 2.5)
    var resolution = 6250
    var cameraLength = 2000
    var volts = 200_000
    var note = "Precession angle: 1\r\nby nobody"

    static let dataOffset = 0x1010

    var values: [Float] { (0..<rows * columns * size * size).map { Float(Samples.element($0)) } }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.put("IMGBLO")
        writer.put(UInt16(0x0102), order)
        writer.put(UInt32(0x1000), order)
        writer.put(UInt32(Self.dataOffset), order)
        writer.put(UInt32(131_141), order)
        for value in [size, 0, columns, rows, 2500] { writer.put(UInt16(value), order) }
        writer.put(steps.0.bitPattern, order)
        writer.put(steps.1.bitPattern, order)
        writer.put(UInt32(volts), order)
        writer.put(UInt16(resolution), order)
        writer.put(UInt32(cameraLength), order)
        writer.put(42_339.653_470_046_294.bitPattern, order)
        writer.bytes += [UInt8](repeating: 0, count: 240 - writer.bytes.count)
        writer.put(note)
        writer.bytes += [UInt8](repeating: 0, count: 0x1000 - writer.bytes.count)
        // The virtual image.
        writer.bytes += [UInt8](repeating: 200, count: Self.dataOffset - 0x1000)
        for frame in 0..<rows * columns {
            writer.bytes += [0xAA, 0x55]
            writer.put(UInt32(frame), order)
            for pixel in 0..<size * size { writer.put(UInt8(Samples.element(frame * size * size + pixel))) }
        }
        return writer.bytes
    }
}
