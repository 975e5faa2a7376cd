import DataCube
import Questions

/// One thing that happens to a session: a user's decision, an answer, news of a sweep.
public enum Action: Sendable {
    // The probe and the pattern.
    case stepProbe(rows: Int, columns: Int)
    case placeProbe(ScanPosition)
    case stepPixel(rows: Int, columns: Int)
    case placePixel(DetectorPoint)
    case choosePattern(PatternChoice)

    // The virtual detector.
    case setDetector(VirtualDetector)
    case nextDetectorShape
    case growDetector(outer: Double, inner: Double)
    case centerDetector(DetectorPoint)
    case nextDetectorPreset
    /// The mouse takes hold; ends with `release`.
    case grip(Grip)
    case drag(DetectorPoint)
    case release

    // Analysis.
    case setMask(AnalysisMask.Exclusion)
    case nextMask
    case setCenter(DetectorPoint)
    case stepK(Int)
    case chooseK(Int)
    case stepComponent(Int)
    case chooseComponent(Int)
    /// So much further along the slider, parts of its length.
    case stepExchange(Double)
    /// To a place on the slider, 0…1.
    case slideExchange(Double)
    case nextPartner(Int)
    case resetExchange
    case openSweepForm
    case startSweep(SweepParameters)
    case cancelSweep
    /// Go on with a sweep that was cancelled or failed.
    case resumeSweep

    // Display.
    case nextScale
    case nextColorMap(Int)
    case stepClip(Int)
    case nextReduction
    case nextTheme(Int)
    /// Lets the user pick from a list of names.
    case pick(Picker.Subject)
    case openAppearance
    /// Keeps how the screen looks for the next time.
    case keepAppearance
    case zoom(Pane, by: Double)
    case toggleMaximized
    /// The next curve against k that has something to show.
    case stepCurve(Int)
    case chooseCurve(Curve)
    case toggleResidual

    // Where to look.
    case show(Workspace)
    case stepWorkspace(Int)
    case focus(Pane)
    /// The next pane of the workspace.
    case otherPane
    /// Display keys act on the other kind of picture: maps or patterns.
    case otherDisplay
    case digit(Int)
    case clearCount
    case open(Overlay)
    case closeOverlay
    case say(Message?)
    case orientScan(PlaneOrientation)
    case orientPattern(PlaneOrientation)
    case releaseMouse

    // How the frames lie as a scan.
    case openScanLayout
    /// The proposal so many further down.
    case stepProposal(Int)
    /// A proposal by its place.
    case takeProposal(Int)
    case stepScanLayout(ScanLayoutForm.Field, by: Int)
    /// Tries the other order of the file's numbers.
    case nextOrder

    /// Lets the user pick another dataset of the file.
    case openDatasets

    // Overlays.
    case typeCharacter(Character)
    case eraseCharacter
    case moveSelection(Int, limit: Int)
    case adjustField(Int)
    case scroll(Int, limit: Int)
    case acceptPrompt

    // Files.
    case openWriting
    /// Puts a text into the user's clipboard; `what` it is, in words.
    case copy(String, what: String)

    case undo
    case redo
    case redraw
    case suspend
    case quit

    // From outside.
    case found(Request, Finding)
    case failed(Need, String)
    case loaded(ResultKey, FactorizationResult)
    case sweepChanged(SweepStatus?)
    case datasetsListed([DatasetSummary])
    case datasetChanged(Dataset)
    case written([String])
    /// Why something was not written, and whether that is because a file is there.
    case notWritten(ResultOrder, String, isTaken: Bool)
}

/// What the mouse holds while its button is down.
public enum Grip: Hashable, Sendable {
    /// The probe follows the mouse.
    case probe
    /// The pixel looked at follows the mouse.
    case pixel
    /// The chosen k follows the mouse.
    case count
    /// The exchange's slider follows the mouse.
    case exchange
    /// A handle of the detector follows the mouse; the intent before, for one undo step.
    case detector(DetectorHandle.Kind)
}
