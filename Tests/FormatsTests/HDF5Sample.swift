import CHDF5
import DataCube
import Formats
import Synchronization

/// Writes HDF5 files through the library, as the test needs them.
struct HDF5Sample {
    private let file: hid_t

    /// Writes a file, alone in the library.
    static func write(to path: String, _ content: (HDF5Sample) -> Void) {
        HDF5Library.locked {
            let file = H5Fcreate(path, hdf5_truncate(), hdf5_default_properties(), hdf5_default_properties())
            content(HDF5Sample(file: file))
            H5Fclose(file)
        }
    }

    func group(_ path: String, attributes: [String: String] = [:]) {
        let group = H5Gcreate2(
            file, path, hdf5_default_properties(), hdf5_default_properties(), hdf5_default_properties())
        for (name, text) in attributes { attribute(name, text, of: group) }
        H5Gclose(group)
    }

    /// A dataset of the given file type from uint16 values; chunked where `chunk` is given, through the filters.
    func dataset(
        _ path: String, _ shape: [Int], type: hid_t = hdf5_uint16(), chunk: [Int]? = nil, gzip: Bool = false,
        filter: Int32? = nil, szip: Bool = false, values: [UInt16]
    ) {
        let sizes = shape.map { hsize_t($0) }
        let space = H5Screate_simple(Int32(shape.count), sizes, nil)
        let creation = H5Pcreate(hdf5_dataset_creation_class())
        if let chunk { H5Pset_chunk(creation, Int32(chunk.count), chunk.map { hsize_t($0) }) }
        if gzip {
            H5Pset_shuffle(creation)
            H5Pset_deflate(creation, 4)
        }
        if szip { H5Pset_szip(creation, 32, 8) }  // H5_SZIP_NN_OPTION_MASK
        if let filter { H5Pset_filter(creation, filter, 0, 0, nil) }
        let dataset = H5Dcreate2(
            file, path, type, space, hdf5_default_properties(), creation, hdf5_default_properties())
        H5Dwrite(dataset, hdf5_uint16(), hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(), values)
        H5Dclose(dataset)
        H5Pclose(creation)
        H5Sclose(space)
    }

