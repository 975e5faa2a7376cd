import DataCube
import Screen
import Session

/// What is known about the dataset.
enum InformationView {
    static func draw(into buffer: inout CellBuffer, _ rect: Rect, _ inner: Rect, _ scene: Scene) {
        PaneFrame.draw(into: &buffer, rect, title: "About the data", detail: "any key closes", focused: true, scene)
        var row = inner.row + (rect.rows > 18 ? 1 : 0)
        for (name, value) in facts(scene.session) {
            for (offset, line) in wrapped(value, width: inner.columns - 18).enumerated() where row < inner.bottom {
                if offset == 0 { buffer.write(name, row: row, column: inner.column, scene.dim) }
                buffer.write(line, row: row, column: inner.column + 17, scene.text, width: inner.columns - 17)
                row += 1
            }
        }
    }

    private static func facts(_ session: Session) -> [(String, String)] {
        let dataset = session.dataset
        let calibration = dataset.calibration
        func known(_ value: Double?, _ unit: String) -> String {
            value.map { "\(Readout.number($0)) \(unit)" } ?? "unknown"
        }
        var facts = [
            ("file", dataset.path), ("format", dataset.format),
            ("scan", "\(dataset.scan.rows) × \(dataset.scan.columns) positions"),
            ("detector", "\(dataset.detector.rows) × \(dataset.detector.columns) pixels"),
            ("elements", "\(dataset.elementType.rawValue), \(Readout.bytes(dataset.byteCount))"),
            ("scan step", known(calibration.scanStep, "nm")),
            (
                "pixel size",
                [
                    calibration.reciprocalStep.map { "\($0.formatted(significant: 4)) nm⁻¹" },
                    calibration.angleStep.map { "\($0.formatted(significant: 4)) mrad" },
                ].compactMap { $0 }.joined(separator: ", ").nonEmpty ?? "unknown"
            ),
            ("voltage", known(calibration.voltage, "kV")),
            ("wavelength", known(calibration.wavelength.map { $0 * 1000 }, "pm")),
        ]
        facts.append(("found", StatusView.findings(session)))
        for step in dataset.preparation { facts.append(("prepared", step)) }
        if let missing = dataset.missing { facts.append(("missing", missing.sentence)) }
        for guess in dataset.guesses { facts.append(("guessed", guess)) }
        if let survey = session.findings.survey {
            facts.append(("looked at", "\(survey.surveyedPositions) patterns, spread over the scan"))
        }
        return facts
    }
}

extension String {
    /// The text, or nil when it is empty.
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
