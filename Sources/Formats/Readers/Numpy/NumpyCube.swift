import DataCube

/// An array of a .npy file or of an archive's member, taken as a scan of patterns.
struct NumpyCube {
    let header: NpyHeader
    let elementType: ElementType
    let byteOrder: ByteOrder

    /// - Throws: `unsupported` for arrays that hold no patterns.
    init(_ header: NpyHeader, path: String) throws(FormatError) {
        guard let element = header.element else {
            throw FormatError(
                .unsupported, path: path, place: "descr '\(header.descr)'",
                what: header.descr.contains("b") ? "truth values are not counts" : "this element type is not read",
                remedy: "Save it as integers or floats, e.g. numpy.save(name, array.astype('u1'))")
        }
        guard (2...4).contains(header.shape.count) else {
            throw FormatError(
                .unsupported, path: path, place: "shape",
                what: "an array of \(header.shape.count) axes is not 4D-STEM data",
                remedy: "4 axes (scan, detector), 3 (frames, detector) or 2 (one pattern) are read")
        }
        self.header = header
        (elementType, byteOrder) = element
    }

    /// The dataset; mapped in place: Fortran order, and maps that lie in one piece, are only other strides.
    /// - Parameters:
    ///   - offset: where the header begins in the bytes.
    ///   - assembly: what is known of the file.
    func open(in bytes: FileBytes, at offset: Int, _ assembly: CubeAssembly, options: OpenOptions) throws(FormatError)
        -> DataCube
    {
        var axes = try axes(path: bytes.path)
        let scanCount = axes.count - 2
        if options.order == .maps { axes = Array(axes[2...] + axes[..<2]) }
        let scan = axes[..<scanCount]
        let (row, column) = (axes[scanCount], axes[scanCount + 1])
        let layout = FrameLayout(
            scan: ScanShape(rows: scanCount == 2 ? scan[0].size : 1, columns: scan.last?.size ?? 1),
            detector: DetectorShape(rows: row.size, columns: column.size), elementType: elementType,
            byteOrder: byteOrder, offset: offset + header.dataOffset,
            scanRowStride: scanCount == 2 ? scan[0].stride : 0,
            scanColumnStride: scan.last?.stride ?? row.size * column.size * elementType.byteCount,
            detectorRowStride: row.stride, detectorColumnStride: column.stride)
        var assembly = assembly
        assembly.order = options.order
        assembly.storedScan = scanCount == 2 ? layout.scan : nil
        let isFrameByFrame = !header.fortranOrder && options.order != .maps
        return try assembly.cube(
            MappedFrames(layout: layout, isFrameByFrame: isFrameByFrame), in: bytes, options: options)
    }

    /// Bytes from the header's first to the last element's; nil where that overflows.
    var wholeSize: Int? {
        var size = elementType.byteCount
        for count in header.shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: count)
            guard !overflow else { return nil }
            size = product
        }
        let (whole, overflow) = size.addingReportingOverflow(header.dataOffset)
        return overflow ? nil : whole
    }

    /// Sizes, and bytes from one element to the next, of the axes as the array has them.
    private func axes(path: String) throws(FormatError) -> [(size: Int, stride: Int)] {
        let shape = header.shape
        _ = try CubeAssembly.checkedFrames(
            scanSizes: Array(shape.dropLast(2)), rows: shape[shape.count - 2], columns: shape[shape.count - 1],
            path: path, place: "shape")
        var axes = shape.map { (size: $0, stride: elementType.byteCount) }
        var step = elementType.byteCount
        for axis in header.fortranOrder ? Array(shape.indices) : shape.indices.reversed() {
            axes[axis].stride = step
            step *= shape[axis]
        }
        return axes
    }
}
