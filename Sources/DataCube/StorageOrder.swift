/// Which numbers of a 4D array lie next to each other in a file.
public enum StorageOrder: String, Hashable, Sendable, Codable, CaseIterable {
    /// The pixels of a pattern; pattern follows pattern.
    case patterns
    /// The positions of one pixel: scan map follows scan map.
    case maps
}
