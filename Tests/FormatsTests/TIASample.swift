import DataCube

/// A TIA series of images: the element at row-major index i, rows from the top down, is `Samples.element(i, type)`.
struct TIASample {
    var version = 0x220
    var kind = 0x4122
    var type = ElementType.uint16
    var rows = 4
    var columns = 6
    /// Of the series, the first varying fastest: size, value at element 0, step, units.
    var axes: [(size: Int, value: Double, step: Double, units: String)] = [
        (3, 0, 2e-9, "meters"), (2, 0, 2e-9, "meters"),
    ]
    var total = 6
    var valid = 6
    /// Step of the images' axes, zero at column 2 and, from the bottom, row 1.
    var step = 5e7
    /// Whether the tags say that neighbouring elements lie in one column.
    var columnFirst: Bool?
    /// Images behind which there are more bytes than usual.
    var gaps: [Int: Int] = [:]
    /// Images of another height.
    var oddRows: [Int: Int] = [:]

    var bytes: [UInt8] {
        var writer = ByteWriter(bytes: [0x49, 0x49, 0x97, 0x01])
        writer.put(UInt16(version))
        writer.put(UInt32(kind))
        writer.put(UInt32(columnFirst == nil ? 0x4152 : 0x4142))
        writer.put(UInt32(total))
        writer.put(UInt32(valid))
        let link = writer.bytes.count
        offset(0, &writer)
        writer.put(UInt32(axes.count))
        for axis in axes {
            writer.put(UInt32(axis.size))
            writer.put(axis.value.bitPattern)
            writer.put(axis.step.bitPattern)
            writer.put(UInt32(0))
            writer.put(UInt32(8))
            writer.put("Position")
            writer.put(UInt32(axis.units.utf8.count))
            writer.put(axis.units)
        }
        var images: [Int] = []
        var tags: [Int] = []
        for image in 0..<valid {
            images.append(writer.bytes.count)
            let height = oddRows[image] ?? rows
            // Columns before rows; the value 0 at column 2 is given by element 1, the one before.
            for (element, value) in [(1, -step), (1, 0.0)] {
                writer.put(value.bitPattern)
                writer.put(step.bitPattern)
                writer.put(UInt32(element))
            }
            let types: [ElementType] = [.uint8, .uint16, .uint32, .int8, .int16, .int32, .float32, .float64]
            writer.put(UInt16((types.firstIndex(of: type) ?? 8) + 1))
            writer.put(UInt32(columns))
            writer.put(UInt32(height))
            for row in (0..<height).reversed() {
                for column in 0..<columns {
                    writer.put(
                        Samples.element((image * rows + row) * columns + column, type), as: type, .little)
                }
            }
            tags.append(writer.bytes.count)
            writer.put(UInt32(columnFirst == nil ? 0x4152 : 0x4142))
            writer.put(UInt32(1_700_000_000))
            if let columnFirst {
                writer.put((columnFirst ? 0.0 : Double(image)).bitPattern)
                writer.put((columnFirst ? Double(image) : 0.0).bitPattern)
            }
            writer.bytes += [UInt8](repeating: 0xEE, count: gaps[image] ?? 0)
        }
        var place = ByteWriter()
        offset(writer.bytes.count, &place)
        writer.bytes.replaceSubrange(link..<link + place.bytes.count, with: place.bytes)
        let missing = [Int](repeating: 0, count: max(0, min(total, 1000) - valid))
        for table in [images + missing, tags + missing] { for position in table { offset(position, &writer) } }
        return writer.bytes
    }

    private func offset(_ value: Int, _ writer: inout ByteWriter) {
        if version == 0x210 { writer.put(UInt32(value)) } else { writer.put(UInt64(value)) }
    }
}
