import DataCube
import Questions

extension Session {
    /// Typing and choosing in what lies over the workspace.
    mutating func applyToOverlay(_ action: Action) {
        guard let overlay = view.overlay else { return }
        switch (overlay, action) {
        case (.picker, _), (.appearance, _): applyToChoice(action)
        case (.palette(let text, _), .typeCharacter(let character)):
            view.overlay = .palette(text: text + String(character), selected: 0)
        case (.palette(let text, _), .eraseCharacter):
            view.overlay = text.isEmpty ? nil : .palette(text: String(text.dropLast()), selected: 0)
        case (.palette(let text, let selected), .moveSelection(let step, let limit)):
            view.overlay = .palette(text: text, selected: max(0, min(limit - 1, selected + step)))
        case (.prompt(var prompt), .typeCharacter(let character)):
            prompt.text.append(character)
            prompt.error = nil
            view.overlay = .prompt(prompt)
        case (.prompt(var prompt), .eraseCharacter):
            _ = prompt.text.popLast()
            prompt.error = nil
            view.overlay = .prompt(prompt)
        case (.prompt(let prompt), .acceptPrompt): accept(prompt)
        case (.sweepForm(var form), .typeCharacter(let character)):
            form.type(character)
            view.overlay = .sweepForm(form)
        case (.sweepForm(var form), .eraseCharacter):
            form.erase()
            view.overlay = .sweepForm(form)
        case (.sweepForm(var form), .moveSelection(let step, _)):
            form.move(step)
            view.overlay = .sweepForm(form)
        case (.sweepForm(var form), .adjustField(let step)):
            form.adjust(step)
            view.overlay = .sweepForm(form)
        case (.sweepForm(var form), .acceptPrompt):
            do throws(SpellingError) {
                apply(.startSweep(try form.parameters()))
            } catch {
                form.error = error.description
                view.overlay = .sweepForm(form)
            }
        case (.scanLayout(var form), .typeCharacter(let character)):
            if let digit = character.wholeNumberValue { form.type(digit) }
            view.overlay = .scanLayout(form)
        case (.scanLayout(var form), .eraseCharacter):
            form.erase()
            view.overlay = .scanLayout(form)
        case (.scanLayout(let form), .acceptPrompt): accept(form)
        case (.datasets(let selected), .moveSelection(let step, _)): select(dataset: selected + step)
        case (.datasets(let selected), .acceptPrompt): pick(dataset: selected)
        case (.information(let scroll), .scroll(let step, let limit)):
            view.overlay = .information(scroll: max(0, min(limit, scroll + step)))
        case (.help(let scroll), .scroll(let step, let limit)):
            view.overlay = .help(scroll: max(0, min(limit, scroll + step)))
        case (.evidence(let scroll), .scroll(let step, let limit)):
            view.overlay = .evidence(scroll: max(0, min(limit, scroll + step)))
        default: break
        }
    }

    private mutating func accept(_ prompt: Prompt) {
        do throws(SpellingError) {
            switch prompt.purpose {
            case .detector:
                let detector = try VirtualDetector(spelling: prompt.text)
                commit { $0.detector = detector }
            case .mask:
                let mask = try AnalysisMask.Exclusion(spelling: prompt.text)
                commit { $0.mask = mask }
            case .beamCenter: orders.append(.setCenter(try center(prompt.text)))
            case .writing(let subject, let replaceable):
                try write(subject, to: prompt.text, replaceable: replaceable)
            }
            view.overlay = nil
        } catch {
            var refused = prompt
            refused.error = error.description
            view.overlay = .prompt(refused)
        }
    }

    private func center(_ text: String) throws(SpellingError) -> DetectorPoint {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { Double($0.filter { $0 != " " }) }
        guard numbers.count == 2, let row = numbers[0], let column = numbers[1], row.isFinite, column.isFinite else {
            throw SpellingError("expected row,column in pixels, as 63.5,63.5")
        }
        let (lastRow, lastColumn) = (dataset.detector.rows - 1, dataset.detector.columns - 1)
        guard (0...Double(lastRow)).contains(row), (0...Double(lastColumn)).contains(column) else {
            throw SpellingError("the centre lies on the detector: row 0…\(lastRow), column 0…\(lastColumn)")
        }
        return DetectorPoint(row: row, column: column)
    }
}