    /// A dataset whose bytes are those of a raw file.
    func external(_ path: String, _ shape: [Int], type: hid_t = hdf5_uint16(), raw: String) {
        let space = H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil)
        let creation = H5Pcreate(hdf5_dataset_creation_class())
        H5Pset_external(creation, raw, 0, hsize_t(shape.reduce(H5Tget_size(type), *)))
        H5Dclose(
            H5Dcreate2(file, path, type, space, hdf5_default_properties(), creation, hdf5_default_properties()))
        H5Pclose(creation)
        H5Sclose(space)
    }

    /// A filter as a dataset lists it: its registered number and its parameters.
    struct Filter {
        let number: Int32
        var values: [UInt32] = []
    }

    /// A dataset whose chunks are written as they are given, each with the filters that it did not pass; places are
    /// counted in chunks. A chunk that is not given is not written.
    func chunks(
        _ path: String, _ shape: [Int], type: hid_t = hdf5_uint16(), chunk: [Int], filters: [Filter], fill: UInt16 = 0,
        _ chunks: [(place: [Int], bytes: [UInt8], skipped: UInt32)]
    ) {
        let space = H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil)
        let creation = H5Pcreate(hdf5_dataset_creation_class())
        H5Pset_chunk(creation, Int32(chunk.count), chunk.map { hsize_t($0) })
        if fill != 0 { H5Pset_fill_value(creation, hdf5_uint16(), [fill]) }
        // Optional: the library then does not ask for the filter itself.
        for filter in filters {
            H5Pset_filter(creation, filter.number, UInt32(H5Z_FLAG_OPTIONAL), filter.values.count, filter.values)
        }
        let dataset = H5Dcreate2(
            file, path, type, space, hdf5_default_properties(), creation, hdf5_default_properties())
        for (place, bytes, skipped) in chunks {
            let origin = zip(place, chunk).map { hsize_t($0 * $1) }
            H5Dwrite_chunk(dataset, hdf5_default_properties(), skipped, origin, bytes.count, bytes)
        }
        H5Dclose(dataset)
        H5Pclose(creation)
        H5Sclose(space)
    }

    /// A type as a file stores it; to be closed.
    static func type(_ element: ElementType, _ order: ByteOrder) -> hid_t {
        let type: hid_t
        switch element {
        case .float16:
            // Sign, five bits of exponent, ten of mantissa.
            type = H5Tcopy(hdf5_float32())
            H5Tset_fields(type, 15, 10, 5, 0, 10)
            H5Tset_ebias(type, 15)
        case .float32: type = H5Tcopy(hdf5_float32())
        case .float64: type = H5Tcopy(hdf5_float64())
        default:
            type = H5Tcopy(hdf5_int64())
            H5Tset_sign(type, element.rawValue.hasPrefix("u") ? H5T_SGN_NONE : H5T_SGN_2)
        }
        H5Tset_size(type, element.byteCount)
        H5Tset_order(type, order == .big ? H5T_ORDER_BE : H5T_ORDER_LE)
        return type
    }

    /// A vector of doubles with a units attribute.
    func vector(_ path: String, _ values: [Double], units: String) {
        let space = H5Screate_simple(1, [hsize_t(values.count)], nil)
        let dataset = H5Dcreate2(
            file, path, hdf5_float64(), space, hdf5_default_properties(), hdf5_default_properties(),
            hdf5_default_properties())
        H5Dwrite(
            dataset, hdf5_native_double(), hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(), values)
        attribute("units", units, of: dataset)
        H5Dclose(dataset)
        H5Sclose(space)
    }

    /// A group below others that are made with it.
    func groups(_ path: String) {
        let creation = H5Pcreate(hdf5_link_creation_class())
        H5Pset_create_intermediate_group(creation, 1)
        H5Gclose(H5Gcreate2(file, path, creation, hdf5_default_properties(), hdf5_default_properties()))
        H5Pclose(creation)
    }

    /// Attributes of an object: numbers, or texts.
    func attributes(of path: String, _ numbers: [String: Double], _ texts: [String: String] = [:]) {
        let object = H5Oopen(file, path, hdf5_default_properties())
        let space = H5Screate(H5S_SCALAR)
        for (name, value) in numbers {
            let attribute = H5Acreate2(
                object, name, hdf5_float64(), space, hdf5_default_properties(), hdf5_default_properties())
            H5Awrite(attribute, hdf5_native_double(), [value])
            H5Aclose(attribute)
        }
        for (name, text) in texts { attribute(name, text, of: object) }
        H5Sclose(space)
        H5Oclose(object)
    }

    /// A dataset of one number.
    func number(_ path: String, _ value: Double) { vector(path, [value], units: "") }

    /// A dataset of one text.
    func text(_ path: String, _ text: String) {
        let type = H5Tcopy(hdf5_c_string())
        H5Tset_size(type, max(1, text.utf8.count))
        let space = H5Screate(H5S_SCALAR)
        let dataset = H5Dcreate2(
            file, path, type, space, hdf5_default_properties(), hdf5_default_properties(), hdf5_default_properties())
        H5Dwrite(
            dataset, type, hdf5_whole_space(), hdf5_whole_space(), hdf5_default_properties(), Array(text.utf8))
        H5Dclose(dataset)
        H5Sclose(space)
        H5Tclose(type)
    }

    /// One more link to an object.
    func hardLink(_ path: String, to object: String) {
        H5Lcreate_hard(file, object, file, path, hdf5_default_properties(), hdf5_default_properties())
    }

    /// A link to an object of another file.
    func externalLink(_ path: String, file other: String, object: String) {
        H5Lcreate_external(other, object, file, path, hdf5_default_properties(), hdf5_default_properties())
    }

    private func attribute(_ name: String, _ text: String, of object: hid_t) {
        let type = H5Tcopy(hdf5_c_string())
        H5Tset_size(type, max(1, text.utf8.count))
        let space = H5Screate(H5S_SCALAR)
        let attribute = H5Acreate2(object, name, type, space, hdf5_default_properties(), hdf5_default_properties())
        H5Awrite(attribute, type, Array(text.utf8))
        H5Aclose(attribute)
        H5Sclose(space)
        H5Tclose(type)
    }
}

/// A filter that changes nothing and counts the chunks it decodes; 300 lies in the range for tests.
enum CountingFilter {
    static let number: Int32 = 300
    static let decoded = Atomic<Int>(0)

    static func register() {
        var filter = H5Z_class2_t()
        filter.version = H5Z_CLASS_T_VERS
        filter.id = number
        filter.encoder_present = 1
        filter.decoder_present = 1
        filter.filter = { flags, _, _, size, _, _ in
            // H5Z_FLAG_REVERSE: a chunk is read.
            if flags & 0x0100 != 0 { CountingFilter.decoded.add(1, ordering: .relaxed) }
            return size
        }
        HDF5Library.locked { _ = H5Zregister(&filter) }
    }
}
