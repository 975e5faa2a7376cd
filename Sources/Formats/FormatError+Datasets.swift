import DataCube

extension FormatError {
    /// A file holds several datasets, and none was named.
    static func ambiguous(_ equals: [DatasetSummary], path: String, place: String? = nil) -> FormatError {
        FormatError(
            .ambiguous(datasets: equals.map(\.name)), path: path, place: place,
            what: "holds \(equals.count) datasets that could be meant: \(list(equals))",
            remedy: "Pick one with --dataset" + (equals.first.map { ", e.g. --dataset \($0.name)" } ?? ""))
    }

    /// The dataset that was named is not there.
    static func noSuchDataset(_ name: String, among known: [DatasetSummary], path: String) -> FormatError {
        FormatError(
            .noSuchDataset, path: path, place: name, what: "no dataset of numbers with 2 to 4 axes is there",
            remedy: known.isEmpty ? "The file holds none" : "There are \(list(known))")
    }

    /// `scan (2 x 3 x 4 x 5 u16), …`
    private static func list(_ datasets: [DatasetSummary]) -> String {
        let most = 20
        let texts = datasets.prefix(most).map { dataset in
            let type = ElementType(rawValue: dataset.elementType)?.shortName ?? dataset.elementType
            return "\(dataset.name) (\(dataset.shape.map(String.init).joined(separator: " x ")) \(type))"
        }
        return texts.joined(separator: ", ") + (datasets.count > most ? ", …" : "")
    }
}
