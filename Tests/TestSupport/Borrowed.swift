import DataCube
import Foundation

/// Reference files beside the checkout, where they are present.
public enum Borrowed {
    /// The folder of borrowed data; nil where it is absent.
    public static let directory: String? = {
        // Tests/TestSupport/Borrowed.swift -> the checkout -> its sibling.
        let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = checkout.deletingLastPathComponent().appendingPathComponent("shared/data").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    /// The path of a borrowed file; nil, with a message, where it is absent.
    public static func path(_ name: String) -> String? {
        guard let directory, FileManager.default.fileExists(atPath: directory + "/" + name) else {
            print("skipped: the borrowed file \(name) is not here")
            return nil
        }
        return directory + "/" + name
    }
}

/// A fresh directory that is removed when the value goes away.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("braggart-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    /// A path inside.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Writes bytes to a file inside and gives its path.
    public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
