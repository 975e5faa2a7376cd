import DataCube
import Formats
import Glibc

/// Opens inputs as one format, whether or not they would be recognised, and reads what opens.
///
/// HDF5 files are spelled as `HDF5Spelling` says. A companion file may follow the data behind `0 BESIDE 0 NAME 0`. The
/// layout of headerless binary is a line before its data.
final class FormatSubject {
    private let format: any CubeFormat
    private let file: ScratchFile
    private let reader = CubeReader()

    private static let beside = [0] + Array("BESIDE".utf8) + [0]

    init(_ format: any CubeFormat) {
        self.format = format
        file = ScratchFile("scan_1." + (format.extensions.first ?? "bin"))
    }

    func examine(_ input: UnsafeRawBufferPointer) {
        // What has no companion must not find that of another input.
        var companion: ScratchFile?
        var data = input
        if let mark = Self.find(Self.beside, in: input) {
            data = UnsafeRawBufferPointer(rebasing: input[..<mark])
            companion = self.companion(UnsafeRawBufferPointer(rebasing: input[(mark + Self.beside.count)...]))
            if companion == nil { return }
        }
        var options = OpenOptions()
        if format.name == "raw" {
            guard let line = data.firstIndex(of: 10),
                let raw = try? RawLayout(spelling: String(decoding: data[..<line], as: UTF8.self))
            else { return }
            options.raw = raw
            data = UnsafeRawBufferPointer(rebasing: data[(line + 1)...])
        }
        guard !data.isEmpty else { return }
        if format.name == "HDF5" { HDF5Spelling.write(data, to: file.path) } else { file.replace(with: data) }
        withExtendedLifetime(companion) {
            open(options, header: Array(data.prefix(FormatCatalog.headerLength)))
        }
    }

    /// Writes a companion: its name, a zero, its content; nil where the name is not usable.
    private func companion(_ bytes: UnsafeRawBufferPointer) -> ScratchFile? {
        guard let end = bytes.firstIndex(of: 0) else { return nil }
        let name = String(decoding: bytes[..<end], as: UTF8.self)
        guard name.hasPrefix("scan"), name.utf8.count < 32, name.utf8.allSatisfy(Self.isPlain),
            !file.path.hasSuffix("/" + name)
        else { return nil }
        let companion = ScratchFile(name)
        companion.replace(with: UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...]))
        return companion
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        [UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte) || Character(Unicode.Scalar(byte)).isNumber
            || Character(Unicode.Scalar(byte)).isLetter
    }

    private static func find(_ text: [UInt8], in input: UnsafeRawBufferPointer) -> Int? {
        guard input.count >= text.count else { return nil }
        return (0...input.count - text.count).first { place in
            text.indices.allSatisfy { input[place + $0] == text[$0] }
        }
    }

    private func open(_ options: OpenOptions, header: [UInt8]) {
        _ = format.recognise(header: header, path: file.path)
        do throws(FormatError) {
            var options = options
            let datasets = try format.datasets(path: file.path)
            for dataset in datasets.prefix(3) {
                options.dataset = dataset.name
                reader.read(try format.open(path: file.path, options: options))
            }
            options.dataset = nil
            reader.read(try format.open(path: file.path, options: options))
        } catch {
            // The message is made of what the file says.
            use(error.description)
        }
    }
}

/// Uses a text, so that making it is not left out.
@inline(never)
func use(_ text: String) { precondition(text.utf8.count >= 0) }
