import DataCube
import Formats
import Questions

/// Something that bytes from outside are given to.
struct Subject: Sendable {
    let name: String
    /// Makes what examines inputs, with whatever it keeps between them.
    let prepare: @Sendable () -> (UnsafeRawBufferPointer) -> Void

    /// Every format that the catalogue has, and what else is read from files and words.
    static var all: [Subject] {
        let formats = FormatCatalog.formats.map { format in
            Subject(name: String(format.name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })) {
                FormatSubject(format).examine
            }
        }
        return formats + [chunks, settings, spellings, array, archive] + ofRuns + ofTheScreen
    }

    private static let settings = Subject(name: "settings") {
        let file = ScratchFile("settings.toml")
        let target = ScratchFile("written.toml")
        return { input in
            file.replace(with: input)
            do throws(FormatError) {
                let settings = try DatasetSettings.read(from: file.path)
                try settings.write(to: target.path)
                guard try DatasetSettings.read(from: target.path) == settings else {
                    fatalError("settings are not read as they were written")
                }
            } catch {
                use(error.description)
            }
        }
    }

    private static let spellings = Subject(name: "spellings") {
        { input in
            let text = String(decoding: input, as: UTF8.self)
            if let layout = try? RawLayout(spelling: text), (try? RawLayout(spelling: layout.spelling)) != layout {
                fatalError("'\(text)' is not spelled as it is read")
            }
            if let detector = try? VirtualDetector(spelling: text),
                (try? VirtualDetector(spelling: detector.spelling)) != detector
            {
                fatalError("'\(text)' is not spelled as it is read")
            }
            if let breaker = try? TieBreaker(spelling: text), (try? TieBreaker(spelling: breaker.spelling)) != breaker {
                fatalError("'\(text)' is not spelled as it is read")
            }
            if let crop = try? DetectorCrop(spelling: text), (try? DetectorCrop(spelling: crop.spelling)) != crop {
                fatalError("'\(text)' is not spelled as it is read")
            }
            _ = try? CalibrationSpelling.scanStep(text)
            _ = try? CalibrationSpelling.pixelSize(text)
            _ = try? CalibrationSpelling.voltage(text)
            _ = try? CalibrationSpelling.frameCount(text)
            _ = try? CalibrationSpelling.order(text)
        }
    }

    private static let array = Subject(name: "numpy-array") {
        let file = ScratchFile("array.npy")
        return { input in
            file.replace(with: input)
            do throws(FormatError) { use("\(try NumpyArray(readingFrom: file.path).shape)") } catch {
                use(error.description)
            }
        }
    }

    private static let archive = Subject(name: "numpy-archive") {
        let file = ScratchFile("archive.npz")
        return { input in
            file.replace(with: input)
            do throws(FormatError) { _ = try NumpyArchive(readingFrom: file.path) } catch { use(error.description) }
        }
    }
}
