import DataCube

/// NumPy arrays (.npy): 4D, a 3D stack of patterns, or a single 2D pattern; C or Fortran order, either byte order.
struct NumpyFormat: CubeFormat {
    let name = "npy"
    let extensions = ["npy"]
    let mark = "begins with \\x93NUMPY"

    func recognise(header: [UInt8], path: String) -> Confidence {
        header.starts(with: NpyHeader.magic) ? .certain : .none
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let bytes = try FileBytes(path: path)
        let cube = try NumpyCube(NpyHeader(bytes.prefix(NpyHeader.longest), path: path), path: path)
        return try cube.open(in: bytes, at: 0, CubeAssembly(path: path, format: name), options: options)
    }
}
