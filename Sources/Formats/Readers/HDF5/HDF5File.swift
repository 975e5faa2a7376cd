import CHDF5
import CHDF5Places
import DataCube

/// An HDF5 file open for reading: its datasets, and the small values that describe them. Call under
/// `HDF5Library.locked`.
struct HDF5File: Sendable {
    let path: String
    let handle: HDF5Handle
    /// How much of it is there; nil where the system cannot be asked.
    private let extent: HDF5Extent?

    /// Opens without taking the library's file lock, so that files on read-only or network places can be read. A file that
    /// ends early opens too, and so do those that its links lead to: what lies behind the end is not there.
    init(path: String) throws(FormatError) {
        self.path = path
        guard let access = HDF5Handle(H5Pcreate(hdf5_file_access_class()), H5Pclose),
            H5Pset_file_locking(access.id, false, true) >= 0, hdf5_use_places(access.id) >= 0
        else {
            throw FormatError(.unreadable, path: path, what: "the HDF5 library failed: \(HDF5Library.lastReason)")
        }
        guard let handle = HDF5Handle(H5Fopen(path, hdf5_read_only(), access.id), H5Fclose) else {
            throw FormatError(
                .malformed, path: path, what: "is not a whole HDF5 file: \(HDF5Library.lastReason)",
                remedy: "Fetch it again; if it is still being written, wait until it is closed")
        }
        self.handle = handle
        extent = HDF5Extent(of: handle)
    }

    /// That the file ends early; nil where it does not.
    var endsEarly: String? {
        guard let extent, extent.isCutShort else { return nil }
        return "the file ends early: \(extent.count) of \(extent.promised) bytes are there"
    }

