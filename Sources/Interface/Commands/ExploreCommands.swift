import DataCube
import Session

/// Probe and pixel.
let exploreCommands: [Command] = [
    .motion(
        "probe.left", ["h", "Left"], ten: ["H", "S-Left"], "Probe left", "Moves the probe left.", in: .scan,
        hint: "probe"
    ) { .stepProbe(rows: 0, columns: -$0) },
    .motion("probe.down", ["j", "Down"], ten: ["J", "S-Down"], "Probe down", "Moves the probe down.", in: .scan) {
        .stepProbe(rows: $0, columns: 0)
    },
    .motion("probe.up", ["k", "Up"], ten: ["K", "S-Up"], "Probe up", "Moves the probe up.", in: .scan) {
        .stepProbe(rows: -$0, columns: 0)
    },
    .motion(
        "probe.right", ["l", "Right"], ten: ["L", "S-Right"], "Probe right", "Moves the probe right.", in: .scan
    ) { .stepProbe(rows: 0, columns: $0) },
    .motion(
        "pixel.left", ["h", "Left"], ten: ["H", "S-Left"], "Pixel left", "Looks at the pixel to the left.",
        in: .pattern, hint: "pixel"
    ) { .stepPixel(rows: 0, columns: -$0) },
    .motion(
        "pixel.down", ["j", "Down"], ten: ["J", "S-Down"], "Pixel down", "Looks at the pixel below.", in: .pattern
    ) { .stepPixel(rows: $0, columns: 0) },
    .motion("pixel.up", ["k", "Up"], ten: ["K", "S-Up"], "Pixel up", "Looks at the pixel above.", in: .pattern) {
        .stepPixel(rows: -$0, columns: 0)
    },
    .motion(
        "pixel.right", ["l", "Right"], ten: ["L", "S-Right"], "Pixel right", "Looks at the pixel to the right.",
        in: .pattern
    ) { .stepPixel(rows: 0, columns: $0) },
    Command(
        "pane.other", ["o"], "Other pane",
        "Gives arrows, zoom and display keys to the other picture.", in: .explore,
        hint: "other pane"
    ) { _, _ in [.otherPane] },
    Command(
        "pattern.choose", ["a"], "Pattern shown", "Shows the pattern at the probe, the mean or the maximum of all.",
        in: .explore, hint: "mean"
    ) { session, _ in [.choosePattern(session.intent.patternChoice.next)] },
    Command(
        "dataset.pick", ["O"], "Datasets", "Opens another dataset of the same file; kept with the file.",
        in: .everywhere
    ) { _, _ in [.openDatasets] },
    Command(
        "scan.shape", ["S"], "Scan shape",
        "Chooses how the frames lie as a scan: shape, skipped first frames, fly-back; kept with the dataset.",
        in: .explore
    ) { _, _ in [.openScanLayout] },
    Command(
        "scan.turn", [], "Turn the scan", "Turns the scan by a quarter clockwise; kept with the dataset.",
        in: .explore
    ) { session, _ in [.orientScan(session.dataset.orientation.scan.turnedClockwise)] },
    Command(
        "scan.flip", [], "Mirror the scan", "Mirrors the scan left to right; kept with the dataset.", in: .explore
    ) { session, _ in [.orientScan(session.dataset.orientation.scan.flippedHorizontally)] },
    Command(
        "pattern.turn", [], "Turn the patterns", "Turns the patterns by a quarter clockwise; kept with the dataset.",
        in: .explore
    ) { session, _ in [.orientPattern(session.dataset.orientation.pattern.turnedClockwise)] },
    Command(
        "pattern.flip", [], "Mirror the patterns", "Mirrors the patterns left to right; kept with the dataset.",
        in: .explore
    ) { session, _ in [.orientPattern(session.dataset.orientation.pattern.flippedHorizontally)] },
]
