import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// A small whole dataset of one format that the tests make themselves; its patterns differ from each other.
struct CatalogueSample: Sendable, CustomTestStringConvertible {
    /// The `CubeFormat.name` of what reads it.
    let format: String
    /// What is particular about it.
    let kind: String
    /// The file that is opened.
    let name: String
    /// Files that belong to it.
    var beside: [(name: String, bytes: [UInt8])] = []
    var options = OpenOptions()
    /// How many of its first bytes open as something; all where nil.
    var enough: Int?
    /// False where it is known by its companions or by what the user says.
    var isKnownByContent = true
    /// Writes the file itself.
    fileprivate let write: @Sendable (String) throws -> Void

    var testDescription: String { "\(format), \(kind)" }

    /// Writes all its files into a directory and gives the path of the one that is opened.
    func write(in directory: TemporaryDirectory) throws -> String {
        for (name, bytes) in beside { _ = try directory.write(bytes, to: name) }
        try write(directory.file(name))
        return directory.file(name)
    }
}

extension CatalogueSample {
    /// From the bytes of a file.
    private init(
        _ format: String, _ kind: String, _ name: String, _ bytes: [UInt8], enough: Int? = nil,
        beside: [(String, String)] = [], options: OpenOptions = OpenOptions(), isKnownByContent: Bool = true
    ) {
        self.init(
            format: format, kind: kind, name: name, beside: beside.map { ($0.0, Array($0.1.utf8)) }, options: options,
            enough: enough, isKnownByContent: isKnownByContent,
            write: { try Data(bytes).write(to: URL(fileURLWithPath: $0)) })
    }

    /// At least one of every format; a new format's sample is added here.
    static let all: [CatalogueSample] = numpy + gatan + hdf5 + zarr + vendors + stacks

    private static let numpy: [CatalogueSample] = {
        let array = Samples.npy([2, 3, 4, 5])
        let raw = RawLayout(detector: DetectorShape(rows: 4, columns: 5), elementType: .uint16, offset: 3, gap: 2)
        return [
            CatalogueSample("npy", "C order", "scan_1.npy", array, enough: array.count - 5 * 40),
            CatalogueSample(
                "npy", "Fortran order", "scan_1.npy", Samples.npy([2, 3, 4, 5], .float32, .big, fortran: true)),
            CatalogueSample("npz", "stored", "scan_1.npz", ZipSample(entries: [("scan.npy", array)]).bytes),
            CatalogueSample(
                "npz", "compressed", "scan_1.npz",
                ZipSample(entries: [("scan.npy", array), ("k.npy", Samples.npy([3]))], isDeflated: true, isWide: true)
                    .bytes),
            CatalogueSample(
                "raw", "with a layout", "scan_1.raw",
                [0xEE, 0xEE, 0xEE] + (0..<6 * 42 - 2).map { UInt8(truncatingIfNeeded: $0 * 7) },
                options: OpenOptions(raw: raw), isKnownByContent: false),
        ]
    }()

    private static let gatan: [CatalogueSample] = [3, 4].map { version in
        let bytes = DigitalMicrographSample(version: version, elements: (0..<120).map { $0 }).bytes
        // Only the padding behind the tags may be missing.
        return CatalogueSample(
            "Gatan DM", "version \(version)", "scan_1.dm\(version)", bytes, enough: bytes.count - 8)
    }

    private static let hdf5: [CatalogueSample] = [
        ("contiguous", nil, false), ("chunked", [1, 2, 4, 5], false), ("packed", [2, 1, 3, 5], true),
    ].map { (kind: String, chunk: [Int]?, gzip: Bool) in
        CatalogueSample(
            format: "HDF5", kind: kind, name: "scan_1.h5",
            write: { path in
                HDF5Sample.write(to: path) { file in
                    file.group("/entry", attributes: ["NX_class": "NXdata"])
                    file.dataset(
                        "/entry/data", [2, 3, 4, 5], chunk: chunk, gzip: gzip, values: (0..<120).map { UInt16($0) })
                    file.vector("/entry/dim0", [0, 2], units: "nm")
                }
            })
    }

    private static let zarr: [CatalogueSample] = [false, true].map { isDeflated in
        let bytes = (0..<120).flatMap { [UInt8($0), UInt8(0)] }
        var archive = ZarrSample(shape: [2, 3, 4, 5], bytes: bytes).archive
        archive.isDeflated = isDeflated
        return CatalogueSample("zarr", isDeflated ? "archive, packed" : "archive", "scan_1.zarr", archive.bytes)
    }

