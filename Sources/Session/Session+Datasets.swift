import DataCube

extension Session {
    /// The place of the open dataset among those of the file.
    public var openDatasetPlace: Int? {
        datasets?.firstIndex { $0.name == dataset.part }
    }

    /// Lets the user pick another dataset.
    mutating func openDatasets() {
        if sweep?.isRunning == true {
            view.message = Message(.warning, "a sweep is running on this dataset: x cancels it")
        } else {
            view.overlay = .datasets(selected: openDatasetPlace ?? 0)
        }
    }

    /// Takes in what the file holds.
    mutating func list(_ listed: [DatasetSummary]) {
        datasets = listed
        if case .datasets? = view.overlay { view.overlay = .datasets(selected: openDatasetPlace ?? 0) }
    }

    mutating func select(dataset place: Int) {
        view.overlay = .datasets(selected: max(0, min((datasets?.count ?? 1) - 1, place)))
    }

    mutating func pick(dataset place: Int) {
        view.overlay = nil
        guard let datasets, datasets.indices.contains(place) else { return }
        orders.append(.openDataset(datasets[place]))
    }
}
