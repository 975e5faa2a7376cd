import DataCube
import Glibc

/// Zarr stores (zarr.dev), folders or zip archives: HyperSpy's (.zspy), or any with arrays.
struct ZarrFormat: CubeFormat {
    let name = "zarr"
    let extensions = ["zspy", "zarr"]

    let mark = "is a folder or zip archive with .zgroup, .zarray or zarr.json first"

    private static let marks = [".zgroup", ".zarray", "zarr.json"]

    func recognise(folder path: String) -> Confidence {
        Self.marks.contains { access(path + "/" + $0, R_OK) == 0 } ? .certain : .none
    }

    /// An archive whose first file describes a group or an array.
    func recognise(header: [UInt8], path: String) -> Confidence {
        guard header.starts(with: [0x50, 0x4B, 3, 4]), header.count > 30 else { return .none }
        let length = Int(header[26]) | Int(header[27]) << 8
        let first = String(decoding: header[30...].prefix(length), as: UTF8.self)
        return Self.marks.contains { first == $0 || first.hasSuffix("/" + $0) } ? .certain : .none
    }

    func datasets(path: String) throws(FormatError) -> [DatasetSummary] {
        try choice(try ZarrTree(path: path)).summaries
    }

    func open(path: String, options: OpenOptions) throws(FormatError) -> DataCube {
        let tree = try ZarrTree(path: path)
        let choice = try choice(tree)
        let chosen =
            if let name = options.dataset {
                try choice.named(DatasetChoice<ZarrArray>.plainName(name))
            } else {
                try choice.likeliest()
            }
        guard let array = chosen else {
            throw FormatError(
                .unsupported, path: path, what: "holds no array of 2 to 4 axes of numbers",
                remedy: "Save the patterns as an array of scan rows, scan columns, detector rows and columns")
        }
        return try open(array, of: tree, options: options)
    }

    private func open(_ array: ZarrArray, of tree: ZarrTree, options: OpenOptions) throws(FormatError) -> DataCube {
        let sizes = Array(array.shape.dropLast(2))
        let detector = DetectorShape(
            rows: array.shape[array.shape.count - 2], columns: array.shape[array.shape.count - 1])
        let frames = try CubeAssembly.checkedFrames(
            scanSizes: sizes, rows: detector.rows, columns: detector.columns, path: tree.path, place: array.name)
        guard frames <= Self.mostFrames else {
            throw FormatError(
                .malformed, path: tree.path, place: array.name, what: "it claims \(frames) frames",
                remedy: "No scan has so many: its description is damaged")
        }
        var assembly = CubeAssembly(path: tree.path, format: tree.isHyperSpy ? "HyperSpy zspy" : name)
        assembly.dataset = array.name
        if sizes.count == 2 { assembly.storedScan = ScanShape(rows: sizes[0], columns: sizes[1]) }
        if tree.isHyperSpy {
            let group = String(array.name.dropLast("/data".count))
            assembly.take(
                HyperSpyDescription(tree: tree, group: group).description(axes: array.shape.count), axes: array.axes,
                detector: detector)
        }
        return try assembly.cube(array.source(tree.store), options: options)
    }

    /// A store does not say how many bytes it has; beyond this number of frames is no scan.
    private static let mostFrames = 1 << 28

    private func choice(_ tree: ZarrTree) throws(FormatError) -> DatasetChoice<ZarrArray> {
        var candidates: [DatasetChoice<ZarrArray>.Candidate] = []
        for array in try tree.arrays() {
            let group = String(array.name.dropLast("/data".count))
            let isPatterns =
                tree.isHyperSpy
                && HyperSpyDescription(tree: tree, group: group).navigated(axes: array.shape.count)
                    == array.shape.count - 2
            candidates.append(.init(dataset: array, summary: array.summary, rank: isPatterns ? 1 : 0))
        }
        return DatasetChoice(path: tree.path, candidates: candidates)
    }
}
