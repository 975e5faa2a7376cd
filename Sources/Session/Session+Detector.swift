import DataCube
import Questions

extension Session {
    /// The virtual detector by keys and by mouse.
    mutating func applyToDetector(_ action: Action) {
        switch action {
        case .setDetector(let detector): commit { $0.detector = detector }
        case .nextDetectorShape: nextShape()
        case .growDetector(let outer, let inner): grow(outer: outer, inner: inner)
        case .centerDetector(let point): move { $0.moving(.center, to: point) }
        case .nextDetectorPreset: nextPreset()
        case .grip(let grip):
            // A terminal that lost the release must not lose the step.
            if view.grip != nil { applyToDetector(.release) }
            view.grip = grip
            beforeDrag = intent
        case .drag(let point): drag(to: point)
        case .release:
            // One drag is one undo step, whatever happened on the way.
            if case .detector = view.grip, let before = beforeDrag, before != intent { history.commit(before, .other) }
            view.grip = nil
            beforeDrag = nil
        default: break
        }
    }

    private mutating func move(_ kind: History.Kind = .other, _ change: (any DetectorPart) -> any DetectorPart) {
        guard let detector else { return }
        guard let part = detector.part else {
            view.message = Message(.plain, "the detector is made of several shapes: D edits it as text")
            return
        }
        commit(kind) { $0.detector = VirtualDetector(change(part)) }
    }

    private mutating func drag(to point: DetectorPoint) {
        guard case .detector(let handle) = view.grip, let part = detector?.part else { return }
        let tenth = DetectorPoint(row: (point.row * 10).rounded() / 10, column: (point.column * 10).rounded() / 10)
        intent.detector = VirtualDetector(part.moving(handle, to: tenth).roundedToTenths)
    }

    private mutating func grow(outer: Double, inner: Double) {
        if inner == 0 { return move(.detectorSize) { $0.grown(by: outer) } }
        guard case .annulus(let annulus)? = detector else {
            view.message = Message(.plain, "only an annulus has an inner radius: d chooses the shape")
            return
        }
        commit(.detectorSize) {
            $0.detector = .annulus(
                AnnulusDetector(
                    center: annulus.center, inner: max(0, min(annulus.outer - 0.5, annulus.inner + inner)),
                    outer: annulus.outer))
        }
    }

    /// The same place as another shape: annulus, disk, rectangle, point, around.
    private mutating func nextShape() {
        guard let detector else { return }
        let center = detector.part?.center ?? beam?.center ?? dataset.detector.middle
        let size = beam.map { max(2, $0.radius.rounded()) } ?? 3
        let next: VirtualDetector =
            switch detector {
            case .annulus: .disk(DiskDetector(center: center, radius: size))
            case .disk: .rectangle(RectangleDetector(center: center, height: 2 * size, width: 2 * size))
            case .rectangle: .point(PointDetector(center: center))
            default: .annulus(AnnulusDetector(center: center, inner: 2 * size, outer: 4 * size))
            }
        commit { $0.detector = next }
    }

    /// Bright field, annular bright field and dark field by the beam's radius; everything outside the beam.
    public var detectorPresets: [(name: String, detector: VirtualDetector)] {
        guard let beam else { return [] }
        let center = beam.center.roundedToTenths
        let radius = (beam.radius * 10).rounded() / 10
        let field = beam.darkField(on: dataset.detector)
        var presets: [(String, VirtualDetector)] = [
            ("everything outside the beam", .annulus(field)),
            ("bright field", .disk(DiskDetector(center: center, radius: radius))),
        ]
        if radius >= 2 {
            let half = (radius * 5).rounded() / 10
            presets.append(
                ("annular bright field", .annulus(AnnulusDetector(center: center, inner: half, outer: radius))))
            presets.append(
                ("annular dark field", .annulus(AnnulusDetector(center: center, inner: radius, outer: 2 * radius))))
        }
        return presets
    }

    private mutating func nextPreset() {
        let presets = detectorPresets
        guard !presets.isEmpty else {
            view.message = Message(.plain, "presets need the direct beam, and none was found")
            return
        }
        let present = presets.firstIndex { $0.detector == detector } ?? presets.count - 1
        let next = presets[(present + 1) % presets.count]
        commit { $0.detector = next.detector }
        view.message = Message(.plain, next.name)
    }
}

extension DetectorPoint {
    /// To tenths of a pixel: what hands and screens can tell apart.
    var roundedToTenths: DetectorPoint {
        DetectorPoint(row: (row * 10).rounded() / 10, column: (column * 10).rounded() / 10)
    }
}

extension DetectorPart {
    /// This shape with every number rounded to tenths of a pixel.
    var roundedToTenths: any DetectorPart {
        let rounded = arguments.map { ($0 * 10).rounded() / 10 }
        do throws(SpellingError) { return try Self(arguments: rounded) } catch { return self }
    }
}
