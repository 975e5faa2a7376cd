import Formats
import Foundation
import Questions

extension Provenance {
    /// - Parameters:
    ///   - dataset: what was computed on.
    ///   - command: the command line that makes the result again.
    public init(_ dataset: OpenedDataset, command: String) {
        self.init(
            version: Version.current, input: dataset.opening.path, dataset: dataset.cube.origin.dataset,
            command: command, created: Date().timeIntervalSince1970.rounded())
        preparation = dataset.settings.preparation?.settled
        beamWander = dataset.track?.wander
    }

    /// What a factorization was asked for.
    public mutating func add(_ parameters: SweepParameters) {
        method = parameters.method.rawValue
        mask = parameters.mask.exclusion.spelling
        region = parameters.mask.region?.spelling
        seed = parameters.seed
    }
}
