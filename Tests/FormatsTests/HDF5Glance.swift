import CHDF5
import Formats

/// Looks into an HDF5 file through the library alone, independent of what the project reads and writes by.
struct HDF5Glance {
    private let file: hid_t

    /// Opens a file and looks, alone in the library.
    static func look<Seen>(into path: String, _ body: (HDF5Glance) throws -> Seen) throws -> Seen {
        try HDF5Library.locked {
            let file = H5Fopen(path, hdf5_read_only(), hdf5_default_properties())
            defer { H5Fclose(file) }
            return try body(HDF5Glance(file: file))
        }
    }

    /// The text of an attribute; nil where there is none.
    func text(_ name: String, of object: String) -> String? {
        let attribute = H5Aopen_by_name(file, object, name, hdf5_default_properties(), hdf5_default_properties())
        guard attribute >= 0 else { return nil }
        defer { H5Aclose(attribute) }
        let type = H5Aget_type(attribute)
        defer { H5Tclose(type) }
        guard H5Tis_variable_str(type) > 0 else { return nil }
        var characters: UnsafeMutablePointer<CChar>?
        guard H5Aread(attribute, type, &characters) >= 0, let characters else { return nil }
        defer { H5free_memory(characters) }
        return String(cString: characters)
    }

    /// The class of an attribute's or dataset's type is an enum.
    func isEnum(_ name: String, of object: String) -> Bool {
        let attribute = H5Aopen_by_name(file, object, name, hdf5_default_properties(), hdf5_default_properties())
        defer { H5Aclose(attribute) }
        let type = H5Aget_type(attribute)
        defer { H5Tclose(type) }
        return H5Tget_class(type) == H5T_ENUM
    }

    /// A dataset's chunk; nil where it lies in one piece.
    func chunk(of path: String) -> [Int]? {
        let dataset = H5Dopen2(file, path, hdf5_default_properties())
        defer { H5Dclose(dataset) }
        let creation = H5Dget_create_plist(dataset)
        defer { H5Pclose(creation) }
        guard H5Pget_layout(creation) == H5D_CHUNKED else { return nil }
        var sizes = [hsize_t](repeating: 0, count: 8)
        let rank = H5Pget_chunk(creation, 8, &sizes)
        return sizes[..<Int(max(0, rank))].map { Int($0) }
    }

    /// All numbers of a dataset as double precision has them.
    func numbers(_ path: String) -> [Double] {
        let dataset = H5Dopen2(file, path, hdf5_default_properties())
        defer { H5Dclose(dataset) }
        let space = H5Dget_space(dataset)
        defer { H5Sclose(space) }
        var values = [Double](repeating: .nan, count: Int(max(0, H5Sget_simple_extent_npoints(space))))
        H5Dread(
            dataset, hdf5_native_double(), hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(), &values)
        return values
    }

    /// The text of a scalar dataset.
    func text(_ path: String) -> String? {
        let dataset = H5Dopen2(file, path, hdf5_default_properties())
        guard dataset >= 0 else { return nil }
        defer { H5Dclose(dataset) }
        let type = H5Dget_type(dataset)
        defer { H5Tclose(type) }
        guard H5Tis_variable_str(type) > 0 else { return nil }
        var characters: UnsafeMutablePointer<CChar>?
        guard
            H5Dread(dataset, type, hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(), &characters) >= 0,
            let characters
        else { return nil }
        defer { H5free_memory(characters) }
        return String(cString: characters)
    }
}
