/// Byte positions, one for each page of a file: a list, or the beginning of one that goes on at equal distances.
struct PagePositions: Equatable, Sendable {
    private var listed: [Int] = []
    private var further = 0
    private var step = 0

    var count: Int { listed.count + further }

    /// - Precondition: within `0..<count`.
    subscript(page: Int) -> Int {
        page < listed.count ? listed[page] : listed[listed.count - 1] + (page - listed.count + 1) * step
    }

    /// - Precondition: nothing goes on at equal distances yet.
    mutating func append(_ position: Int) {
        precondition(further == 0, "what is listed stands before what is computed")
        listed.append(position)
    }

    /// Goes on at equal distances up to `count` positions, the last of which was checked not to overflow.
    mutating func extend(to count: Int, step: Int) {
        further = count - listed.count
        self.step = step
    }

    /// The distance from each position to the next, where it is the same for all from page `first` on; nil elsewhere, and
    /// where there are less than two.
    func spacing(from first: Int = 0) -> Int? {
        guard listed.count >= first + 2 else { return nil }
        let distance = listed[first + 1].subtractingReportingOverflow(listed[first])
        guard !distance.overflow, further == 0 || step == distance.partialValue else { return nil }
        for page in first + 1..<listed.count - 1 {
            guard listed[page + 1].subtractingReportingOverflow(listed[page]) == distance else { return nil }
        }
        return distance.partialValue
    }
}
