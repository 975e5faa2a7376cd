import DataCube

/// A tiny .dm3 or .dm4 file with a thumbnail and one image or several, written tag by tag.
struct DigitalMicrographSample {
    var version = 4
    /// Fastest first.
    var sizes = [4, 3, 5, 2]
    /// Elements in the file's order.
    var elements: [UInt16] = []
    /// Fastest first; origin in pixels.
    var axes: [(origin: Float, scale: Float, units: String)] = []
    var swapped: Bool?
    var voltage: Double = 200_000
    var dataType = 10
    /// How many images follow the thumbnail, all alike.
    var copies = 1
    /// Texts and numbers below ImageTags, by the path of their groups' and their own names.
    var tags: [(path: [String], value: String)] = []
    var brightness: (scale: Float, units: String)?
    /// What Dimensions says instead of `sizes`.
    var claimedSizes: [UInt32]?

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.put(UInt32(version), .big)
        size(0, &writer)
        writer.put(UInt32(1), .big)
        group(
            &writer,
            [
                ("ImageList", { group(&$0, [("", thumbnail)] + (0..<copies).map { _ in ("", image) }) }),
                ("Thumbnails", { group(&$0, [("", { group(&$0, [("ImageIndex", { number(UInt32(0), 5, &$0) })]) })]) }),
            ])
        writer.bytes += [UInt8](repeating: 0, count: 8)
        return writer.bytes
    }

    private func thumbnail(_ writer: inout ByteWriter) {
        group(
            &writer,
            [
                (
                    "ImageData",
                    {
                        group(
                            &$0,
                            [
                                ("Data", { array([UInt16](repeating: 9, count: 4), 4, &$0) }),
                                ("DataType", { number(UInt32(10), 5, &$0) }),
                                (
                                    "Dimensions",
                                    {
                                        group(
                                            &$0,
                                            [("", { number(UInt32(2), 5, &$0) }), ("", { number(UInt32(2), 5, &$0) })])
                                    }
                                ),
                            ])
                    }
                )
            ])
    }

    private func image(_ writer: inout ByteWriter) {
        var metadata: [(String, (inout ByteWriter) -> Void)] = []
        if let swapped { metadata.append(("Data Order Swapped", { number(UInt8(swapped ? 1 : 0), 8, &$0) })) }
        group(
            &writer,
            [
                (
                    "ImageData",
                    {
                        group(
                            &$0,
                            [
                                (
                                    "Calibrations",
                                    {
                                        group(
                                            &$0,
                                            [
                                                ("Brightness", { intensity(&$0) }),
                                                (
                                                    "Dimension",
                                                    { group(&$0, axes.map { axis in ("", { dimension(axis, &$0) }) }) }
                                                ),
                                            ])
                                    }
                                ),
                                ("Data", { array(elements, 4, &$0) }),
                                ("DataType", { number(UInt32(dataType), 5, &$0) }),
                                (
                                    "Dimensions",
                                    {
                                        group(
                                            &$0,
                                            (claimedSizes ?? sizes.map(UInt32.init)).map { size in
                                                ("", { number(size, 5, &$0) })
                                            })
                                    }
                                ),
                            ])
                    }
                ),
                (
                    "ImageTags",
                    {
                        group(
                            &$0,
                            [
                                ("Meta Data", { group(&$0, metadata) }),
                                (
                                    "Microscope Info",
                                    {
                                        group(
                                            &$0,
                                            [
                                                ("Box", structure), ("Voltage", { number(voltage.bitPattern, 7, &$0) }),
                                            ] + said(below: ["Microscope Info"]))
                                    }
                                ),
                                (
                                    "DataBar",
                                    { group(&$0, said(below: ["DataBar"])) }
                                ),
                                (
                                    "Acquisition",
                                    {
                                        group(
                                            &$0, [("Device", { group(&$0, said(below: ["Acquisition", "Device"])) })])
                                    }
                                ),
                            ])
                    }
                ),
                ("Name", { array(Array("Scan of the sheet".utf16), 4, &$0) }),
            ])
    }

    /// The tags of a group: numbers where they are some, else texts.
    private func said(below path: [String]) -> [(String, (inout ByteWriter) -> Void)] {
        tags.filter { $0.path.dropLast() == path[...] }.map { tag in
            (
                tag.path[tag.path.count - 1],
                { writer in
                    if let value = Double(tag.value) {
                        number(value.bitPattern, 7, &writer)
                    } else {
                        array(Array(tag.value.utf16), 4, &writer)
                    }
                }
            )
        }
    }

    private func intensity(_ writer: inout ByteWriter) {
        guard let brightness else { return group(&writer, []) }
        group(
            &writer,
            [
                ("Scale", { number(brightness.scale.bitPattern, 6, &$0) }),
                ("Units", { array(Array(brightness.units.utf16), 4, &$0) }),
            ])
    }

    private func dimension(_ axis: (origin: Float, scale: Float, units: String), _ writer: inout ByteWriter) {
        group(
            &writer,
            [
                ("Origin", { number(axis.origin.bitPattern, 6, &$0) }),
                ("Scale", { number(axis.scale.bitPattern, 6, &$0) }),
                ("Units", { array(Array(axis.units.utf16), 4, &$0) }),
            ])
    }

    /// A structure of two int16 fields, which readers pass over.
    private func structure(_ writer: inout ByteWriter) {
        writer.put("%%%%")
        size(7, &writer)
        for part in [15, 0, 2, 0, 2, 0, 2] { size(part, &writer) }
        writer.put(Int16(3))
        writer.put(Int16(4))
    }

    private func size(_ value: Int, _ writer: inout ByteWriter) {
        if version == 4 { writer.put(UInt64(value), .big) } else { writer.put(UInt32(value), .big) }
    }

    private func number<Value: FixedWidthInteger>(_ value: Value, _ type: Int, _ writer: inout ByteWriter) {
        writer.put("%%%%")
        size(1, &writer)
        size(type, &writer)
        writer.put(value)
    }

    private func array(_ values: [UInt16], _ type: Int, _ writer: inout ByteWriter) {
        writer.put("%%%%")
        size(3, &writer)
        for part in [20, type, values.count] { size(part, &writer) }
        for value in values { writer.put(value) }
    }

    private func group(_ writer: inout ByteWriter, _ entries: [(String, (inout ByteWriter) -> Void)]) {
        writer.bytes += [1, 0]
        size(entries.count, &writer)
        for (name, write) in entries {
            var content = ByteWriter()
            write(&content)
            let isGroup = !content.bytes.starts(with: Array("%%%%".utf8))
            writer.put(UInt8(isGroup ? 20 : 21))
            writer.put(UInt16(name.utf8.count), .big)
            writer.put(name)
            if version == 4 { writer.put(UInt64(content.bytes.count), .big) }
            writer.bytes += content.bytes
        }
    }
}
