import Questions

/// Weighs the evidence for a number of components, and says in words what speaks for and against it.
struct KSuggestion {
    let evidence: Evidence
    let counts: ClosedRange<Int>
    let minima: [Int: Double]
    /// Lower bounds of the errors: entry k - 1 belongs to k.
    let bounds: [Double]
    /// The largest singular value of noise of variance 1: √pixels + √positions.
    let noiseEdge: Double

    /// A component as strong as those found, but over less than this part of their area, must be found for a number to
    /// be trusted.
    private static let acceptedLoss = 0.25
    /// Directions beyond k whose significances are, squared and summed, so many standard deviations above what noise
    /// gives are not noise.
    private static let acceptedExcess = 5.0
    /// Restarts less alike than this found other solutions.
    private static let acceptedStability = 0.9

    /// How the numbers found otherwise agree with the held-out errors'.
    private struct Weighing {
        var reasons: [String] = []
        var agrees = true
    }

    var suggestion: Suggestion {
        guard let heldOut = evidence.heldOut, let k = lowest(heldOut) else {
            return Suggestion(
                verdict: .unknown, k: nil,
                reasons: ["No errors on data held out are known: too few neighbouring positions, or too few of them."])
        }
        switch heldOut.kind {
        case .countSplitting: return byCounts(heldOut, k)
        case .interpolatedPositions: return byPositions(heldOut, k)
        }
    }

    private func byCounts(_ heldOut: HeldOut, _ k: Int) -> Suggestion {
        let splits = heldOut.errors[k]?.count ?? 0
        let lead = "Fits to half of the counts foretell the other half best with \(k) components (\(splits) splits)."
        let directions = Self.median(heldOut.directions.map(Double.init)).map { Int($0) } ?? k
        let beyond = directionsBeyond(k, heldOut)
        if k == counts.upperBound, directions <= k {
            return Suggestion(
                verdict: .disputed, k: k,
                reasons: [
                    lead, "That is the most that was tried: raise the range of k to see whether more are better.",
                ])
        }
        let lost = lostArea(k, heldOut)
        if lost > Self.acceptedLoss, directions <= k + 1 {
            return Suggestion(
                verdict: .tooFewCounts, k: nil,
                reasons: [
                    "Too few counts to tell: a component as strong as those found, over less than \(Self.percent(lost)) of their area, would be lost in noise.",
                    lead, "\(directions) patterns vary independently above noise, so there are at least as many.",
                ])
        }
        if directions > k || beyond > Self.acceptedExcess || k == counts.upperBound {
            let number = directions > k ? "\(directions) patterns vary" : "More than \(k) patterns vary"
            return Suggestion(
                verdict: .continuous, k: nil,
                reasons: [
                    "\(number) independently above noise, more than components explain well: the data vary continuously (descan, bending, thickness), so no single k exists.",
                    lead.replacing("best", with: "best, though,"),
                    "Align the patterns (--align) or look at a smaller region, then sweep again.",
                ])
        }
        var weighing = Weighing()
        weigh(
            &weighing, directions == k,
            "As many patterns vary independently above noise, in both halves of the counts.",
            "But only \(directions) patterns vary independently above noise.")
        let quarter = heldOut.atLowerDose.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? k
        weigh(
            &weighing, quarter == k, "Half as many counts say the same.",
            "Half as many counts say \(quarter): fewer counts show fewer components, so there may be more than \(k).",
            isWeighty: quarter > k)
        weighExcess(&weighing, k)
        weighStability(&weighing, k)
        return Suggestion(
            verdict: weighing.agrees ? .agreed : .disputed, k: k, reasons: [lead] + weighing.reasons)
    }

