import CHDF5
import DataCube

/// Master files of Dectris detectors (ARINA, ELA, EIGER; FileWriter, "hdf5 nexus legacy nxmx"): `/entry/data/data_000001`
/// and so on lead to files beside, each a stack of frames; together they are one series. What the detector was told
/// stands below `/entry/instrument/detector`.
struct DectrisConvention: HDF5Convention {
    let file: HDF5File
    /// The numbered links in their order.
    private let parts: [HDF5File.Link]
    private static let group = "/entry/data"
    private static let detector = "/entry/instrument/detector"

    init?(_ file: HDF5File) {
        parts = file.links(of: Self.group).filter { link in
            link.name.hasPrefix("data_") && link.name.dropFirst(5).allSatisfy(\.isNumber) && link.name.count > 5
        }
        guard !parts.isEmpty, file.exists(Self.detector) || parts[0].externalFile != nil else { return nil }
        self.file = file
    }

    func name(of dataset: HDF5Dataset) -> String { "Dectris" }

    func candidates() -> [HDF5Candidate] {
        // Any part stands for the series, whose frames are read together.
        guard let first = series.first else { return [] }
        return [HDF5Candidate(dataset: first, rank: 1)]
    }

    /// The parts that can be read, up to the first that is missing behind one that is not: frames keep their places.
    private var series: [HDF5Dataset] {
        var found: [HDF5Dataset] = []
        for part in parts {
            if part.target != nil, let dataset = HDF5Dataset(Self.group + "/" + part.name, in: file) {
                found.append(dataset)
            } else if !found.isEmpty {
                break
            }
        }
        return found
    }

    /// That no file of data is there.
    var nothingThere: FormatError {
        let files = parts.prefix(3).map { $0.externalFile ?? $0.name }.joined(separator: ", ")
        return FormatError(
            .cannotOpen, path: file.path,
            what: "none of the \(parts.count) files with its frames is there: \(files)\(parts.count > 3 ? ", …" : "")",
            remedy: "Put them beside the master file under these names")
    }

    func frames(of dataset: HDF5Dataset, bytes: FileBytes, into assembly: inout CubeAssembly) throws(FormatError)
        -> any FrameSource
    {
        let series = series
        assembly.dataset = Self.group
        assembly.promisedFrames = nil
        var sources: [any FrameSource] = []
        var isWhole = series.count == parts.count
        for part in series {
            let layout = HDF5Layout(part)
            do throws(FormatError) {
                sources.append(try HDF5Frames(part, of: file, layout: layout).source(bytes: bytes))
                if sources.last?.frameCount == layout.scan.count { continue }
            } catch {
                guard case .truncated = error.kind, !sources.isEmpty else { throw error }
            }
            // Frames keep their places: what comes behind missing ones is left out.
            isWhole = false
            assembly.promisedFrames = series.reduce(0) { $0 + HDF5Layout($1).scan.count }
            break
        }
        let all: (any FrameSource)? = sources.count == 1 ? sources.first : JoinedSource(sources)
        guard let joined = all else {
            throw FormatError(
                .malformed, path: file.path, place: Self.group, what: "its parts hold frames of different kinds",
                remedy: "Open one of them with --dataset, e.g. --dataset \(series[0].path)")
        }
        tellMissing(series, into: &assembly)
        layOut(joined.frameCount, isWhole: isWhole, into: &assembly)
        return joined
    }

    private func tellMissing(_ series: [HDF5Dataset], into assembly: inout CubeAssembly) {
        let read = Set(series.map(\.path))
        let unread = parts.filter { !read.contains(Self.group + "/" + $0.name) }
        let missing = unread.filter { $0.target == nil }.map { $0.externalFile ?? $0.name }
        guard !missing.isEmpty else { return }
        assembly.guesses.append(
            "\(missing.count) of \(parts.count) files with frames are missing (\(missing.prefix(3).joined(separator: ", "))"
                + "\(missing.count > 3 ? ", …" : "")); \(unread.count) files from there on are not read.")
    }

    /// The detector's triggers: a row each where every trigger took several images.
    private func layOut(_ frames: Int, isWhole: Bool, into assembly: inout CubeAssembly) {
        guard let images = count("nimages"), let triggers = count("ntrigger"), images >= 1, triggers >= 1 else {
            return
        }
        let (promised, overflow) = images.multipliedReportingOverflow(by: triggers)
        guard !overflow, promised >= frames else { return }
        // A number of frames that somebody asked for and then stopped short of says nothing.
        if !isWhole { assembly.promisedFrames = promised }
        guard images > 1, triggers > 1 else { return }
        assembly.storedScan = ScanShape(rows: triggers, columns: images)
        assembly.guesses.append(
            "The scan's rows are taken to be the detector's \(triggers) triggers of \(images) images each "
                + "(--scan gives another shape).")
    }

    private func count(_ name: String) -> Int? {
        file.numbers("\(Self.detector)/detectorSpecific/\(name)")?.first.flatMap { Int(exactly: $0) }
    }

    func description(of dataset: HDF5Dataset) -> DatasetDescription {
        var description = DatasetDescription()
        let specific = Self.detector + "/detectorSpecific"
        // In eV.
        let energy =
            file.numbers(specific + "/incident_energy") ?? file.numbers("/entry/instrument/beam/incident_energy")
        description.take(voltage: energy?.first.map { $0 / 1000 })
        description.note("detector", file.text(Self.detector + "/description"))
        description.note("detector number", file.text(Self.detector + "/detector_number"))
        description.note("exposure", seconds: file.numbers(Self.detector + "/count_time")?.first)
        description.note("frame time", seconds: file.numbers(Self.detector + "/frame_time")?.first)
        description.note("detector distance", metres: file.numbers(Self.detector + "/detector_distance")?.first)
        description.note("detector pixel", metres: file.numbers(Self.detector + "/x_pixel_size")?.first)
        description.note("acquired", file.text(specific + "/data_collection_date"))
        description.note("software version", file.text(specific + "/software_version"))
        description.note("masked pixels", maskedPixels(dataset, specific))
        return description
    }

    /// How many pixels the mask marks, and what they read: the largest number of the stored type.
    private func maskedPixels(_ dataset: HDF5Dataset, _ specific: String) -> String? {
        let mask = file.numbers(specific + "/pixel_mask") ?? file.numbers(Self.detector + "/pixel_mask")
        guard let count = mask?.count(where: { $0 != 0 }), count > 0 else { return nil }
        guard let marker = dataset.elementType.saturation else { return "\(count)" }
        return "\(count); they read \(Int(exactly: marker) ?? 0)"
    }
}
