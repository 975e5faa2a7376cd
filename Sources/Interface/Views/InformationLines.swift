import DataCube
import Screen
import Session

/// A line of what is known about the data.
enum InformationLine {
    case heading(String)
    case blank
    /// A fact's name, on its first line, and a line of its value.
    case fact(name: String, value: String, role: Theme.Role)
}

/// Everything that is known about the data, in sections, at most `width` columns wide: what file and user said, what was
/// found, what had to be assumed.
func informationLines(_ session: Session, width: Int) -> [InformationLine] {
    let sections = [
        ("File", fileFacts(session)), ("Scan", scanFacts(session)), ("Patterns", patternFacts(session)),
        ("As the file tells", session.dataset.metadata.map { Fact($0.name, $0.value) }),
        ("Assumed", assumptions(session)),
    ].filter { !$0.1.isEmpty }
    let names = informationNameWidth(session)
    return sections.enumerated().flatMap { place, section -> [InformationLine] in
        let facts = section.1.flatMap { fact in
            wrapped(fact.value, width: max(16, width - names)).enumerated().map {
                InformationLine.fact(name: $0 == 0 ? fact.name : "", value: $1, role: fact.role)
            }
        }
        return (place == 0 ? [] : [.blank]) + [.heading(section.0)] + facts
    }
}

/// Columns that the names of facts take, two blanks behind them included.
func informationNameWidth(_ session: Session) -> Int {
    max(15, min(28, (session.dataset.metadata.map(\.name.columnWidth).max() ?? 0) + 3))
}

private struct Fact {
    var name: String
    var value: String
    var role = Theme.Role.text

    init(_ name: String, _ value: String, _ role: Theme.Role = .text) {
        self.name = name
        self.value = value
        self.role = role
    }

    /// A number that may be unknown, and who said it.
    init(_ name: String, _ value: String?, said: Bool) {
        self.init(
            name, value.map { said ? $0 + ", as you said" : $0 } ?? "unknown", value == nil ? .dim : .text)
    }
}

private func fileFacts(_ session: Session) -> [Fact] {
    let dataset = session.dataset
    var facts = [Fact("file", dataset.path), Fact("format", dataset.format)]
    if let part = dataset.part { facts.append(Fact("dataset", part)) }
    facts.append(Fact("elements", "\(dataset.elementType.rawValue), \(Readout.bytes(dataset.byteCount))"))
    if let missing = dataset.missing { facts.append(Fact("missing", missing.sentence, .warning)) }
    return facts
}

private func scanFacts(_ session: Session) -> [Fact] {
    let dataset = session.dataset
    let (scan, origin) = (dataset.scan, dataset.scanOrigin)
    var facts = [
        Fact(
            "shape", "\(scan.rows) × \(scan.columns) positions" + (origin.isGuess ? ", a guess" : ""),
            origin.isGuess ? .warning : .text)
    ]
    if !origin.layout.isPlain {
        facts.append(
            Fact(
                "frames",
                "\(origin.frames); left out are the first \(origin.layout.skipped) and \(origin.layout.flyback) behind each row"
            ))
    }
    let step = dataset.calibration.scanStep
    facts.append(
        Fact("step", step.map { "\(Readout.number($0)) nm" }, said: dataset.saidCalibration.scanStep != nil))
    if let step {
        facts.append(
            Fact(
                "field",
                "\(Readout.number(Double(scan.rows) * step)) × \(Readout.number(Double(scan.columns) * step)) nm"))
    }
    return facts
}

private func patternFacts(_ session: Session) -> [Fact] {
    let dataset = session.dataset
    let calibration = dataset.calibration
    let size = [
        calibration.reciprocalStep.map { "\($0.formatted(significant: 4)) nm⁻¹" },
        calibration.angleStep.map { "\($0.formatted(significant: 4)) mrad" },
    ].compactMap { $0 }.joined(separator: ", ")
    var facts = [
        Fact("detector", "\(dataset.detector.rows) × \(dataset.detector.columns) pixels"),
        Fact("pixel size", size.isEmpty ? nil : size, said: dataset.saidCalibration.pixelSize != nil),
        Fact(
            "voltage", calibration.voltage.map { "\(Readout.number($0)) kV" },
            said: dataset.saidCalibration.voltage != nil),
    ]
    if let wavelength = calibration.wavelength {
        facts.append(Fact("wavelength", "\(Readout.number(wavelength * 1000)) pm"))
    }
    if let survey = session.findings.survey {
        let beam = survey.beam.map {
            "centre (\($0.center.row.formatted(decimals: 1)), \($0.center.column.formatted(decimals: 1))), "
                + "radius \($0.radius.formatted(decimals: 1)) pixels"
        }
        let given = dataset.saidCalibration.center != nil ? ", centre as you said" : ""
        facts.append(Fact("direct beam", beam.map { $0 + given } ?? "not found", beam == nil ? .dim : .text))
        facts.append(Fact("found", StatusView.defects(survey)))
        facts.append(Fact("looked at", "\(survey.surveyedPositions) patterns, spread over the scan"))
    }
    for step in dataset.preparation { facts.append(Fact("prepared", step)) }
    return facts
}

private func assumptions(_ session: Session) -> [Fact] {
    session.dataset.guesses.map { Fact("guess", $0, .warning) }
}
