import Foundation

/// What fuzzing begins with: whole inputs that tests make, in a folder for each subject. `Scripts/fuzz` says where.
public enum Seeds {
    private static let target = ProcessInfo.processInfo.environment["BRAGGART_SEEDS"]

    /// Whether somebody wants them.
    public static var areWanted: Bool { target != nil }

    /// Writes one for a subject; a format is spelled as its name.
    public static func write(_ bytes: [UInt8], subject: String, name: String) throws {
        guard let target else { return }
        let folder = URL(fileURLWithPath: target).appendingPathComponent(
            String(subject.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
}
