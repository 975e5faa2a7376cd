import Session

/// The sweep and the choice of k.
let sweepCommands: [Command] = [
    .motion(
        "k.previous", ["h", "Left"], ten: ["H", "S-Left"], "Smaller k", "Chooses a smaller number of components.",
        in: .sweep, hint: "k"
    ) { .stepK(-$0) },
    .motion(
        "k.next", ["l", "Right"], ten: ["L", "S-Right"], "Larger k", "Chooses a larger number of components.",
        in: .sweep
    ) { .stepK($0) },
    Command(
        "k.inspect", ["Enter"], "Components of k", "Shows the components of the chosen k.", in: .sweep,
        hint: "components", unless: needsResult
    ) { _, _ in [.show(.components)] },
    Command(
        "sweep.start", ["s"], "Start a sweep", "Opens the sweep's form; Enter there starts it.", in: .everywhere,
        hint: "sweep"
    ) { _, _ in [.openSweepForm] },
    Command(
        "sweep.cancel", ["x"], "Cancel the sweep", "Stops the running sweep and keeps what is finished.",
        in: .everywhere,
        unless: needsRunningSweep
    ) { _, _ in [.cancelSweep] },
    Command(
        "sweep.resume", ["X"], "Resume the sweep", "Goes on with a sweep that was cancelled or failed, where it stood.",
        in: .everywhere, unless: needsStoppedSweep
    ) { _, _ in [.resumeSweep] },
    Command(
        "curve.next", ["v"], "Next curve",
        "Plots against k: MSE, excess above the SVD bound, held-out error, stability; what there is of them.",
        in: .sweep, hint: "curve"
    ) { _, _ in [.stepCurve(1)] },
    Command("curve.previous", ["V"], "Curve before", "Plots the curve before against k.", in: .sweep) { _, _ in
        [.stepCurve(-1)]
    },
    Command(
        "evidence.show", ["e"], "Evidence", "Shows what speaks for a number of components: verdict, reasons, a table.",
        in: .sweep, hint: "evidence", unless: needsSweep
    ) { _, _ in [.open(.evidence(scroll: 0))] },
    Command(
        "k.suggested", ["K"], "Suggested k", "Chooses the suggested number of components.", in: .sweep,
        unless: needsSuggestion
    ) { session, _ in session.sweep?.evidence.suggestion?.k.map { [.chooseK($0)] } ?? [] },
]

@Sendable private func needsSweep(_ session: Session) -> String? {
    session.sweep == nil ? "there is no sweep yet: s starts one" : nil
}

@Sendable private func needsSuggestion(_ session: Session) -> String? {
    session.sweep?.evidence.suggestion?.k == nil ? "no number of components is suggested" : nil
}

@Sendable private func needsResult(_ session: Session) -> String? {
    guard let sweep = session.sweep else { return "there is no sweep yet: s starts one" }
    return sweep.seconds[session.intent.k] == nil ? "k = \(session.intent.k) is not finished yet" : nil
}

@Sendable private func needsStoppedSweep(_ session: Session) -> String? {
    session.sweep?.canBeResumed == true ? nil : "no sweep waits to be resumed"
}

@Sendable private func needsRunningSweep(_ session: Session) -> String? {
    session.sweep?.isRunning == true ? nil : "no sweep is running"
}
