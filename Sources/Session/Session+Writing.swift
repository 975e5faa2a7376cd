import Questions

extension Session {
    /// What the focused pane, or the workspace, shows.
    public var subject: ResultSubject {
        switch view.workspace {
        case .explore: view.focus == .pattern ? .pattern : .map
        case .sweep: .curve
        case .components: view.showsResidual && result?.residual != nil ? .residual : .components
        }
    }

    /// Why what is shown cannot be written; nil when it can.
    public var subjectAbsence: String? {
        switch subject {
        case .map: map == nil ? "the map is not there yet" : nil
        case .pattern: pattern == nil ? "the pattern is not there yet" : nil
        case .curve: sweep == nil ? "there are no curves before a sweep: s starts one" : nil
        case .components, .residual: result == nil ? "no components are shown" : nil
        }
    }

    /// A file that what is shown could well be written to: named after the data and what it is.
    public var proposedPath: String {
        let name = dataset.name
        let stem = name.lastIndex(of: ".").map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
        let k = "k\(intent.k < 10 ? "0" : "")\(intent.k)"
        let ending =
            switch subject {
            case .map: "map.tif"
            case .pattern:
                switch intent.patternChoice {
                case .probe: "pattern-\(intent.probe.row)-\(intent.probe.column).tif"
                case .mean: "mean.tif"
                case .maximum: "maximum.tif"
                }
            case .components: "\(k).hspy"
            case .residual: "\(k)-residual.tif"
            case .curve: "curves.csv"
            }
        return dataset.resultsFolder + stem + "-" + ending
    }

    /// Asks for a file, and what came of writing it.
    mutating func applyToWriting(_ action: Action) {
        switch action {
        case .openWriting:
            view.overlay = .prompt(Prompt(purpose: .writing(subject, replacing: nil), text: proposedPath))
        case .written(let paths): view.message = Message(.plain, "written: \(paths.joined(separator: ", "))")
        case .notWritten(let order, let reason, let isTaken):
            // What the user has gone on to is not covered.
            guard view.overlay == nil else {
                view.message = Message(.failure, reason)
                return
            }
            var prompt = Prompt(
                purpose: .writing(order.subject, replacing: isTaken ? order.path : nil), text: order.path)
            prompt.error = isTaken ? "a file is there already: Enter replaces it, or write another name" : reason
            view.overlay = .prompt(prompt)
        default: break
        }
    }

    /// Orders what a prompt asked for.
    /// - Parameter replaceable: the file that the user was told is there.
    mutating func write(_ subject: ResultSubject, to text: String, replaceable: String?) throws(SpellingError) {
        guard !text.isEmpty else { throw SpellingError("a file's name is needed") }
        orders.append(.write(ResultOrder(subject: subject, path: text, overwrites: text == replaceable)))
    }
}
