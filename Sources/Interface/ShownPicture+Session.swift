import DataCube
import Questions
import Screen
import Session

extension Look {
    /// A component and its distribution, as the intent's displays show them.
    func pictures(
        ofComponent index: Int, in decomposition: Decomposition, _ intent: Intent, _ calibration: Calibration,
        kept: KeptLevels? = nil
    ) -> (component: ShownPicture, distribution: ShownPicture) {
        (
            picture(
                of: decomposition.components[index], intent.patternDisplay, calibration, unit: "of the component",
                kept: kept),
            picture(of: decomposition.distributions[index], intent.distributionDisplay, calibration, kept: kept)
        )
    }

    /// What a decomposition leaves unexplained: chi-square over the scan, the mean residual in the colours of gains and
    /// losses.
    func pictures(
        of residual: Residual, _ session: Session, kept: KeptLevels? = nil
    ) -> (map: ShownPicture, pattern: ShownPicture) {
        let calibration = session.dataset.calibration
        var display = Display(scale: .linear, colorMap: "red-blue", reduction: .mean)
        display.clip = session.intent.patternDisplay.clip
        return (
            picture(
                of: residual.chiSquare, session.intent.distributionDisplay, calibration, unit: "χ²", kept: kept),
            picture(of: residual.pattern, display, calibration, kept: kept)
        )
    }

    /// All components and distributions of a decomposition in turn, each pair under its number and its share.
    public func pictures(of decomposition: Decomposition, _ intent: Intent, _ calibration: Calibration)
        -> [ShownPicture]
    {
        zip(decomposition.components.indices, decomposition.shares).flatMap { index, share in
            var (component, distribution) = pictures(ofComponent: index, in: decomposition, intent, calibration)
            component.title = "\(index + 1) · \((share * 100).formatted(decimals: share < 0.1 ? 1 : 0)) %"
            distribution.title = " "
            return [component, distribution]
        }
    }

    /// The pictures of what a session shows and can write; empty for what is no picture, or is not known.
    public func pictures(of subject: ResultSubject, in session: Session) -> [ShownPicture] {
        let calibration = session.dataset.calibration
        switch subject {
        case .map: return session.map.map { [picture(of: $0, session.intent.mapDisplay, calibration)] } ?? []
        case .pattern:
            return session.pattern.map {
                [picture(of: $0, judged: session.judged($0), session.intent.patternDisplay, calibration)]
            } ?? []
        case .components:
            return session.shownDecomposition.map { pictures(of: $0, session.intent, calibration) } ?? []
        case .residual:
            guard let residual = session.result?.residual else { return [] }
            let (map, pattern) = pictures(of: residual, session)
            return [map, pattern]
        case .curve: return []
        }
    }
}

extension Look {
    /// Principal components and their distributions in turn, in colours that tell signs.
    public func pictures(of result: PrincipalComponents, _ calibration: Calibration) -> [ShownPicture] {
        let display = Display(scale: .linear, colorMap: "red-blue", reduction: .mean)
        return result.components.indices.flatMap { index in
            var component = picture(of: result.components[index], display, calibration, unit: "")
            var distribution = picture(of: result.distributions[index], display, calibration)
            component.title = "\(index + 1)"
            distribution.title = " "
            return [component, distribution]
        }
    }
}
