extension Session {
    /// The names that a picker lists.
    public func names(of subject: Picker.Subject) -> [String] { subject == .theme ? themes : colorMaps }

    /// Opens pickers and the form of the screen, and steps through what they offer.
    mutating func applyToAppearance(_ action: Action) {
        switch action {
        case .nextTheme(let step): adjust(.theme, by: step)
        case .pick(let subject):
            let present = subject == .theme ? view.theme : shownDisplay.colorMap
            view.overlay = .picker(
                Picker(
                    subject: subject, selected: names(of: subject).firstIndex(of: present) ?? 0,
                    appearance: view.appearance, intent: intent))
        case .openAppearance: view.overlay = .appearance(AppearanceForm(before: view.appearance))
        case .keepAppearance: orders.append(.keepAppearance(view.appearance))
        default: break
        }
    }

    /// Moves on in a form or a picker, or takes what it shows.
    mutating func applyToChoice(_ action: Action) {
        switch (view.overlay, action) {
        case (.picker(var picker), .moveSelection(let step, _)):
            picker.selected = max(0, min(names(of: picker.subject).count - 1, picker.selected + step))
            view.overlay = .picker(picker)
            show(picker)
        case (.picker(let picker), .acceptPrompt):
            view.overlay = nil
            let chosen = intent
            intent = picker.intent
            commit { $0 = chosen }
        case (.appearance(var form), .moveSelection(let step, _)):
            form.selected = max(0, min(Appearance.Field.allCases.count - 1, form.selected + step))
            view.overlay = .appearance(form)
        case (.appearance(let form), .adjustField(let step)): adjust(form.field, by: step)
        case (.appearance, .acceptPrompt): view.overlay = nil
        default: break
        }
    }

    /// Comes back to what was before a picker or form that is left.
    mutating func takeBackChoice() {
        switch view.overlay {
        case .picker(let picker): (view.appearance, intent) = (picker.appearance, picker.intent)
        case .appearance(let form): view.appearance = form.before
        default: break
        }
    }

    private mutating func show(_ picker: Picker) {
        let names = names(of: picker.subject)
        guard names.indices.contains(picker.selected) else { return }
        switch picker.subject {
        case .theme: view.theme = names[picker.selected]
        case .colorMap:
            if displaysMap {
                intent.mapDisplay.colorMap = names[picker.selected]
            } else {
                intent.patternDisplay.colorMap = names[picker.selected]
            }
        }
    }

    private mutating func adjust(_ field: Appearance.Field, by step: Int) {
        guard let offered = choices[field], !offered.isEmpty else { return }
        view.appearance[field] = offered.following(view.appearance[field], by: step)
        if view.overlay == nil { view.message = Message(.plain, "\(field.rawValue): \(view.appearance[field])") }
    }

    /// The display that display keys act on.
    public var shownDisplay: Display { displaysMap ? intent.mapDisplay : intent.patternDisplay }
}
