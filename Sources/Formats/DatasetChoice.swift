import DataCube

/// The arrays of a file that holds several, of which one is to be opened.
struct DatasetChoice<Dataset> {
    /// An array that patterns could be in.
    struct Candidate {
        let dataset: Dataset
        let summary: DatasetSummary
        /// More where the file itself says that it is meant.
        var rank = 0

        fileprivate var key: (axes: Int, rank: Int) { (summary.shape.count, rank) }
    }

    /// The file, as errors name it.
    let path: String
    /// In the order of the file.
    let candidates: [Candidate]

    /// What could be meant, the likeliest first: four axes before three, and pictures only where there is nothing else;
    /// among like ones in the order of the file.
    var offered: [Candidate] {
        let stacks = candidates.filter { $0.summary.shape.count > 2 }
        return (stacks.isEmpty ? candidates : stacks).enumerated().sorted { first, second in
            first.element.key != second.element.key
                ? first.element.key > second.element.key : first.offset < second.offset
        }.map(\.element)
    }

    /// What a person is to pick from; empty where there is nothing to choose.
    var summaries: [DatasetSummary] { offered.count > 1 ? offered.map(\.summary) : [] }

    /// The one that is likelier than all others; nil where there is none at all.
    /// - Throws: `ambiguous` where several are as likely.
    func likeliest() throws(FormatError) -> Dataset? {
        let offered = offered
        let equals = offered.prefix { $0.key == offered[0].key }
        guard equals.count > 1 else { return offered.first?.dataset }
        throw FormatError.ambiguous(equals.map(\.summary), path: path)
    }

    /// The one of that name, or the only one of the most axes below it.
    /// - Throws: `noSuchDataset`.
    func named(_ name: String) throws(FormatError) -> Dataset {
        if let exact = candidates.first(where: { $0.summary.name == name }) { return exact.dataset }
        let below = candidates.filter { $0.summary.name.hasPrefix(name + "/") }
        let most = below.map(\.summary.shape.count).max()
        let largest = below.filter { $0.summary.shape.count == most }
        if largest.count == 1 { return largest[0].dataset }
        throw FormatError.noSuchDataset(name, among: offered.map(\.summary), path: path)
    }

    /// A name as it is stored: with one slash before every part.
    static func plainName(_ name: String) -> String { "/" + name.split(separator: "/").joined(separator: "/") }
}
