import Formats
import Interface
import Questions
import Session

extension ResultSubject {
    /// What a file of it holds.
    var kind: ResultKind {
        switch self {
        case .map: .map
        case .pattern: .pattern
        case .components: .factors
        case .residual: .residual
        case .curve: .curve
        }
    }
}

extension ResultFile {
    /// The endings that the explorer offers for each subject.
    static var endings: [ResultSubject: [String]] {
        Dictionary(
            uniqueKeysWithValues: ResultSubject.allCases.map { ($0, WriterCatalog.extensions(of: $0.kind)) })
    }

    /// Writes what a session shows, and says what came of it.
    static func write(_ order: ResultOrder, _ session: Session, _ dataset: OpenedDataset, _ look: Look) -> Action {
        guard var file = ResultFile(order, session, dataset) else {
            return .notWritten(order, "\(order.subject.title): no longer shown", isTaken: false)
        }
        file.show(look.pictures(of: order.subject, in: session), theme: look.theme(session.view.theme))
        do throws(FormatError) {
            return .written(try WriterCatalog.write(file, to: order.path, overwrite: order.overwrites))
        } catch { return .notWritten(order, error.description, isTaken: error.kind == .exists) }
    }

    /// Nil where the subject is not known.
    private init?(_ order: ResultOrder, _ session: Session, _ dataset: OpenedDataset) {
        let calibration = session.dataset.calibration
        var provenance = Provenance(dataset, command: Self.command(order, session))
        switch order.subject {
        case .map:
            guard let map = session.map, let detector = session.detector else { return nil }
            self.init(map, detector: detector, calibration, provenance: provenance)
        case .pattern:
            guard let pattern = session.pattern else { return nil }
            let position = session.intent.probe
            let title =
                switch session.intent.patternChoice {
                case .probe: "pattern, at \(position.row),\(position.column)"
                case .mean: "pattern, mean"
                case .maximum: "pattern, max"
                }
            self.init(pattern, title: title, calibration, provenance: provenance)
        case .components:
            guard let decomposition = session.shownDecomposition, let sweep = session.sweep else { return nil }
            provenance.add(sweep.parameters)
            provenance.exchange = session.intent.exchange.flatMap {
                $0.amount > 0 ? "\($0.amount) x component \($0.partner + 1) taken out of \($0.component + 1)" : nil
            }
            self.init(decomposition, calibration, provenance: provenance)
            table = ResultTable(sweep)
        case .residual:
            guard let residual = session.result?.residual, let sweep = session.sweep else { return nil }
            provenance.add(sweep.parameters)
            self.init(residual, k: session.intent.k, calibration, provenance: provenance)
        case .curve:
            guard let sweep = session.sweep else { return nil }
            provenance.add(sweep.parameters)
            self.init(curvesOf: sweep, provenance: provenance)
        }
    }

    /// The command line that makes it again; what a sweep writes of several k may need another format.
    private static func command(_ order: ResultOrder, _ session: Session) -> String {
        let kind: ResultKind
        switch order.subject {
        case .map, .pattern: kind = order.subject.kind
        case .components, .residual, .curve:
            let parameters = session.sweep?.parameters ?? session.proposedSweep
            kind = parameters.componentCounts.count == 1 ? .factors : .sweep
        }
        let isHeld = (try? WriterCatalog.resultFormat(of: order.path, holding: kind)) != nil
        return reproducingCommand(session, output: isHeld ? order.path : nil)
    }
}
