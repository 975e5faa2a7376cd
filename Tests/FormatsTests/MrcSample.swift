import DataCube

/// An MRC file of six frames of 4 x 5 pixels.
struct MrcSample {
    var mode = 1
    var order = ByteOrder.little
    var columns = 5
    var rows = 4
    var frames = 6
    var extended: [UInt8] = []
    var extendedType = "\0\0\0\0"
    /// Whether the header carries the format's name and the machine's stamp.
    var isNamed = true
    /// IMOD's mark and flags.
    var imodFlags: Int32?
    /// What the header claims instead of `frames`.
    var claimedFrames: Int32?

    var type: ElementType {
        [0: ElementType.int8, 1: .int16, 2: .float32, 6: .uint16, 12: .float16][mode] ?? .uint8
    }

    var values: [Float] { (0..<frames * rows * columns).map { Float(Samples.element($0, type)) } }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        let sizes = [Int32(columns), Int32(rows), claimedFrames ?? Int32(frames)]
        for value in sizes + [Int32(mode), 0, 0, 0] + sizes { writer.put(value, order) }
        for length: Float in [10, 10, 10, 90, 90, 90] { writer.put(length.bitPattern, order) }
        for value: Int32 in [1, 2, 3] { writer.put(value, order) }
        for _ in 0..<3 { writer.put(UInt32(0), order) }
        writer.put(Int32(1), order)
        writer.put(Int32(extended.count), order)
        writer.bytes += [UInt8](repeating: 0, count: 8)
        writer.put(extendedType)
        writer.put(Int32(20141), order)
        writer.bytes += [UInt8](repeating: 0, count: 152 - writer.bytes.count)
        writer.put(Int32(imodFlags == nil ? 0 : 1_146_047_817), order)
        writer.put(imodFlags ?? 0, order)
        writer.bytes += [UInt8](repeating: 0, count: 208 - writer.bytes.count)
        if isNamed { writer.put("MAP ") } else { writer.put(UInt32(0)) }
        let stamp: UInt8 = order == .little ? 0x44 : 0x11
        writer.bytes += isNamed ? [stamp, stamp, 0, 0] : [0, 0, 0, 0]
        writer.bytes += [UInt8](repeating: 0, count: 1024 - writer.bytes.count)
        writer.bytes += extended
        for index in 0..<frames * rows * columns { writer.put(Samples.element(index, type), as: type, order) }
        return writer.bytes
    }

    /// A Thermo Fisher header of one frame: numbers by their byte positions.
    static func microscope(_ numbers: [(Int, Double)], _ texts: [(Int, String)], _ order: ByteOrder) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 768)
        for (place, number) in numbers {
            var writer = ByteWriter()
            writer.put(number.bitPattern, order)
            bytes.replaceSubrange(place..<place + 8, with: writer.bytes)
        }
        for (place, text) in texts { bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
        return bytes
    }
}
