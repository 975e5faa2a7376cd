import ArgumentParser
import CSystem
import DataCube
import Engine
import Formats
import Foundation
import Interface
import Questions
import Runtime
import Session

/// A sweep without a screen.
struct SweepVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Factorize for every k from several random starts (NMF).",
        discussion: """
            Non-negative matrix factorization X ~ S C, steps 1-9 of Uesugi et al. (2021), on the data's largest singular \
            vectors; the best run of each k, and one of each other solution nearly as good, is then polished and exact. \
            The archive holds mse (k, restart), uncertainty (k, restart; 0 where the mse is exact), iterations (k, \
            restart), k, mask (rows, columns; true is excluded), seed, provenance, and for each k the best run's \
            components_kKK (k, rows, columns; each sums to 1, masked pixels NaN) and distributions_kKK (k, rows, columns; \
            counts). Afterwards the evidence for a number of components is gathered: with --json the last object holds \
            suggestedK (null where none can be defended), verdict, reasons and evidence. Written as \
            \(WriterCatalog.extensions(of: .sweep).joined(separator: ", ")), by the extension: .hspy holds a signal with \
            learning results for each k, .csv the curves; of a single k also .tif and .png. Progress goes to standard error; \
            Ctrl-C keeps what is finished.

            Examples:
              braggart sweep scan.npy --k 2...15 --restarts 20 --seed 1 -o runs.npz
              braggart sweep scan.npy --method hals --start nndsvdar --time-budget 2 -o runs.npz
              braggart sweep scan.npy --k 7 --exact --mask 'disk(63.5,63.5,4)' -o seven.npz --json
              braggart sweep scan.npy --detach
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "The numbers of components: 2...15, or 7.", transform: spelled(Self.counts))
    var k: ClosedRange<Int> = 2...15
    @Option(help: "Random starts for each k.") var restarts = 20
    @OptionGroup var fitting: FittingOptions
    @Flag(
        inversion: .prefixedNo,
        help:
            "Afterwards, gather the evidence for a number of components: errors on data held out, and what they suggest."
    )
    var evidence = true
    @OptionGroup var computing: ComputingOptions
    @Option(name: [.short, .long], help: "The file to write; left out with --detach.", completion: .file())
    var output: String?
    @Flag(help: "Replace a file that is there.") var overwrite = false
    @Flag(help: "Compute in the background and print the run's id: the explorer shows it, runs lists and stops it.")
    var detach = false
    @Flag(help: "One compact JSON object per k, and a last one with what the evidence suggests.") var json = false

    /// Reads `2...15`, `2-15` or `7`.
    private static let counts: @Sendable (String) throws(SpellingError) -> ClosedRange<Int> = {
        text throws(SpellingError) in
        let numbers = text.split(whereSeparator: { ".-…".contains($0) }).map { Int($0) }
        guard let low = numbers.first ?? nil, let high = numbers.last ?? nil, numbers.count <= 2, low >= 1, low <= high,
            high <= 99
        else { throw SpellingError("'\(text)': expected a range as 2...15 or one number, from 1 to 99") }
        return low...high
    }

    func validate() throws {
        guard (1...1000).contains(restarts) else { throw ValidationError("--restarts takes 1 to 1000") }
        if detach, output != nil || json {
            throw ValidationError("--detach leaves -o and --json out: the results are in the run")
        }
        if !detach, output == nil { throw ValidationError("-o names the file to write, or --detach computes without") }
    }

    private struct Finished: Encodable {
        var k: Int
        var minimumMSE: Double
        var meanMSE: Double
        var seconds: Double
        /// How far the beam wandered before the patterns were aligned, pixels.
        var beamWander: BeamWander?
    }

    /// What all the evidence says, as the last object.
    private struct Conclusion: Encodable {
        var suggestedK: Int?
        var verdict: Suggestion.Verdict
        var reasons: [String]
        var evidence: Evidence

        init(_ evidence: Evidence) {
            let suggestion = evidence.suggestion ?? Suggestion(verdict: .unknown, k: nil, reasons: [])
            suggestedK = suggestion.k
            verdict = suggestion.verdict
            reasons = suggestion.reasons
            self.evidence = evidence
        }

        enum CodingKeys: CodingKey { case suggestedK, verdict, reasons, evidence }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            // Null, not left out, where no k can be defended.
            try values.encode(suggestedK, forKey: .suggestedK)
            try values.encode(verdict, forKey: .verdict)
            try values.encode(reasons, forKey: .reasons)
            try values.encode(evidence, forKey: .evidence)
        }
    }

    func run() throws {
        if let output {
            try WriterCatalog.check(output, holding: k.count == 1 ? .factors : .sweep, overwrite: overwrite)
        }
        let opened = try dataset.open()
        let cube = opened.cube
        if let wander = opened.track?.wander { note("aligned: \(wander.sentence)") }
        let parameters = fitting.parameters(k, restarts: restarts, gathersEvidence: evidence)
        let directory = try RunDirectory.create(
            in: opened.opening.store,
            record: RunRecord(opening: opened.reopening, parameters: parameters, threads: computing.threads))
        if detach {
            _ = try WorkerProcess().start(directory)
            return print(directory.identifier)
        }
        let survey = try survey(cube, computing)
        let keptPixels = parameters.mask.keptPixels(on: cube.detector, survey: survey)
        let cancellation = Cancellation()
        let interrupt = Interruption(cancelling: cancellation)
        defer { interrupt.stop() }
        var progress = ProgressLine(parameters)
        var failure: RuntimeError?
        var found = Evidence()
        do throws(RuntimeError) {
            try SweepWork(directory).run(on: (cube, survey), cancellation: cancellation) { event in
                progress.show(event)
                if case .evidence(let evidence) = event { found = evidence }
            }
        } catch { failure = error }
        progress.end()
        var results: [FactorizationResult] = []
        for k in k where FileManager.default.fileExists(atPath: directory.resultPath(k: k)) {
            let result = try directory.result(k: k)
            results.append(result)
            if json {
                try printJSON(
                    Finished(
                        k: k, minimumMSE: result.minimum, meanMSE: result.mean, seconds: result.seconds,
                        beamWander: opened.track?.wander))
            }
        }
        if evidence {
            if json { try printJSON(Conclusion(found)) } else if let suggestion = found.suggestion { tell(suggestion) }
        }
        if !results.isEmpty, let output {
            try WriterCatalog.write(
                file(results, parameters, opened, keptPixels, directory, to: output), to: output, overwrite: overwrite)
            if failure != nil { note("what is finished is in \(output): \(results.count) of \(k.count) k") }
        }
        if let failure { throw failure }
    }

    private func tell(_ suggestion: Suggestion) {
        note(suggestion.k.map { "suggested k = \($0)" } ?? "no k is suggested")
        for reason in suggestion.reasons { note("  " + reason) }
    }

    private func file(
        _ results: [FactorizationResult], _ parameters: SweepParameters, _ opened: OpenedDataset,
        _ keptPixels: PixelRuns, _ directory: RunDirectory, to output: String
    ) throws -> ResultFile {
        var provenance = Provenance(
            opened,
            command: commandLine(
                [
                    "sweep", quoted(dataset.file), opened.openingFlags,
                    "--k \(k.lowerBound)...\(k.upperBound) --restarts \(restarts)",
                ] + parameters.fittingFlags(quoted: quoted) + ["-o", quoted(output)]))
        provenance.add(parameters)
        let follower = try SweepFollower(directory)
        _ = follower.follow()
        var file = ResultFile(
            results, parameters, status: follower.status, keptPixels: keptPixels, opened.cube, provenance: provenance)
        try file.show { look, intent in
            results.last.map { look.pictures(of: $0.best, intent, opened.cube.calibration) } ?? []
        }
        return file
    }
}
