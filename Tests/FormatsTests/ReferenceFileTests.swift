import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// One borrowed file as an independent reader sees it.
struct ReferenceFile: Decodable, Sendable, CustomTestStringConvertible {
    struct Sample: Decodable, Sendable {
        let indices: [Int]
        let value: Double

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            indices = try container.decode([Int].self)
            value = try container.decode(Double.self)
        }
    }

    struct Axis: Decodable, Sendable {
        let scale: Double
        let offset: Double?
        let units: String?
    }

    let file: String
    let dataset: String?
    let shape: [Int]?
    let dtype: String?
    let sum: Double?
    let min: Double?
    let max: Double?
    let samples: [Sample]?
    let axes: [Axis]?
    let quadrantSums: [Double]?
    let firstScanRowSum: Double?
    let firstScanColumnSum: Double?

    var testDescription: String { file }

    /// The borrowed files of the formats read here; empty where nothing is borrowed.
    static let all: [ReferenceFile] = {
        guard let path = Borrowed.path("expected.json"),
            let data = try? Data(contentsOf: URL(fileURLWithPath: path))
        else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let known = [
            "npy/", "dm/", "mib/", "emd/", "hspy/", "nexus/", "hdf5/", "sim/", "tiff/", "empad/", "mrc/", "blo/",
        ]
        return (try? decoder.decode([ReferenceFile].self, from: data))?.filter { entry in
            known.contains { entry.file.hasPrefix($0) } && entry.shape != nil
        } ?? []
    }()
}

@Suite struct ReferenceFileTests {
    @Test func theListOfReferenceFilesIsRead() {
        #expect(Borrowed.directory == nil || ReferenceFile.all.count >= 20)
    }

    @Test(arguments: ReferenceFile.all)
    func readsWhatAnIndependentReaderSees(_ reference: ReferenceFile) throws {
        guard let path = Borrowed.path(reference.file), let shape = reference.shape else { return }
        let cube = try FormatCatalog.open(path: path, options: OpenOptions(dataset: reference.dataset))
        let isVelox = reference.file.contains("velox")
        let frames = isVelox ? [shape[2]] : Array(shape.dropLast(2))
        let pattern = isVelox ? Array(shape[..<2]) : Array(shape.suffix(2))
        #expect(cube.scan.count == frames.reduce(1, *))
        if frames.count == 2 { #expect(cube.scan == ScanShape(rows: frames[0], columns: frames[1])) }
        #expect(cube.detector == DetectorShape(rows: pattern[0], columns: pattern[1]))
        #expect(cube.elementType.rawValue == reference.dtype)
        #expect(cube.origin.path == path)
        let saysTooLittle = ["mib/scan", "empad/", "mrc/de"].contains { reference.file.hasPrefix($0) }
        let guessed = frames.count == 1 && frames[0] > 1 || saysTooLittle
        #expect(!cube.origin.guesses.isEmpty == guessed, "\(cube.origin.guesses)")

        let summary = try CubeSummary(cube)
        let sum = try #require(reference.sum)
        #expect(abs(summary.sum - sum) <= 1e-9 * abs(sum))
        #expect(summary.minimum == Double(Float(try #require(reference.min))))
        #expect(summary.maximum == Double(Float(try #require(reference.max))))
        for sample in reference.samples ?? [] {
            let indices = isVelox ? [sample.indices[2], sample.indices[0], sample.indices[1]] : sample.indices
            #expect(summary.value(at: indices) == Double(Float(sample.value)))
        }
        // Velox' sums were taken over (rows, frames).
        for (seen, expected) in zip(summary.quadrants, isVelox ? [] : reference.quadrantSums ?? []) {
            #expect(abs(seen - expected) <= 1e-6 * abs(sum))
        }
        if let expected = reference.firstScanRowSum {
            #expect(abs(summary.firstScanRow - expected) <= 1e-6 * abs(expected))
        }
        if let expected = reference.firstScanColumnSum {
            #expect(abs(summary.firstScanColumn - expected) <= 1e-6 * abs(expected))
        }
    }

    @Test(arguments: ReferenceFile.all)
    func takesTheCalibrationFromTheFile(_ reference: ReferenceFile) throws {
        // The independent reader of Direct Electron's files takes every step as 1.
        guard let path = Borrowed.path(reference.file), let axes = reference.axes, axes.count >= 2,
            let column = axes.last, let units = column.units, !reference.file.hasPrefix("mrc/de")
        else { return }
        let calibration = try FormatCatalog.open(path: path).calibration
        if units == "1/nm" {
            guard case .perNanometre(let size) = calibration.pixelSize else {
                Issue.record("no pixel size")
                return
            }
            #expect(abs(size - column.scale) <= 1e-6 * column.scale)
            let row = axes[axes.count - 2]
            if let rows = row.offset, let columns = column.offset, rows < 0, columns < 0 {
                #expect(abs((calibration.center?.row ?? .nan) + rows / row.scale) < 1e-4)
                #expect(abs((calibration.center?.column ?? .nan) + columns / column.scale) < 1e-4)
            } else {
                #expect(calibration.center == nil)
            }
        } else if units == "cm" {
            // On a screen at a camera length of 200 mm.
            #expect(abs((calibration.angleStep ?? .nan) - column.scale / 20 * 1000) < 1e-9)
        } else {
            #expect(calibration.pixelSize == nil)
        }
        if axes.count == 4, axes[1].units == "nm" {
            #expect(abs((calibration.scanStep ?? .nan) - axes[1].scale) < 1e-6)
        }
    }

    @Test func readsWhatPy4DSTEMWroteOfItsCalibration() throws {
        guard let path = Borrowed.path("emd/py4dstem_legacy.h5") else { return }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.calibration.scanStep == 0.126796875)
        #expect(cube.calibration.pixelSize == .perNanometre(0.044251566616087125 / 0.1))
        #expect(cube.origin.format == "py4DSTEM")
        #expect(cube.origin.dataset == "/datacube_root/datacube/data")
    }