    /// The path of the file that an object lies in, which a link may have led to.
    static func path(of object: HDF5Handle) -> String? {
        let length = H5Fget_name(object.id, nil, 0)
        guard length > 0 else { return nil }
        var name = [CChar](repeating: 0, count: length + 1)
        guard H5Fget_name(object.id, &name, name.count) == length else { return nil }
        return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// True when an object can be reached under the path. Walks link by link: the library asks for that.
    func exists(_ objectPath: String) -> Bool {
        var prefix = ""
        for part in objectPath.split(separator: "/") {
            prefix += "/" + part
            guard H5Lexists(handle.id, prefix, hdf5_default_properties()) > 0,
                H5Oexists_by_name(handle.id, prefix, hdf5_default_properties()) > 0
            else { return false }
        }
        return true
    }

    // MARK: Small values

    /// An open dataset whose values may be read at once; nil where there is none, where they lie behind the end of the file,
    /// or where the library would make room for chunks of more than 16 MB, which no description has, whatever the file says.
    func smallDataset(_ datasetPath: String) -> HDF5Handle? {
        guard exists(datasetPath),
            let dataset = HDF5Handle(H5Dopen2(handle.id, datasetPath, hdf5_default_properties()), H5Dclose),
            let type = HDF5Handle(H5Dget_type(dataset.id), H5Tclose),
            let creation = HDF5Handle(H5Dget_create_plist(dataset.id), H5Pclose), isThere(dataset, creation)
        else { return nil }
        guard H5Pget_layout(creation.id) == H5D_CHUNKED else { return dataset }
        var sizes = [hsize_t](repeating: 1, count: Int(H5S_MAX_RANK))
        let rank = H5Pget_chunk(creation.id, H5S_MAX_RANK, &sizes)
        guard rank >= 1 else { return nil }
        var bytes = hsize_t(H5Tget_size(type.id))
        for size in sizes.prefix(Int(rank)) {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow, product <= 1 << 24 else { return nil }
            bytes = product
        }
        return dataset
    }

    /// Whether the values of a dataset lie inside the file. Of chunks nothing is known, so that those of a file that ends
    /// early do not count.
    private func isThere(_ dataset: HDF5Handle, _ creation: HDF5Handle) -> Bool {
        guard let extent, extent.isCutShort else { return true }
        let layout = H5Pget_layout(creation.id)
        return layout == H5D_COMPACT
            || layout == H5D_CONTIGUOUS
                && extent.holds(UInt64(H5Dget_offset(dataset.id)), H5Dget_storage_size(dataset.id))
    }

    /// The numbers of a small numeric dataset; nil where there is none.
    func numbers(_ datasetPath: String) -> [Double]? {
        guard let dataset = smallDataset(datasetPath),
            let space = HDF5Handle(H5Dget_space(dataset.id), H5Sclose),
            let type = HDF5Handle(H5Dget_type(dataset.id), H5Tclose), Self.isNumber(type.id)
        else { return nil }
        return Self.read(space) { buffer in
            H5Dread(
                dataset.id, hdf5_native_double(), hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(),
                buffer)
        }
    }

    /// The text of a scalar string dataset.
    func text(_ datasetPath: String) -> String? {
        guard let dataset = smallDataset(datasetPath),
            let space = HDF5Handle(H5Dget_space(dataset.id), H5Sclose),
            let type = HDF5Handle(H5Dget_type(dataset.id), H5Tclose)
        else { return nil }
        return Self.texts(space, type) { memoryType, buffer in
            H5Dread(
                dataset.id, memoryType, hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(), buffer)
        }?.first
    }

    /// The number of a numeric attribute.
    func number(attribute: String, of objectPath: String) -> Double? {
        guard let opened = self.attribute(attribute, of: objectPath),
            let space = HDF5Handle(H5Aget_space(opened.id), H5Sclose),
            let type = HDF5Handle(H5Aget_type(opened.id), H5Tclose), Self.isNumber(type.id)
        else { return nil }
        return Self.read(space) { H5Aread(opened.id, hdf5_native_double(), $0) }?.first
    }

    /// The texts of a string attribute, one or several.
    func texts(attribute: String, of objectPath: String) -> [String]? {
        guard let opened = self.attribute(attribute, of: objectPath),
            let space = HDF5Handle(H5Aget_space(opened.id), H5Sclose),
            let type = HDF5Handle(H5Aget_type(opened.id), H5Tclose)
        else { return nil }
        return Self.texts(space, type) { memoryType, buffer in H5Aread(opened.id, memoryType, buffer) }
    }

    /// True where an object has an attribute of that name, whatever it holds.
    func hasAttribute(_ name: String, of objectPath: String) -> Bool { attribute(name, of: objectPath) != nil }

    private func attribute(_ name: String, of path: String) -> HDF5Handle? {
        let objectPath = path.isEmpty ? "/" : path
        guard exists(objectPath),
            H5Aexists_by_name(handle.id, objectPath, name, hdf5_default_properties()) > 0
        else { return nil }
        return HDF5Handle(
            H5Aopen_by_name(handle.id, objectPath, name, hdf5_default_properties(), hdf5_default_properties()),
            H5Aclose)
    }

    /// Descriptions are small: what is larger than this many elements or bytes is not one.
    private static let largestDescription = 1 << 21

    private static func isNumber(_ type: hid_t) -> Bool {
        let kind = H5Tget_class(type)
        // Truth values are an enumeration.
        return kind == H5T_INTEGER || kind == H5T_FLOAT || kind == H5T_ENUM
    }

    private static func elementCount(_ space: HDF5Handle) -> Int? {
        let count = H5Sget_simple_extent_npoints(space.id)
        return count >= 1 && count <= largestDescription ? Int(count) : nil
    }

    private static func read(_ space: HDF5Handle, _ read: (UnsafeMutableRawPointer?) -> herr_t) -> [Double]? {
        guard let count = elementCount(space) else { return nil }
        var values = [Double](repeating: 0, count: count)
        let status = values.withUnsafeMutableBytes { read($0.baseAddress) }
        return status >= 0 ? values : nil
    }

    private static func texts(
        _ space: HDF5Handle, _ type: HDF5Handle, _ read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
    ) -> [String]? {
        guard H5Tget_class(type.id) == H5T_STRING, let count = elementCount(space) else { return nil }
        let width = H5Tget_size(type.id)
        if H5Tis_variable_str(type.id) > 0 {
            var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
            let status = pointers.withUnsafeMutableBytes { read(type.id, $0.baseAddress) }
            guard status >= 0 else { return nil }
            let texts = pointers.map { $0.map { String(cString: $0) } ?? "" }
            pointers.withUnsafeMutableBytes {
                _ = H5Dvlen_reclaim(type.id, space.id, hdf5_default_properties(), $0.baseAddress)
            }
            return texts
        }
        guard width >= 1, width <= largestDescription, count <= largestDescription / width else { return nil }
        var bytes = [UInt8](repeating: 0, count: count * width)
        let status = bytes.withUnsafeMutableBytes { read(type.id, $0.baseAddress) }
        guard status >= 0 else { return nil }
        return (0..<count).map { index in
            let field = bytes[index * width..<(index + 1) * width]
            return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
