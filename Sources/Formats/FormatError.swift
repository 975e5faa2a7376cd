import DataCube

/// What went wrong with a file: what, where in it, and what to do.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of trouble, for programs; people read `description`.
    public enum Kind: Equatable, Sendable {
        /// Absent, not permitted, not a regular file.
        case cannotOpen
        case directory
        /// 0 bytes.
        case empty
        /// No reader knows the content.
        case unrecognised
        /// Ends early: so many whole frames are there, of so many promised (nil where the file does not say).
        case truncated(wholeFrames: Int, promised: Int?)
        /// Contradicts its own format.
        case malformed
        /// Well-formed, but of a kind that is not read.
        case unsupported
        /// Holds several datasets, and none was named.
        case ambiguous(datasets: [String])
        /// The dataset that was named is not there.
        case noSuchDataset
        /// The scan or layout that was asked for does not fit the data.
        case doesNotFit
        /// Writing would replace a file.
        case exists
        /// Writing failed.
        case cannotWrite
        /// Pixels could not be read after the file was opened.
        case unreadable
    }

    public let kind: Kind
    /// The file as the user named it.
    public let path: String
    /// Where in the file: a byte position, a tag, a dataset; nil where the whole file is meant.
    public let place: String?
    /// What is wrong, a sentence without its full stop.
    public let what: String
    /// What to do about it, a sentence without its full stop; may be nil.
    public let remedy: String?

    public init(_ kind: Kind, path: String, place: String? = nil, what: String, remedy: String? = nil) {
        self.kind = kind
        self.path = path
        self.place = place
        self.what = what
        self.remedy = remedy
    }

    public var description: String {
        let cause = place.map { "\($0): \(what)" } ?? what
        return "\(path): \(cause)." + (remedy.map { " \($0)." } ?? "")
    }
}

extension FormatError {
    /// The same trouble as the mapping reported it.
    init(_ error: MappingError) {
        switch error {
        case .cannotOpen(let path, let reason):
            self.init(
                .cannotOpen, path: path, what: "cannot be opened: \(reason)",
                remedy: "Check the path and its permissions")
        case .directory(let path):
            self.init(.directory, path: path, what: "is a directory", remedy: "Name the data file inside it")
        case .empty(let path):
            self.init(
                .empty, path: path, what: "is empty (0 bytes)",
                remedy: "The copy or the acquisition did not finish; fetch it again")
        }
    }

    /// The same trouble as a reading cube reported it.
    public init(_ error: CubeError, path: String) {
        switch error {
        case .fileChanged(let changed):
            self.init(
                .unreadable, path: changed, what: "became shorter or unreadable while it was open",
                remedy: "Open it again once it is whole")
        case .unreadable(let failed, let frame, let reason):
            self.init(.unreadable, path: failed, place: "frame \(frame)", what: "cannot be read: \(reason)")
        case .damaged(let failed, let reason):
            self.init(.malformed, path: failed, what: reason, remedy: "Fetch or compute it again")
        case .outside(let what):
            self.init(.unreadable, path: path, what: "\(what) lies outside the dataset")
        }
    }
}
