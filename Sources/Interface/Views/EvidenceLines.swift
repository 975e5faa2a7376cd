import Questions
import Screen
import Session

/// A line of what speaks for a number of components.
struct EvidenceLine {
    var text: String
    var role: Theme.Role
    var isBold = false

    static let blank = EvidenceLine(text: "", role: .text)
}

/// The verdict with its reasons and the noise model's statement, or what is known so far; at most `width` columns wide.
func evidenceLines(_ sweep: SweepStatus, width: Int, isSpaced: Bool) -> [EvidenceLine] {
    let evidence = sweep.evidence
    var lines: [EvidenceLine] = []
    func add(_ text: String, _ role: Theme.Role, bullet: String = "· ") {
        for (offset, line) in wrapped(text, width: max(8, width - bullet.columnWidth)).enumerated() {
            let indent = offset == 0 ? bullet : String(repeating: " ", count: bullet.columnWidth)
            lines.append(EvidenceLine(text: indent + line, role: role))
        }
    }
    for line in wrapped(sweep.evidenceHeadline, width: width) {
        lines.append(EvidenceLine(text: line, role: sweep.evidenceRole, isBold: true))
    }
    if isSpaced { lines.append(.blank) }
    if let suggestion = evidence.suggestion {
        for reason in suggestion.reasons { add(reason, .text) }
        // A reason may be the same sentence.
        if let noise = evidence.noise, !suggestion.reasons.contains(noise.statement) {
            if isSpaced, !suggestion.reasons.isEmpty { lines.append(.blank) }
            add(noise.statement, .dim, bullet: "")
        }
        return lines
    }
    for step in evidenceSteps(sweep) { add(step.text, step.isKnown ? .text : .dim, bullet: step.isKnown ? "✓ " : "· ") }
    return lines
}

extension SweepStatus {
    /// The colour of what is known about the number of components.
    var evidenceRole: Theme.Role { evidence.suggestion?.role ?? (isRunning ? .accent : .dim) }
}

extension Suggestion {
    /// The verdict's colour.
    var role: Theme.Role {
        switch verdict {
        case .agreed: .good
        case .disputed, .tooFewCounts, .continuous: .warning
        case .unknown: .dim
        }
    }
}

/// What has been found and what is still to come, while there is no verdict.
private func evidenceSteps(_ sweep: SweepStatus) -> [(text: String, isKnown: Bool)] {
    let evidence = sweep.evidence
    let all = sweep.parameters.componentCounts.count
    let isOver = !sweep.isRunning
    func missing(_ what: String) -> (text: String, isKnown: Bool) {
        (isOver ? "\(what): not measured" : "\(what): not yet", false)
    }
    var steps: [(String, Bool)] = []
    if let noise = evidence.noise {
        let kind = noise.areCounts ? "the values are counts" : "the values are not plain counts"
        steps.append(("\(kind): variance/mean \(Readout.number(noise.factor))", true))
    } else {
        steps.append(missing("noise"))
    }
    let measured = evidence.heldOut?.errors.filter { !$0.value.isEmpty } ?? [:]
    if let heldOut = evidence.heldOut, !measured.isEmpty {
        let splits = measured.values.map(\.count).max() ?? 0
        let lowest = measured.keys.min { (heldOut.mean(of: $0) ?? .infinity) < (heldOut.mean(of: $1) ?? .infinity) }
        let place = lowest.map { ", lowest at k = \($0) so far" } ?? ""
        steps.append(
            (
                "held-out errors of \(measured.count) of \(all) k, \(splits) \(splits == 1 ? "split" : "splits")\(place)",
                measured.count == all
            ))
    } else {
        steps.append(missing("held-out errors"))
    }
    if evidence.stability.isEmpty {
        steps.append(missing("stability"))
    } else {
        steps.append(("restarts compared for \(evidence.stability.count) of \(all) k", evidence.stability.count == all))
    }
    if !evidence.persistence.isEmpty {
        steps.append(
            ("best runs compared from k to k + 1: \(evidence.persistence.count) of \(max(0, all - 1))", true))
    }
    return steps
}

/// What is known about every k, a line each under a heading; columns that do not fit are left out.
func evidenceTable(_ sweep: SweepStatus, chosen: Int, width: Int) -> [EvidenceLine] {
    let evidence = sweep.evidence
    var columns: [(title: String, value: (Int) -> String?)] = [
        ("min MSE", { sweep.minimum(of: $0).map(Readout.error) }),
        (
            "% above",
            { k in
                guard let low = sweep.minimum(of: k), let bound = sweep.bound(of: k), bound > 0 else { return nil }
                return ((low - bound) / bound * 100).formatted(significant: 3)
            }
        ),
    ]
    if !evidence.noiseFloor.isEmpty { columns.append(("floor", { evidence.noiseFloor[$0].map(Readout.error) })) }
    if let heldOut = evidence.heldOut { columns.append(("held out", { heldOut.mean(of: $0).map(Readout.error) })) }
    if !evidence.stability.isEmpty {
        columns.append(("stability", { evidence.stability[$0]?.formatted(decimals: 3) }))
    }
    if !evidence.persistence.isEmpty {
        columns.append(("to k + 1", { evidence.persistence[$0]?.formatted(decimals: 3) }))
    }
    if !sweep.families.isEmpty { columns.append(("families", { sweep.families[$0].map { "\($0.count)" } })) }
    let cell = 11
    let shown = columns.prefix(max(1, (width - 5) / cell))
    func padded(_ text: String) -> String { String(repeating: " ", count: max(1, cell - text.columnWidth)) + text }
    let heading = "    k" + shown.map { padded($0.title) }.joined()
    return [EvidenceLine(text: heading, role: .dim)]
        + sweep.parameters.componentCounts.map { k in
            let isSuggested = evidence.suggestion?.k == k
            let mark = (k == chosen ? "▸" : " ") + (isSuggested ? "◆" : " ")
            let number = String(repeating: " ", count: max(0, 3 - String(k).count)) + String(k)
            return EvidenceLine(
                text: mark + number + shown.map { padded($0.value(k) ?? "–") }.joined(),
                role: isSuggested ? evidence.suggestion?.role ?? .text : k == chosen ? .title : .text,
                isBold: k == chosen || isSuggested)
        }
}

/// All that the evidence screen shows.
func allEvidence(_ session: Session, width: Int) -> [EvidenceLine] {
    guard let sweep = session.sweep else { return [EvidenceLine(text: "there is no sweep yet", role: .dim)] }
    var lines = evidenceLines(sweep, width: width, isSpaced: true)
    if let noise = sweep.evidence.noise {
        lines.append(.blank)
        let facts = [
            "offset \(Readout.number(noise.offset))", "gain \(Readout.number(noise.gain))",
            "read variance \(Readout.number(noise.readVariance))", "variance/mean \(Readout.number(noise.factor))",
            "\(Readout.number(noise.meanCounts)) counts a pixel",
        ]
        lines += wrapped(facts.joined(separator: " · "), width: width).map { EvidenceLine(text: $0, role: .dim) }
    }
    return lines + [.blank] + evidenceTable(sweep, chosen: session.intent.k, width: width)
}
