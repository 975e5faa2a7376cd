import Foundation
import Questions

/// Where a result came from: filed inside it, so that it can be made again.
public struct Provenance: Codable, Sendable {
    public var program: String
    public var version: String
    /// The data file's path and size in bytes.
    public var input: String
    public var inputBytes: Int
    /// What was done to the patterns before anything else; nil: nothing.
    public var preparation: Preparation?
    /// How far the beam wandered before the patterns were aligned.
    public var beamWander: BeamWander?
    /// The command line that makes the result again.
    public var command: String
    /// Seconds since 1970.
    public var created: Double

    public init(input: String, dataset: OpenedDataset, command: String) {
        program = "braggart"
        version = Version.current
        self.input = input
        let attributes = try? FileManager.default.attributesOfItem(atPath: input)
        inputBytes = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        preparation = dataset.settings.preparation?.settled
        beamWander = dataset.track?.wander
        self.command = command
        created = Date().timeIntervalSince1970.rounded()
    }

    /// As compact JSON.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
