import DataCube
import Glibc

/// The groups of a zarr store and their attributes.
struct ZarrTree: DescriptionTree {
    let store: any ZarrStore
    let isHyperSpy: Bool

    var path: String { store.path }

    init(path: String) throws(FormatError) {
        var status = stat()
        let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        store = isFolder ? ZarrFolder(path: path) : try ZarrArchive(path: path)
        let mark = try Self.attributes(of: "", store)?["file_format"]?.text
        isHyperSpy = mark == "ZSpy" || mark == "HyperSpy"
    }

    /// The arrays that patterns could be in: those of HyperSpy's experiments, or all, nearest the top first.
    func arrays() throws(FormatError) -> [ZarrArray] {
        if let whole = try ZarrArray("", in: store) { return [whole] }
        var found: [ZarrArray] = []
        if isHyperSpy {
            for title in store.members(of: "Experiments") {
                if let array = try ZarrArray("Experiments/\(title)/data", in: store) { found.append(array) }
            }
            return found
        }
        var level = [""]
        var looked = 0
        while !level.isEmpty, looked < Self.mostObjects || found.isEmpty {
            var next: [String] = []
            for group in level {
                for name in store.members(of: group) {
                    looked += 1
                    let place = ZarrArray.key(group, name)
                    if let array = try ZarrArray(place, in: store) {
                        found.append(array)
                    } else if exists(place) {
                        next.append(place)
                    }
                }
            }
            level = next
        }
        return found
    }

    /// So many are looked at within a tenth of a second.
    private static let mostObjects = 4000

    func exists(_ path: String) -> Bool {
        [".zgroup", "zarr.json"].contains { (try? store.description(key(path, $0))) != nil }
    }

    func number(attribute: String, of path: String) -> Double? { value(attribute, of: path)?.number }

    func texts(attribute: String, of path: String) -> [String]? {
        guard let value = value(attribute, of: path) else { return nil }
        if let text = value.text { return [text] }
        let texts = value.values.compactMap(\.text)
        return texts.isEmpty ? nil : texts
    }

    private func value(_ attribute: String, of path: String) -> JSONValue? {
        // What cannot be read describes nothing.
        (try? Self.attributes(of: place(path), store))?[attribute]
    }

    /// The attributes of a group or an array, which have a file of their own up to format 2.
    private static func attributes(of group: String, _ store: any ZarrStore) throws(FormatError) -> JSONValue? {
        if let own = try store.description(ZarrArray.key(group, ".zattrs")) { return own }
        return try store.description(ZarrArray.key(group, "zarr.json"))?["attributes"]
    }

    private func key(_ path: String, _ name: String) -> String { ZarrArray.key(place(path), name) }

    /// A path as the store has it: without slashes at its ends.
    private func place(_ path: String) -> String { path.split(separator: "/").joined(separator: "/") }
}