    @Test func readsWhatGatanSaysAboutTheCamera() throws {
        guard let path = Borrowed.path("dm/diffraction_pattern.dm3") else { return }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.calibration.voltage == 200)
        for expected in [
            Metadatum("microscope", "FEI Tecnai"), Metadatum("camera length", "320 mm"),
            Metadatum("exposure", "200 ms"), Metadatum("detector", "BM-UltraScan"),
            Metadatum("acquired on", "7/9/2014"),
        ] { #expect(cube.origin.metadata.contains(expected), "\(expected)") }
    }

    @Test func readsWhatIsWrittenBesideDirectElectronsMovie() throws {
        guard let path = Borrowed.path("mrc/de_movie.mrc") else { return }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.calibration == Calibration(scanStep: 0.1, pixelSize: .perNanometre(0.1), voltage: 300))
        for expected in [
            Metadatum("detector", "DESim"), Metadatum("exposure", "1.4275 ms"), Metadatum("camera length", "1 mm"),
            Metadatum("stored units per electron", "51"),
        ] { #expect(cube.origin.metadata.contains(expected), "\(expected)") }
        #expect(cube.origin.guesses.contains { $0.contains("row step is 0.2 nm") })
    }

    @Test func readsWhatABlockfileSays() throws {
        guard let path = Borrowed.path("blo/sped_3x2.blo") else { return }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.calibration.voltage == 200)
        #expect(
            cube.origin.metadata == [
                Metadatum("camera length", "200 mm"), Metadatum("pixel on the screen", "160.617 µm"),
                Metadatum("scan rotation", "25°"), Metadatum("acquired", "2015-12-01 15:41:00"),
                Metadatum("note", "Precession angle :; Precession Frequency :; Camera gamma : on"),
            ])
    }

    @Test func eitherFileOfAnEmpadScanOpensBoth() throws {
        guard let path = Borrowed.path("empad/scan_4x4/map4x4.xml"),
            let raw = Borrowed.path("empad/scan_4x4/scan_x4_y4.raw")
        else { return }
        let cubes = try [path, raw].map { try FormatCatalog.open(path: $0) }
        #expect(try allValues(of: cubes[0]) == allValues(of: cubes[1]))
        for cube in cubes {
            #expect(cube.scan == ScanShape(rows: 4, columns: 4))
            #expect(cube.calibration.voltage == 300)
            #expect(abs((cube.calibration.scanStep ?? 0) - 4566.342_650_568_22 / 4) < 1e-6)
            #expect(abs((cube.calibration.reciprocalStep ?? 0) - 0.182_653_706) < 1e-9)
            #expect(cube.origin.metadata.contains(Metadatum("camera length", "722.5 mm")))
        }
    }

    @Test func readsTheBeamEnergyThatNexusCarries() throws {
        guard let path = Borrowed.path("nexus/crop.nxs") else { return }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.calibration.voltage == 200)
        #expect(cube.calibration.scanStep == 0.25)
        #expect(cube.origin.format == "NeXus")
    }

    @Test func severalDatacubesAreListedAndPickedByName() throws {
        guard let path = Borrowed.path("emd/prismatic_si100.emd") else { return }
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        let names = (0...1).map { "/4DSTEM_simulation/data/datacubes/CBED_array_depth000\($0)/datacube" }
        #expect(error?.kind == .ambiguous(datasets: names))
        #expect(error?.description.contains("11 x 11 x 8 x 8 f32") == true)
        #expect(error?.description.contains("--dataset") == true)
        let second = try FormatCatalog.open(
            path: path, options: OpenOptions(dataset: "4DSTEM_simulation/data/datacubes/CBED_array_depth0001"))
        #expect(second.origin.dataset == names[1])
        let missing = failure { () throws(FormatError) in
            _ = try FormatCatalog.open(path: path, options: OpenOptions(dataset: "/nowhere"))
        }
        #expect(missing?.kind == .noSuchDataset)
    }

    /// Nine frames of the same camera and beam, once counted and once as single bits.
    @Test func singleBitsOfMerlinLieWhereItsCountsDo() throws {
        guard let path = Borrowed.path("mib/single_9_1bit_raw.mib"),
            let countedPath = Borrowed.path("mib/single_9_24bit.mib")
        else { return }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.detector == DetectorShape(rows: 256, columns: 256))
        let values = try CubeSummary(cube).values
        let counted = try CubeSummary(FormatCatalog.open(path: countedPath)).values
        let size = cube.detector.count
        let bitsPerFrame = (0..<9).map { frame in values[frame * size..<(frame + 1) * size].reduce(0, +) }
        // As numpy counts them.
        #expect(bitsPerFrame == [2390, 2404, 2400, 2400, 2398, 2408, 2401, 2395, 2409])
        func isAlwaysSet(_ values: [Float], _ pixel: Int) -> Bool {
            (0..<9).allSatisfy { values[$0 * size + pixel] > 0 }
        }
        let pairs = (0..<size).map { (isAlwaysSet(values, $0), isAlwaysSet(counted, $0)) }
        let both = pairs.count { $0.0 && $0.1 }
        let either = pairs.count { $0.0 || $0.1 }
        #expect(both > 2300 && Double(both) > 0.95 * Double(either), "\(both) of \(either)")
    }

    @Test func theRowsOfAMerlinScanShowInItsTimes() throws {
        guard let path = Borrowed.path("mib/scan_4x2_6bit.mib") else { return }
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.origin.guesses.first?.contains("pause") == true)
        #expect(cube.origin.metadata.contains(Metadatum("exposure", "100 ms")))
        #expect(cube.origin.metadata.contains(Metadatum("counter depth", "6 bit")))
    }
}
