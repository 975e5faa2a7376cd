import DataCube
import Questions

extension Session {
    /// The form in which the user chooses how the frames lie, while it is open.
    public var scanLayoutForm: ScanLayoutForm? {
        if case .scanLayout(let form)? = view.overlay { form } else { nil }
    }

    /// The present detector's sum in every frame, or the last one's that was found.
    public var series: FrameSeries? {
        if let detector, case .frameSeries(let series)? = findings[.frameSeries(detector)] { return series }
        return lastSeries
    }

    /// Why the sums of every frame are not to be had.
    public var seriesFailure: String? {
        detector.flatMap { findings.failure(of: .request(.frameSeries($0))) }
    }

    /// The map of the present detector, where it is the sum in every frame in the order of the file.
    public var mapInFileOrder: ScanMap? {
        let isInOrder =
            dataset.scanOrigin.layout.isPlain && dataset.scan.count == dataset.scanOrigin.frames
            && dataset.orientation.scan == .identity && dataset.preparation.isEmpty
        return isInOrder ? map : nil
    }

    /// A row length that the frames speak for and that is not the present one's, where the present one is a guess.
    public var likelierPeriod: RowPeriod? {
        guard dataset.scanOrigin.isGuess, let clearest = lastSeries?.periods.first,
            clearest.frames != dataset.scanOrigin.layout.period
        else { return nil }
        return clearest
    }

    /// What a form offers.
    public func proposals(_ form: ScanLayoutForm) -> [ScanLayoutForm.Proposal] {
        form.proposals(series?.periods ?? [])
    }

    /// The map as a form's layout would make it, laid as the scan is; frames that are missing are NaN. Nil before the sums
    /// are known.
    public func preview(_ form: ScanLayoutForm) -> ScanMap? {
        guard let series, let layout = form.layout else { return nil }
        let (rows, columns) = (layout.shape.rows, layout.shape.columns)
        let plane = dataset.orientation.scan
        let shown = plane.shape(rows: rows, columns: columns)
        var values: [Float] = []
        values.reserveCapacity(layout.shape.count)
        for row in 0..<shown.rows {
            for column in 0..<shown.columns {
                let frame = layout.frame(plane.storedIndex(row: row, column: column, rows: rows, columns: columns))
                values.append(frame < series.values.count ? series.values[frame] : .nan)
            }
        }
        return ScanMap(shape: ScanShape(rows: shown.rows, columns: shown.columns), values: values)
    }

    /// The form and what is chosen in it.
    mutating func applyToScanLayout(_ action: Action) {
        if case .openScanLayout = action {
            if sweep?.isRunning == true {
                view.message = Message(.warning, "a sweep is running on the scan as it is: x cancels it")
            } else {
                view.overlay = .scanLayout(begun(ScanLayoutForm(dataset)))
            }
            return
        }
        guard var form = scanLayoutForm else { return }
        switch action {
        case .stepProposal(let step): form.step(step, through: proposals(form))
        case .takeProposal(let place):
            let offered = proposals(form)
            if offered.indices.contains(place) { form.take(offered[place]) }
        case .stepScanLayout(let field, let step): form.step(field, by: step)
        case .nextOrder: dataset.order.map { orders.append(.tryOrder(StorageOrder.allCases.following($0))) }
        default: break
        }
        view.overlay = .scanLayout(form)
    }

    /// Keeps the sums of every frame; a form that was not touched takes up what they say.
    mutating func take(_ series: FrameSeries) {
        lastSeries = series
        if let form = scanLayoutForm { view.overlay = .scanLayout(begun(form)) }
    }

    /// A form as it is first shown: where the scan is a guess, with the row length that the frames speak for.
    private func begun(_ form: ScanLayoutForm) -> ScanLayoutForm {
        var form = form
        guard form.isUntouched, dataset.scanOrigin.isGuess, let first = proposals(form).first, first.clearness > 0
        else {
            return form
        }
        form.take(first)
        return form
    }

    /// Takes the layout that the form shows.
    mutating func accept(_ form: ScanLayoutForm) {
        guard let layout = form.layout else { return }
        view.overlay = nil
        orders.append(.layScan(layout, dataset.order))
    }

    /// Takes back an order that was only tried.
    mutating func leave(_ form: ScanLayoutForm) {
        if let first = form.firstOrder, first != dataset.order { orders.append(.tryOrder(first)) }
    }
}
