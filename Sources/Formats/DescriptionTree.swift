/// A tree of groups with attributes: what HDF5 and zarr have in common. Paths begin with a slash.
protocol DescriptionTree {
    /// True when an object can be reached under the path.
    func exists(_ path: String) -> Bool
    /// The number of a numeric attribute.
    func number(attribute: String, of path: String) -> Double?
    /// The texts of a text attribute, one or several.
    func texts(attribute: String, of path: String) -> [String]?
}

extension DescriptionTree {
    func text(attribute: String, of path: String) -> String? { texts(attribute: attribute, of: path)?.first }
}

extension HDF5File: DescriptionTree {}
