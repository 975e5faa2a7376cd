import DataCube
import Session

/// The number that is looked at, in full, and what it is: at the probe or the pixel in Explore, the lowest MSE of the
/// chosen k in Sweep, the component's distribution at the probe in Components. Nil where it is not known.
func shownValue(_ session: Session) -> (number: String, what: String)? {
    let probe = session.intent.probe
    switch session.view.workspace {
    case .explore where session.view.focus == .pattern:
        guard let pattern = session.pattern, pattern.shape == session.dataset.detector else { return nil }
        let (row, column) = (Int(session.pixel.row), Int(session.pixel.column))
        return ("\(pattern[row, column])", "the counts of pixel (\(row), \(column))")
    case .explore:
        guard let map = session.map, map.shape.contains(probe) else { return nil }
        return ("\(map[probe])", "the counts at (\(probe.row), \(probe.column))")
    case .sweep:
        return session.sweep?.minimum(of: session.intent.k).map {
            ("\($0)", "the lowest MSE of k = \(session.intent.k)")
        }
    case .components:
        guard let maps = session.shownDecomposition?.distributions, maps.indices.contains(session.intent.component)
        else { return nil }
        let map = maps[session.intent.component]
        guard map.shape.contains(probe) else { return nil }
        return ("\(map[probe])", "the counts of component \(session.intent.component + 1) at the probe")
    }
}
