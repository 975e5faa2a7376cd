import Glibc

/// Finds the files that acquisition programs write beside the data.
enum CompanionFile {
    /// The path of the same name with another extension, in the spelling that is there (hdr, HDR); nil where there is
    /// none.
    static func path(beside path: String, extension name: String) -> String? {
        [name, name.uppercased()].map { stem(of: path) + "." + $0 }.first { access($0, R_OK) == 0 }
    }

    /// The path without its extension.
    static func stem(of path: String) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
        return String(path[..<dot])
    }
}
