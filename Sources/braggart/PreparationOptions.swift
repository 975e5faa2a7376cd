import ArgumentParser
import Foundation
import Questions

/// What is done to every pattern before anything else looks at it.
struct PreparationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Subtract a dark frame: a .npy file of a pattern's shape, as stored; none removes it.", valueName: "file"),
        completion: .file())
    var dark: String?

    @Option(
        help: ArgumentHelp("Subtract what is read where nothing arrives, stored units.", valueName: "value"),
        transform: spelled({ text throws(SpellingError) in try Preparation.number(text) }))
    var offset: Double?

    @Option(
        help: ArgumentHelp("Divide by the stored units per count.", valueName: "value"),
        transform: spelled({ text throws(SpellingError) in try Preparation.number(text, positive: true) }))
    var gain: Double?

    @Flag(
        inversion: .prefixedNo,
        help: """
            Undo descan: follow the direct beam and move each pattern by whole pixels. Pixels from beyond the edge repeat \
            the edge's.
            """)
    var align: Bool?

    @Option(
        help: ArgumentHelp(
            "Keep a part of the detector: rows,columns as 20...107,16...111; all keeps the whole.", valueName: "ranges"),
        transform: spelled({ text throws(SpellingError) in try DetectorCrop(spelling: text) }))
    var crop: DetectorCrop?

    @Option(
        help: ArgumentHelp("Sum n x n pixels into one, after cropping; 1 sums nothing.", valueName: "n"),
        transform: spelled({ text throws(SpellingError) in try Preparation.bin(text) }))
    var bin: Int?

    /// What was said; nil when nothing was.
    var said: Preparation? {
        let path = dark.map { $0.isEmpty || $0 == "none" ? "" : URL(fileURLWithPath: $0).path }
        let preparation = Preparation(dark: path, offset: offset, gain: gain, aligns: align, crop: crop, bin: bin)
        return preparation == Preparation() ? nil : preparation
    }
}