    private func byPositions(_ heldOut: HeldOut, _ k: Int) -> Suggestion {
        let lead =
            "The data are not counts, so every other position was held out: its neighbours foretell it best with \(k) components."
        guard k < counts.upperBound else {
            return Suggestion(
                verdict: .continuous, k: nil,
                reasons: [
                    "Every further component foretells positions held out better, up to k = \(k): the data vary continuously (descan, bending, thickness), or hold more components than were tried; no single k can be defended.",
                    evidence.noise?.statement ?? "The noise is not known.",
                ])
        }
        var weighing = Weighing()
        weighExcess(&weighing, k)
        weighStability(&weighing, k)
        if let noise = evidence.noise { weighing.reasons.append(noise.statement) }
        return Suggestion(
            verdict: weighing.agrees ? .agreed : .disputed, k: k, reasons: [lead] + weighing.reasons)
    }

    /// The k with the lowest error held out: the lowest median over the splits, which one bad fit does not move.
    private func lowest(_ heldOut: HeldOut) -> Int? {
        counts.compactMap { k in Self.median(heldOut.errors[k] ?? []).map { (k, $0) } }
            .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// How far the directions after the first k are found again, all together: in standard deviations above noise; 0
    /// where the faintest of the first k is so faint that it may be spread over those after it.
    private func directionsBeyond(_ k: Int, _ heldOut: HeldOut) -> Double {
        let excesses = heldOut.significance.compactMap { values -> Double? in
            guard values.count > k, let faintest = values.prefix(k).map(abs).min(), faintest > 1.5 * noiseEdge else {
                return nil
            }
            let freedom = Double(values.count - k)
            let sum = values.dropFirst(k).reduce(0) { $0 + $1 * $1 }
            return (sum - freedom) / (2 * freedom).squareRoot()
        }
        return Self.median(excesses) ?? 0
    }

    /// The part of their area below which components as strong as the typical one of those found, after the first, are
    /// lost in noise: singular values grow with the root of the area, and noise hides those below its largest.
    private func lostArea(_ k: Int, _ heldOut: HeldOut) -> Double {
        let typical = heldOut.significance.compactMap { Self.median($0.prefix(k).dropFirst().map(abs)) }
        guard let strength = Self.median(typical), strength > 0 else { return 0 }
        return (noiseEdge / strength) * (noiseEdge / strength)
    }

    private func weigh(
        _ weighing: inout Weighing, _ agrees: Bool, _ forIt: String, _ againstIt: String, isWeighty: Bool = true
    ) {
        weighing.reasons.append(agrees ? forIt : againstIt)
        if !agrees, isWeighty { weighing.agrees = false }
    }

    /// The excess of the lowest error above the bound without signs: least where the model is complete.
    private func weighExcess(_ weighing: inout Weighing, _ k: Int) {
        let excesses = counts.compactMap { k -> (k: Int, excess: Double)? in
            guard k > 1, let minimum = minima[k], k <= bounds.count, bounds[k - 1] > 0 else { return nil }
            return (k, minimum / bounds[k - 1] - 1)
        }
        guard let own = excesses.first(where: { $0.k == k })?.excess,
            let before = excesses.first(where: { $0.k == k - 1 })?.excess,
            let after = excesses.first(where: { $0.k == k + 1 })?.excess
        else { return }
        weigh(
            &weighing, own <= before && own <= after,
            "The excess above the bound of any \(k) components without signs has a minimum there (\(Self.percent(own))).",
            "The excess above the bound without signs has no minimum there.", isWeighty: false)
    }

    private func weighStability(_ weighing: inout Weighing, _ k: Int) {
        guard let stability = evidence.stability[k] else { return }
        let rounded = (stability * 100).rounded() / 100
        weigh(
            &weighing, stability >= Self.acceptedStability,
            "Restarts find the same components (mean cosine \(rounded)).",
            "Restarts find different components (mean cosine \(rounded)): compare their solutions before trusting one.",
            isWeighty: false)
    }

    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : quantile(values, 0.5)
    }

    private static func percent(_ part: Double) -> String {
        let value = part * 100
        let digits: Double = value < 0.1 ? 1000 : value < 10 ? 10 : 1
        return "\((value * digits).rounded() / digits) %".replacing(".0 %", with: " %")
    }
}
