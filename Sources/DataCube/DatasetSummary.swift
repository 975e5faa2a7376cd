/// One of several datasets in a file, as a person picks it.
public struct DatasetSummary: Hashable, Sendable {
    /// What names it to `--dataset`.
    public var name: String
    /// Sizes of all axes as stored, slowest first.
    public var shape: [Int]
    /// The type of an element in the words of the file's format.
    public var elementType: String

    public init(name: String, shape: [Int], elementType: String) {
        self.name = name
        self.shape = shape
        self.elementType = elementType
    }
}
