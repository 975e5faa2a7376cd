import DataCube

/// NumPy arrays (.npy): 4D, a 3D stack of patterns, or a single 2D pattern; C or Fortran order, either byte order.
/// Mapped in place: Fortran order is only other strides.
struct NumpyFormat: CubeFormat {
    let name = "npy"
    let extensions = ["npy"]

    func recognise(header: [UInt8], path: String) -> Confidence {
        header.starts(with: NpyHeader.magic) ? .certain : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        let header = try NpyHeader(bytes.prefix(12 + (1 << 16)), path: path)
        guard let element = header.element else {
            throw FormatError(
                .unsupported, path: path, place: "descr '\(header.descr)'",
                what: header.descr.contains("b") ? "truth values are not counts" : "this element type is not read",
                remedy: "Save it as integers or floats, e.g. numpy.save(name, array.astype('u1'))")
        }
        let axes = header.shape
        guard (2...4).contains(axes.count) else {
            throw FormatError(
                .unsupported, path: path, place: "shape",
                what: "an array of \(axes.count) axes is not 4D-STEM data",
                remedy: "4 axes (scan, detector), 3 (frames, detector) or 2 (one pattern) are read")
        }
        let scanSizes = Array(axes.dropLast(2))
        let (rows, columns) = (axes[axes.count - 2], axes[axes.count - 1])
        let frames = try CubeAssembly.checkedFrames(
            scanSizes: scanSizes, rows: rows, columns: columns, path: path, place: "shape")
        let scan =
            scanSizes.count == 2
            ? ScanShape(rows: scanSizes[0], columns: scanSizes[1]) : ScanShape(rows: 1, columns: frames)
        let strides = Self.strides(of: axes, fortranOrder: header.fortranOrder, width: element.type.byteCount)
        let layout = FrameLayout(
            scan: scan, detector: DetectorShape(rows: rows, columns: columns), elementType: element.type,
            byteOrder: element.order, offset: header.dataOffset,
            scanRowStride: axes.count == 4 ? strides[0] : 0,
            scanColumnStride: axes.count >= 3 ? strides[axes.count - 3] : rows * columns * element.type.byteCount,
            detectorRowStride: strides[axes.count - 2], detectorColumnStride: strides[axes.count - 1])
        var assembly = CubeAssembly(path: path, format: name)
        assembly.storedScan = axes.count == 4 ? scan : nil
        return try assembly.cube(
            MappedFrames(layout: layout, isFrameByFrame: !header.fortranOrder), in: bytes, options: options)
    }

    /// Byte distances along each axis. The product of sizes was checked not to overflow.
    private static func strides(of shape: [Int], fortranOrder: Bool, width: Int) -> [Int] {
        var strides = [Int](repeating: width, count: shape.count)
        var step = width
        for axis in fortranOrder ? Array(shape.indices) : shape.indices.reversed() {
            strides[axis] = step
            step *= shape[axis]
        }
        return strides
    }
}
