import DataCube
import Questions
import Session

/// The virtual detector, the direct beam and the analysis mask.
let detectorCommands: [Command] = [
    Command(
        "detector.shape", ["d"], "Detector shape", "Annulus, disk, rectangle, point: the next, at the same place.",
        in: .explore, hint: "detector", unless: needsSurvey
    ) { _, _ in [.nextDetectorShape] },
    Command(
        "detector.preset", ["b"], "Detector preset",
        "Everything outside the beam, bright field, annular bright and dark field, by the beam's radius.",
        in: .explore, hint: "preset", unless: needsSurvey
    ) { _, _ in [.nextDetectorPreset] },
    Command(
        "detector.here", ["Space"], "Detector here", "Centres the detector on the pixel looked at.", in: .explore,
        unless: needsSurvey
    ) { session, _ in [.centerDetector(session.pixel)] },
    Command(
        "detector.larger", ["]"], "Detector larger", "Moves the outer edge out by half a pixel, or half a count.",
        in: .explore, hint: "size", isMotion: true
    ) { _, count in [.growDetector(outer: 0.5 * Double(count), inner: 0)] },
    Command(
        "detector.smaller", ["["], "Detector smaller", "Moves the outer edge in by half a pixel, or half a count.",
        in: .explore, isMotion: true
    ) { _, count in [.growDetector(outer: -0.5 * Double(count), inner: 0)] },
    Command(
        "detector.innerLarger", ["}"], "Inner edge out", "Moves the inner edge of the annulus out by half a pixel.",
        in: .explore, isMotion: true
    ) { _, count in [.growDetector(outer: 0, inner: 0.5 * Double(count))] },
    Command(
        "detector.innerSmaller", ["{"], "Inner edge in", "Moves the inner edge of the annulus in by half a pixel.",
        in: .explore, isMotion: true
    ) { _, count in [.growDetector(outer: 0, inner: -0.5 * Double(count))] },
    Command(
        "detector.edit", ["D"], "Edit the detector", "Edits the detector as text: shapes, + - ! and parentheses.",
        in: .explore, unless: needsSurvey
    ) { session, _ in
        [.open(.prompt(Prompt(purpose: .detector, text: session.detector?.spelling ?? "")))]
    },
    Command(
        "beam.center", ["B"], "Beam centre", "Corrects the direct beam's centre by hand; kept with the dataset.",
        in: .explore, unless: needsSurvey
    ) { session, _ in
        let center = session.beam?.center ?? session.dataset.detector.middle
        return [.open(.prompt(Prompt(purpose: .beamCenter, text: "\(rounded(center.row)),\(rounded(center.column))")))]
    },
    Command(
        "beam.here", [], "Beam here", "Makes the pixel looked at the direct beam's centre; kept with the dataset.",
        in: .explore
    ) { session, _ in [.setCenter(session.pixel)] },
    Command(
        "mask.next", ["m"], "Analysis mask", "Excludes the direct beam, nothing, or the detector's pixels.",
        in: .everywhere, hint: "mask"
    ) { _, _ in [.nextMask] },
    Command(
        "mask.edit", [], "Edit the mask", "Edits what analyses exclude as text: auto, none or a shape.", in: .everywhere
    ) { session, _ in [.open(.prompt(Prompt(purpose: .mask, text: session.intent.mask.spelling)))] },
]

private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

@Sendable private func needsSurvey(_ session: Session) -> String? {
    session.findings.survey == nil ? "the dataset is still being looked at" : nil
}
