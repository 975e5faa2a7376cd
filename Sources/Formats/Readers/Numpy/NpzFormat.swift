import DataCube

/// Archives of NumPy arrays (.npz). An array that is stored as it is (numpy.savez) is mapped in place, a compressed one
/// unpacked into memory while it is looked at.
struct NpzFormat: CubeFormat {
    let name = "npz"
    let extensions = ["npz"]
    let mark = "is a zip archive that begins with a .npy file"

    /// A zip archive whose first entry is an array.
    func recognise(header: [UInt8], path: String) -> Confidence {
        guard header.starts(with: [0x50, 0x4B, 3, 4]), header.count > 30 else { return .none }
        let length = Int(header[26]) | Int(header[27]) << 8
        return header[30...].prefix(length).suffix(4).elementsEqual(".npy".utf8) ? .certain : .none
    }

    func datasets(path: String) throws(FormatError) -> [DatasetSummary] {
        let arrays = try NumpyArrays(path: path).likeliestFirst
        return arrays.count < 2 ? [] : arrays.map(\.summary)
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let arrays = try NumpyArrays(path: path)
        let chosen = try arrays.chosen(options.dataset)
        var assembly = CubeAssembly(path: path, format: name)
        assembly.dataset = chosen.name
        guard let size = chosen.cube.wholeSize, size <= chosen.entry.size else {
            throw ZipArchive.damaged(
                path, chosen.entry.name, "its header promises more elements than its \(chosen.entry.size) bytes hold")
        }
        guard chosen.entry.isStored else {
            return try chosen.cube.open(in: arrays.archive.unpacking(chosen.entry), at: 0, assembly, options: options)
        }
        let bytes = try FileBytes(path: path)
        let offset = try ZipDirectory(bytes).offset(ofEntry: chosen.entry.index)
        return try chosen.cube.open(in: bytes, at: offset, assembly, options: options)
    }
}

/// The arrays of an archive that can be patterns.
private struct NumpyArrays {
    struct Member {
        let entry: ZipArchive.Entry
        let cube: NumpyCube

        var name: String { String(entry.name.dropLast(4)) }
        var summary: DatasetSummary {
            DatasetSummary(name: name, shape: cube.header.shape, elementType: cube.elementType.rawValue)
        }
    }

    let archive: ZipArchive
    private let members: [Member]

    init(path: String) throws(FormatError) {
        archive = try ZipArchive(path: path)
        var members: [Member] = []
        for entry in archive.entries where entry.name.hasSuffix(".npy") {
            let place = "\(path), \(entry.name)"
            let header = try NpyHeader(archive.prefix(entry, NpyHeader.longest), path: place)
            // Texts, truth values and curves stand beside the patterns.
            guard let cube = try? NumpyCube(header, path: place) else { continue }
            members.append(Member(entry: entry, cube: cube))
        }
        self.members = members
    }

    var likeliestFirst: [Member] {
        [4, 3, 2].flatMap { axes in members.filter { $0.cube.header.shape.count == axes } }
    }

    /// The array of that name; without one the only array of the most axes.
    func chosen(_ name: String?) throws(FormatError) -> Member {
        if let name {
            if let member = members.first(where: { $0.name == name }) { return member }
            throw FormatError.noSuchDataset(name, among: likeliestFirst.map(\.summary), path: archive.path)
        }
        guard let first = likeliestFirst.first else {
            throw FormatError(
                .unsupported, path: archive.path, what: "holds no array of numbers with 2 to 4 axes",
                remedy: "4 axes (scan, detector), 3 (frames, detector) or 2 (one pattern) are read")
        }
        let likely = likeliestFirst.filter { $0.cube.header.shape.count == first.cube.header.shape.count }
        guard likely.count == 1 else {
            throw FormatError.ambiguous(likely.map(\.summary), path: archive.path)
        }
        return first
    }
}
