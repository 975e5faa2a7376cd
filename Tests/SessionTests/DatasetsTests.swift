import DataCube
import Questions
import Session
import Testing

@Suite("Picking a dataset of the file")
struct DatasetsTests {
    private static let listed = ["/a", "/b", "/c"].map {
        DatasetSummary(name: $0, shape: [2, 3, 4, 5], elementType: "u16")
    }

    private static func session(open part: String? = "/b") -> Session {
        var dataset = Fixture.dataset()
        dataset.part = part
        return Session(dataset: dataset, themes: ["night"], colorMaps: ["grey"], theme: "night")
    }

    @Test("The file is looked into when the picker is open, once; the open dataset is chosen first")
    func listing() {
        var session = Self.session()
        #expect(session.needs[.listing] == nil)
        session.apply(.openDatasets)
        #expect(session.needs[.listing] == .datasets && session.view.overlay == .datasets(selected: 0))
        session.apply(.datasetsListed(Self.listed))
        #expect(session.needs[.listing] == nil && session.view.overlay == .datasets(selected: 1))
        session.apply(.closeOverlay, .openDatasets)
        #expect(session.needs[.listing] == nil && session.view.overlay == .datasets(selected: 1))
        var failed = Self.session()
        failed.apply(.openDatasets, .failed(.datasets, "the file is damaged"))
        #expect(failed.needs[.listing] == nil && failed.findings.failure(of: .datasets) == "the file is damaged")
    }

    @Test("Arrows stay within the list; Enter orders the chosen dataset")
    func picking() {
        var session = Self.session(open: nil)
        session.apply(.openDatasets, .acceptPrompt)
        #expect(session.takeOrders().isEmpty && session.view.overlay == nil, "nothing is listed yet")
        session.apply(.datasetsListed(Self.listed), .openDatasets, .moveSelection(-1, limit: 0))
        #expect(session.view.overlay == .datasets(selected: 0))
        session.apply(.moveSelection(9, limit: 0))
        #expect(session.view.overlay == .datasets(selected: 2))
        session.apply(.acceptPrompt)
        #expect(session.takeOrders() == [.openDataset(Self.listed[2])] && session.view.overlay == nil)
    }

    @Test("While a sweep runs the dataset stays")
    func sweeping() {
        var session = Self.session()
        session.apply(.sweepChanged(Fixture.sweep(2...4)), .openDatasets)
        #expect(session.view.overlay == nil && session.view.message?.kind == .warning)
    }
}
