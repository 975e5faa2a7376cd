import DataCube

/// The header of a TVIPS recording, 256 bytes of little-endian 32-bit numbers at the head of its first file: length,
/// version (1 or 2), width, height, bits per pixel, x and y offset, x and y binning, pixel size in nm, high tension in kV,
/// magnification or camera length in mm, and (version 2) bytes of the header before each frame.
///
/// After TVIPS' description of the format as LiberTEM and RosettaSciIO follow it.
struct TVIPSHeader: Equatable, Sendable {
    let version: Int
    let detector: DetectorShape
    let elementType: ElementType
    let binning: Int
    /// nm.
    let pixelSize: Int
    /// kV; 0 where it is not told.
    let voltage: Int
    let magnification: Int
    /// Bytes before each frame's pixels.
    let frameHeaderLength: Int
    /// TVIPS signs the room that is left; programs that write the format may not.
    let isSigned: Bool

    static let length = 256

    /// Nil where the bytes are no such header.
    init?(_ start: [UInt8]) {
        guard start.count >= Self.length else { return nil }
        func number(_ index: Int) -> Int {
            start[4 * index..<4 * index + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        version = number(1)
        let frameHeader = version == 1 ? 12 : number(12)
        guard number(0) == Self.length, (1...2).contains(version), (1...1 << 16).contains(number(2)),
            (1...1 << 16).contains(number(3)), [8, 16].contains(number(4)), (12...1 << 16).contains(frameHeader)
        else { return nil }
        detector = DetectorShape(rows: number(3), columns: number(2))
        elementType = number(4) == 8 ? .uint8 : .uint16
        binning = number(7)
        pixelSize = number(9)
        voltage = number(10)
        magnification = number(11)
        frameHeaderLength = frameHeader
        isSigned = start[52..<Self.length].starts(with: Array("TVIPS".utf8))
    }

    /// Bytes of a frame with the header before it.
    var recordLength: Int { frameHeaderLength + detector.count * elementType.byteCount }
}

/// What stands in the header before a frame (version 2), little-endian.
struct TVIPSFrameHeader {
    /// 1 imaging, 2 diffraction.
    let mode: Int
    /// Counts the positions of a scan from 1; 0 elsewhere.
    let rotator: Int
    /// Column and row of the scan from 0; nil where the header has no room for them.
    let position: ScanPosition?

    /// - Throws: `malformed` when the file ends before.
    init(at place: Int, length: Int, in bytes: FileBytes) throws(FormatError) {
        func number(_ offset: Int) throws(FormatError) -> UInt32 {
            offset + 4 <= length ? try bytes.integer(UInt32.self, at: place + offset, .little) : 0
        }
        mode = Int(try number(24))
        rotator = Int(try number(48))
        let column = Float(bitPattern: try number(68))
        let row = Float(bitPattern: try number(72))
        guard length >= 76, let column = Int(exactly: column), let row = Int(exactly: row), column >= 0, row >= 0 else {
            position = nil
            return
        }
        position = ScanPosition(row: row, column: column)
    }
}
