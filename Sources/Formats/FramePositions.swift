import DataCube

/// Where frames begin in a file, one byte position for each: a list, or the beginning of one that goes on at equal
/// distances.
struct FramePositions: Equatable, Sendable {
    private var listed: [Int]
    private var further = 0
    private var step = 0

    init(_ positions: [Int] = []) { listed = positions }

    var count: Int { listed.count + further }

    /// - Precondition: within `0..<count`.
    subscript(frame: Int) -> Int {
        frame < listed.count ? listed[frame] : listed[listed.count - 1] + (frame - listed.count + 1) * step
    }

    /// - Precondition: nothing goes on at equal distances yet.
    mutating func append(_ position: Int) {
        precondition(further == 0, "what is listed stands before what is computed")
        listed.append(position)
    }

    /// Goes on at equal distances up to `count` positions, the last of which was checked not to overflow.
    /// - Precondition: there is a position to go on from.
    mutating func extend(to count: Int, step: Int) {
        further = count - listed.count
        self.step = step
    }

    /// The distance from each position to the next, where it is the same for all from frame `first` on; nil elsewhere, and
    /// where there are less than two.
    func spacing(from first: Int = 0) -> Int? {
        guard listed.count >= first + 2 else { return nil }
        let distance = listed[first + 1].subtractingReportingOverflow(listed[first])
        guard !distance.overflow, further == 0 || step == distance.partialValue else { return nil }
        for frame in first + 1..<listed.count - 1 {
            guard listed[frame + 1].subtractingReportingOverflow(listed[frame]) == distance else { return nil }
        }
        return distance.partialValue
    }

    /// How many frames are left without those at the end for which `isWhole` does not hold. Of positions at equal
    /// distances only some are asked for.
    func wholeCount(_ isWhole: (Int) -> Bool) -> Int {
        var whole = listed.count
        if further > 0, isWhole(self[whole]) {
            var beyond = count
            while beyond - whole > 1 {
                let middle = whole + (beyond - whole) / 2
                if isWhole(self[middle]) { whole = middle } else { beyond = middle }
            }
            return whole + 1
        }
        while whole > 0, !isWhole(listed[whole - 1]) { whole -= 1 }
        return whole
    }

    /// The first `count` frames as runs at equal distances, the longest that follow each other.
    func runs(_ count: Int) -> [(first: Int, step: Int, count: Int)] {
        var runs: [(first: Int, step: Int, count: Int)] = []
        for frame in 0..<min(count, listed.count) {
            let position = listed[frame]
            guard let last = runs.last else {
                runs.append((position, 0, 1))
                continue
            }
            let distance = position.subtractingReportingOverflow(listed[frame - 1])
            if !distance.overflow, last.count == 1 || distance.partialValue == last.step {
                runs[runs.count - 1] = (last.first, distance.partialValue, last.count + 1)
            } else {
                runs.append((position, 0, 1))
            }
        }
        let rest = count - listed.count
        guard rest > 0, let last = runs.last else { return runs }
        if last.count == 1 || last.step == step {
            runs[runs.count - 1] = (last.first, step, last.count + rest)
        } else {
            runs.append((listed[listed.count - 1] + step, step, rest))
        }
        return runs
    }
}

/// Frames of a mapped file that begin at any positions.
struct PlacedFrames {
    let positions: FramePositions
    /// A frame as it lies from its position on: the scan is one position, the offset counts from there.
    let frame: FrameLayout

    /// The frames, less those at the end that reach beyond the end of the file.
    /// - Throws: `truncated` where none is whole, `malformed` where one in between is not.
    func source(in bytes: FileBytes) throws(FormatError) -> any FrameSource {
        let whole = positions.wholeCount { isWhole($0, in: bytes.count) }
        var sources: [any FrameSource] = []
        for run in positions.runs(whole) {
            var layout = frame
            let (offset, overflow) = frame.offset.addingReportingOverflow(run.first)
            layout.offset = offset
            layout.scan = ScanShape(rows: 1, columns: run.count)
            layout.scanColumnStride = run.step
            guard !overflow, let source = MappedSource(file: bytes.file, layout: layout) else {
                throw FormatError(
                    .malformed, path: bytes.path, place: "byte \(run.first)",
                    what: "frames are said to lie there that reach beyond the end of the file (\(bytes.count) bytes)",
                    remedy: "The file is damaged; fetch it again")
            }
            sources.append(source)
        }
        if sources.count == 1 { return sources[0] }
        guard let joined = JoinedSource(sources) else {
            throw FormatError(
                .truncated(wholeFrames: 0, promised: positions.count), path: bytes.path, place: "byte \(bytes.count)",
                what: "the file ends before its first frame does",
                remedy: "Fetch it again; what is there cannot be used")
        }
        return joined
    }

    private func isWhole(_ position: Int, in count: Int) -> Bool {
        var layout = frame
        let (offset, overflow) = frame.offset.addingReportingOverflow(position)
        layout.offset = offset
        guard !overflow, let extent = layout.extent else { return false }
        return extent.upperBound <= count
    }
}

extension CubeAssembly {
    /// The dataset, from frames at any positions of a mapped file: of a file that ends early those that are whole.
    func cube(_ frames: PlacedFrames, in bytes: FileBytes, options: OpenOptions) throws(FormatError) -> DataCube {
        var assembly = self
        assembly.promisedFrames = max(promisedFrames ?? 0, frames.positions.count)
        return try assembly.cube(frames.source(in: bytes), options: options)
    }
}
