import DataCube
import Formats
import Foundation
import Questions
import Runtime
import TestSupport
import Testing

@Suite struct RunDirectoryTests {
    private static let region = VirtualDetector.annulus(
        AnnulusDetector(center: DetectorPoint(row: 1, column: 2.5), inner: 3, outer: 4))

    private func record(created: Double? = nil) -> RunRecord {
        var settings = DatasetSettings()
        settings.calibration = Calibration(
            scanStep: 0.25, pixelSize: .milliradian(0.5), voltage: 80, center: DetectorPoint(row: 1.5, column: 2))
        settings.orientation = Orientation(scan: PlaneOrientation.identity.turnedClockwise, pattern: .identity)
        var record = RunRecord(
            opening: Opening(
                path: "/some/data.npy",
                options: OpenOptions(scan: ScanShape(rows: 3, columns: 4), dataset: "/entry/data"), settings: settings),
            parameters: SweepParameters(
                componentCounts: 3...9, restarts: 7, seed: .max, tolerance: 3e-7, maximumIterations: 55,
                mask: AnalysisMask(
                    exclusion: .shape(
                        .inverse(.disk(DiskDetector(center: DetectorPoint(row: 1, column: 2), radius: 3)))),
                    region: Self.region)),
            threads: 2)
        if let created { record.created = created }
        return record
    }

    @Test func theRecordReadsBackAsItWas() throws {
        let directory = try TemporaryDirectory()
        let record = record()
        let run = try RunDirectory.create(in: directory.file("a/b/runs"), record: record)
        #expect(try run.record() == record)
        #expect(run.path == directory.file("a/b/runs") + "/" + run.identifier)
        #expect(run.worker == nil)
    }

    @Test func runsAreListedNewestFirst() throws {
        let directory = try TemporaryDirectory()
        #expect(RunDirectory.all(in: directory.path).isEmpty)
        #expect(RunDirectory.all(in: directory.file("absent")).isEmpty)
        let created = try [1_700_000_000.0, 1_700_000_500, 1_600_000_000].map {
            try RunDirectory.create(in: directory.path, record: record(created: $0))
        }
        try FileManager.default.createDirectory(
            atPath: directory.file("99990101-000000"), withIntermediateDirectories: false)
        #expect(RunDirectory.all(in: directory.path) == [created[1], created[0], created[2]])
    }

    @Test func runsOfTheSameSecondGetNamesOfTheirOwnInOrder() throws {
        let directory = try TemporaryDirectory()
        let created = try (0..<12).map { _ in
            try RunDirectory.create(in: directory.path, record: record(created: 1_700_000_000))
        }
        #expect(Set(created).count == 12)
        #expect(RunDirectory.all(in: directory.path) == created.reversed())
    }

    @Test func aPlaceThatCannotBeMadeIsSaid() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write([1], to: "file")
        #expect {
            try RunDirectory.create(in: file + "/runs", record: record())
        } throws: {
            "\($0)".contains(file + "/runs") && "\($0)".contains("cannot be made")
        }
    }

    @Test func aDamagedRecordIsSaid() throws {
        let directory = try TemporaryDirectory()
        let run = try RunDirectory.create(in: directory.path, record: record())
        try Data("{".utf8).write(to: URL(fileURLWithPath: run.recordPath))
        #expect { try run.record() } throws: { "\($0)".contains(run.recordPath) }
        #expect { try SweepWork(run) } throws: { "\($0)".contains("is not a run's record") }
    }

    @Test func aRecordOfANewerVersionIsSaid() throws {
        let directory = try TemporaryDirectory()
        let run = try RunDirectory.create(in: directory.path, record: record())
        try Data(#"{"version": 99, "program": "9.9", "shape": "unknown"}"#.utf8).write(
            to: URL(fileURLWithPath: run.recordPath))
        #expect { try run.record() } throws: {
            "\($0)".contains("newer version (9.9, format 99)") && "\($0)".contains(run.recordPath)
        }
    }

    static let result: FactorizationResult = {
        let detector = DetectorShape(rows: 2, columns: 3)
        let scan = ScanShape(rows: 3, columns: 2)
        return FactorizationResult(
            k: 2,
            runs: [
                RunSummary(restart: 0, meanSquareError: 1.0 / 3, iterations: 100, stop: .iterationLimit),
                RunSummary(restart: 2, meanSquareError: 0.1, iterations: 7, stop: .converged),
            ],
            best: Decomposition(
                restart: 2, meanSquareError: 0.1,
                components: [
                    DiffractionPattern(shape: detector, values: [0.5, .nan, 0.25, 0.25, 0, 0]),
                    DiffractionPattern(shape: detector, values: [0, .nan, 0, 1e-30, 0, 1]),
                ],
                distributions: [
                    ScanMap(shape: scan, values: [1, 2, 3, 4, 5, 6]),
                    ScanMap(shape: scan, values: [.nan, 0, 3e20, 0.1, 0, 0]),
                ]),
            seconds: 1.75)
    }()

    @Test func aResultReadsBackAsItWas() throws {
        let directory = try TemporaryDirectory()
        let run = RunDirectory(path: directory.path)
        #expect(run.resultPath(k: 2).hasSuffix("/k02.npz"))
        #expect(run.resultPath(k: 15).hasSuffix("/k15.npz"))
        try ResultArchive.write(Self.result, to: run.resultPath(k: 2))
        let read = try run.result(k: 2)
        #expect(read.isSame(as: Self.result))
        #expect(read.seconds == 1.75)
    }

    @Test func aDamagedResultIsSaid() throws {
        let directory = try TemporaryDirectory()
        let run = RunDirectory(path: directory.path)
        #expect { try run.result(k: 2) } throws: { "\($0)".contains("k02.npz") }
        try ResultArchive.write(Self.result, to: run.resultPath(k: 3))
        #expect { try run.result(k: 3) } throws: {
            "\($0)".contains("k03.npz, components") || "\($0)".contains("components")
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: run.resultPath(k: 3)))
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: run.resultPath(k: 2)))
        #expect { try run.result(k: 2) } throws: { "\($0)".contains("k02.npz") }
    }
}
