import Glibc

/// Finds the files that acquisition programs write beside the data.
enum CompanionFile {
    /// The path of the same name with another extension, in the spelling that is there (hdr, HDR); nil where there is
    /// none.
    static func path(beside path: String, extension name: String) -> String? {
        [name, name.uppercased()].map { stem(of: path) + "." + $0 }.first(where: exists)
    }

    /// Whether a file of that path can be read.
    static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// The path without its extension.
    static func stem(of path: String) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
        return String(path[..<dot])
    }

    /// Folder and name of a path.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// The names in a folder, in no order; empty for one that cannot be read.
    static func names(in folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
