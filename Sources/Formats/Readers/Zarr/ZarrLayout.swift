import DataCube

/// How an array lies in a zarr store, as described in format 2 (.zarray) or 3 (zarr.json): zarr-specs.readthedocs.io,
/// "Zarr storage specification version 2" and "Zarr core specification version 3".
struct ZarrLayout: Sendable {
    let shape: [Int]
    /// Sizes of a chunk along each axis.
    let chunk: [Int]
    /// Nil for what are no numbers that pixels could be.
    let elementType: ElementType?
    let byteOrder: ByteOrder
    /// The axes as they lie in a chunk, the slowest first.
    private(set) var order: [Int]
    /// What chunks went through, in the order of writing.
    private(set) var filters: [ChunkFilter] = []
    /// A step that is not undone here, by name.
    private(set) var unknownStep: String?
    /// The bytes of an element that was never written, as stored; none for no such value.
    let fill: [UInt8]
    /// What stands before a chunk's places in its name, and between them.
    let keyStart: String
    let separator: String

    /// Nil for what describes no array of these formats.
    init?(_ json: JSONValue) {
        switch json["zarr_format"]?.integer {
        case 2: self.init(format2: json)
        case 3: self.init(format3: json)
        default: return nil
        }
        guard chunk.count == shape.count, order.sorted() == Array(shape.indices), chunk.allSatisfy({ $0 >= 1 }) else {
            return nil
        }
    }

    private init?(format2 json: JSONValue) {
        guard let shape = Self.integers(json["shape"]), let chunk = Self.integers(json["chunks"]) else { return nil }
        self.shape = shape
        self.chunk = chunk
        // NumPy's spelling: `<u2`, `|i1`, `>f4`.
        let type = json["dtype"]?.text ?? ""
        let kinds: [Character: String] = ["u": "uint", "i": "int", "f": "float"]
        let kind = type.dropFirst().first.flatMap { kinds[$0] } ?? ""
        elementType = Int(type.dropFirst(2)).flatMap { width in
            (1...8).contains(width) ? ElementType(rawValue: kind + String(width * 8)) : nil
        }
        byteOrder = type.hasPrefix(">") ? .big : .little
        order = json["order"]?.text == "F" ? shape.indices.reversed() : Array(shape.indices)
        fill = Self.fill(json["fill_value"], elementType, byteOrder)
        keyStart = ""
        separator = json["dimension_separator"]?.text ?? "."
        // Filters come before the compressor.
        for step in (json["filters"]?.values ?? []) + [json["compressor"] ?? .null] where step != .null {
            take(step: step["id"]?.text ?? "?", step)
        }
    }

    private init?(format3 json: JSONValue) {
        guard let shape = Self.integers(json["shape"]), json["chunk_grid"]?["name"]?.text == "regular",
            let chunk = Self.integers(json["chunk_grid"]?["configuration"]?["chunk_shape"])
        else { return nil }
        self.shape = shape
        self.chunk = chunk
        let codecs = (json["codecs"]?.values ?? []).map { ($0["name"]?.text ?? "?", $0["configuration"] ?? .null) }
        elementType = json["data_type"]?.text.flatMap { ElementType(rawValue: $0) }
        byteOrder = codecs.contains { $0 == "bytes" && $1["endian"]?.text == "big" } ? .big : .little
        order = Array(shape.indices)
        fill = Self.fill(json["fill_value"], elementType, byteOrder)
        let keys = json["chunk_key_encoding"]
        let isPlain = keys?["name"]?.text == "v2"
        separator = keys?["configuration"]?["separator"]?.text ?? (isPlain ? "." : "/")
        keyStart = isPlain ? "" : "c" + separator
        for (name, parameters) in codecs where name != "bytes" {
            if name == "transpose" {
                guard let axes = Self.integers(parameters["order"]), axes.sorted() == Array(shape.indices) else {
                    return nil
                }
                order = axes.map { order[$0] }
            } else {
                take(step: name.hasPrefix("numcodecs.") ? String(name.dropFirst("numcodecs.".count)) : name, parameters)
            }
        }
    }

    // MARK: Parts of the description

    /// Nil where not all are whole numbers.
    private static func integers(_ value: JSONValue?) -> [Int]? {
        guard case .list(let elements)? = value else { return nil }
        let integers = elements.compactMap(\.integer)
        return integers.count == elements.count ? integers : nil
    }

    /// Notes a step of writing: of zarr's own, or of numcodecs (numcodecs.readthedocs.io).
    private mutating func take(step name: String, _ parameters: JSONValue) {
        switch name {
        case "blosc": filters.append(.blosc)
        case "zlib", "gzip": filters.append(.deflate)
        case "zstd": filters.append(.zstd)
        case "lz4": filters.append(.lz4)
        case "shuffle":
            let width = parameters["elementsize"]?.integer ?? 4
            if (1...(1 << 16)).contains(width) { filters.append(.shuffle(width: width)) } else { fallthrough }
        default: unknownStep = unknownStep ?? name
        }
    }

    private static func fill(_ value: JSONValue?, _ type: ElementType?, _ order: ByteOrder) -> [UInt8] {
        guard let value, let type else { return [] }
        func bytes(_ pattern: UInt64) -> [UInt8] {
            let bytes = (0..<type.byteCount).map { UInt8(truncatingIfNeeded: pattern >> UInt64($0 * 8)) }
            return order == .little ? bytes : bytes.reversed()
        }
        var number = value.number
        if let text = value.text {
            // Format 3 spells unusual values as their bits.
            if text.hasPrefix("0x"), let bits = UInt64(text.dropFirst(2), radix: 16) { return bytes(bits) }
            number = ["NaN": Double.nan, "Infinity": .infinity, "-Infinity": -.infinity][text]
        }
        guard let number else { return [] }
        switch type {
        case .float16: return bytes(UInt64(Float16(number).bitPattern))
        case .float32: return bytes(UInt64(Float(number).bitPattern))
        case .float64: return bytes(number.bitPattern)
        default: return bytes(Int64(exactly: number).map { UInt64(bitPattern: $0) } ?? UInt64(exactly: number) ?? 0)
        }
    }
}