    private static let vendors: [CatalogueSample] = {
        let merlin = MerlinSample(frames: 2).bytes
        var empad = ByteWriter()
        for index in 0..<2 * 130 * 128 { empad.put(Float(index % 997).bitPattern) }
        return [
            CatalogueSample(
                "Merlin mib", "U16", "scan_1.mib", merlin, enough: merlin.count / 2,
                beside: [("scan_1.hdr", "HDR,\t\nScanX:\t2\nScanY:\t1\nFrames per Trigger (Number):\t2\nEnd\t\0\0")]),
            CatalogueSample(
                "Merlin mib", "raw, 6 bit, four chips", "scan_1.mib", MerlinSample.raw(6, quad: true).bytes),
            CatalogueSample("Merlin mib", "raw, 24 bit", "scan_1.mib", MerlinSample.raw(24).bytes),
            CatalogueSample(
                "EMPAD", "two frames", "scan_1.raw", empad.bytes,
                beside: [
                    (
                        "scan_1.xml",
                        "<?xml version=\"1.0\"?><root><raw_file filename=\"scan_1.raw\"/><pix_x>2</pix_x><pix_y>1</pix_y>"
                            + "<iom_measurements><optics.get_cameralength>0.7</optics.get_cameralength></iom_measurements>"
                            + "</root>"
                    )
                ], isKnownByContent: false),
            CatalogueSample(
                "MRC", "int16", "scan_1.mrc", MrcSample().bytes, enough: 1024 + 40,
                beside: [("scan_1_info.txt", "Scan - Size X = 3\nScan - Size Y = 2\nAcquisition Date = today\n")]),
            CatalogueSample(
                "MRC", "float32, big-endian", "scan_1.mrc", MrcSample(mode: 2, order: .big).bytes, enough: 1024 + 80),
            CatalogueSample(
                "NanoMegas blo", "2 x 3", "scan_1.blo", BlockfileSample().bytes,
                enough: BlockfileSample.dataOffset + 6 + 16),
        ]
    }()

    private static let stacks: [CatalogueSample] = {
        var samples = [
            CatalogueSample(
                "TIFF", "described", "scan_1.tif",
                TIFFSample(rowsPerStrip: 3, description: "{\"shape\": [2, 3, 4, 6]}", resolution: (7, 2)).bytes),
            CatalogueSample(
                "TIFF", "ImageJ", "scan_1.tif",
                TIFFSample(
                    order: .big, description: "ImageJ=1\nimages=6\nslices=2\nframes=3\nunit=1/nm\n", directories: 1
                ).bytes),
            CatalogueSample(
                "TIFF", "BigTIFF, uneven", "scan_1.tif",
                TIFFSample(isBig: true, gaps: [2: 5], directoriesLast: true).bytes),
            CatalogueSample(
                "TIFF", "OME", "scan_1.tif",
                TIFFSample(
                    description: "<OME><Image><Pixels DimensionOrder=\"XYZCT\" SizeZ=\"2\" SizeT=\"3\"/></Image></OME>"
                ).bytes),
            CatalogueSample("TVIPS", "version 1", "scan_000.tvips", TVIPSSample(version: 1, bits: 8).files[0]),
            CatalogueSample(
                "TVIPS", "version 2", "scan_000.tvips", TVIPSSample(rotator: { max(0, $0 - 1) }).files[0],
                enough: 256 + 76 + 48),
            CatalogueSample(
                "TIA ser", "with notes", "scan_1.ser", TIASample(columnFirst: false).bytes,
                beside: [
                    (
                        "scan.emi",
                        "JL\u{1}<ObjectInfo><ExperimentalDescription><Root><Data><Label>High tension</Label>"
                            + "<Value>200</Value><Unit>kV</Unit></Data></Root></ExperimentalDescription></ObjectInfo>"
                    )
                ]),
            CatalogueSample("TIA ser", "old, uneven", "scan_1.ser", TIASample(version: 0x210, gaps: [1: 3]).bytes),
            CatalogueSample(
                "StreamPix seq", "16 bit", "scan_1.seq", StreamPixSample().bytes, enough: 8192 + 48),
            CatalogueSample(
                "StreamPix seq", "old, 8 bit", "scan_1.seq", StreamPixSample(version: 3, bits: 8).bytes,
                enough: 1024 + 24),
        ]
        for (kind, sample) in [
            ("deflated strips", PackedTIFFSample()),
            ("LZW, tiles, big-endian", PackedTIFFSample(mode: "wb8", method: 5, predictor: 2, tile: (16, 16))),
            ("zstd, floats", PackedTIFFSample(type: .float32, method: 50000, tile: (32, 16))),
        ] {
            samples.append(
                CatalogueSample(
                    format: "TIFF", kind: kind, name: "scan_1.tif", write: { try sample.write(to: $0) }))
        }
        return samples
    }()
}
