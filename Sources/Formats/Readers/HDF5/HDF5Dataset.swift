import CHDF5
import DataCube

/// A numeric dataset of 2 to 4 axes that could hold patterns, as its file describes it.
struct HDF5Dataset: Sendable {
    let path: String
    let shape: [Int]
    let elementType: ElementType
    let byteOrder: ByteOrder
    /// False where values fill only some bits of their bytes; `elementType` is then what they are converted to.
    let isPlain: Bool
    /// Bytes of an element in the file; no more than those of `elementType`.
    let storedWidth: Int

    /// Nil for what could not hold patterns. Call under `HDF5Library.locked`.
    init?(_ path: String, in file: HDF5File) {
        guard let dataset = HDF5Handle(H5Dopen2(file.handle.id, path, hdf5_default_properties()), H5Dclose),
            let space = HDF5Handle(H5Dget_space(dataset.id), H5Sclose),
            let type = HDF5Handle(H5Dget_type(dataset.id), H5Tclose), H5Sis_simple(space.id) > 0
        else { return nil }
        let rank = H5Sget_simple_extent_ndims(space.id)
        guard (2...4).contains(rank) else { return nil }
        var sizes = [hsize_t](repeating: 0, count: Int(rank))
        guard H5Sget_simple_extent_dims(space.id, &sizes, nil) == rank, sizes.allSatisfy({ $0 >= 1 }) else {
            return nil
        }
        let shape = sizes.compactMap { Int(exactly: $0) }
        guard shape.count == sizes.count, let element = Self.element(type.id) else { return nil }
        self.path = path
        self.shape = shape
        elementType = element.type
        byteOrder = H5Tget_order(type.id) == H5T_ORDER_BE ? .big : .little
        isPlain = element.isPlain
        storedWidth = H5Tget_size(type.id)
    }

    /// As a person picks it.
    var summary: DatasetSummary { DatasetSummary(name: path, shape: shape, elementType: elementType.rawValue) }

    /// The group that holds it, without a trailing slash; empty for the root.
    var parent: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

    private static func element(_ type: hid_t) -> (type: ElementType, isPlain: Bool)? {
        let size = H5Tget_size(type)
        guard (1...8).contains(size) else { return nil }
        let isPlain = H5Tget_precision(type) == size * 8 && H5Tget_offset(type) == 0
        let kind = H5Tget_class(type)
        if kind == H5T_INTEGER {
            let name = H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int"
            return ElementType(rawValue: name + String(size * 8)).map { ($0, isPlain) }
        }
        guard kind == H5T_FLOAT else { return nil }
        var exponent = (place: 0, size: 0)
        var mantissa = (place: 0, size: 0)
        var sign = 0
        guard H5Tget_fields(type, &sign, &exponent.place, &exponent.size, &mantissa.place, &mantissa.size) >= 0 else {
            return nil
        }
        let isIEEE = [2: 5, 4: 8, 8: 11][size] == exponent.size
        guard isPlain, isIEEE else { return (size <= 4 ? .float32 : .float64, false) }
        return ElementType(rawValue: "float" + String(size * 8)).map { ($0, true) }
    }
}
