import Interface
import Runtime
import Screen

@testable import Terminal

extension Subject {
    /// What a terminal sends, and what the user's folder of themes holds.
    static var ofTheScreen: [Subject] { [keyboard, keyScript, theme, colorMap] }

    /// Characters as ncurses reads them; three bytes that no text holds stand for a pause, a key with a name of its own,
    /// and any number at all.
    private static let keyboard = Subject(name: "keyboard") {
        let names = ["KEY_UP", "KEY_F(5)", "KEY_F(24)", "kLFT5", "kDC9", "KEY_BTAB", "KEY_RESIZE", "KEY_F(", "k0"]
        return { input in
            var decoder = InputDecoder()
            var events: [InputEvent] = []
            var rest = input[...]
            while let byte = rest.popFirst() {
                switch byte {
                case 0xFF: decoder.finish(into: &events)
                case 0xFE:
                    guard let place = rest.popFirst() else { break }
                    decoder.take(.named(names[Int(place) % names.count]), into: &events)
                case 0xFD:
                    let number = rest.prefix(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
                    rest = rest.dropFirst(4)
                    decoder.take(.character(number), into: &events)
                default: decoder.take(.character(UInt32(byte)), into: &events)
                }
            }
            decoder.finish(into: &events)
            for case .key(let key) in events { use(key.name) }
            for case .mouse(let mouse) in events {
                guard mouse.row >= 0, mouse.column >= 0 else { fatalError("a mouse at \(mouse.row), \(mouse.column)") }
            }
        }
    }

    private static let keyScript = Subject(name: "key-script") {
        { input in
            do throws(RuntimeError) {
                use("\(try KeyScript(String(decoding: input, as: UTF8.self)).steps.count)")
            } catch {
                use(error.description)
            }
        }
    }

    private static let theme = Subject(name: "theme") {
        { input in
            do throws(ThemeError) {
                use(try Theme(file: String(decoding: input, as: UTF8.self), from: "a.theme").name)
            } catch {
                use(error.description)
            }
        }
    }

    private static let colorMap = Subject(name: "color-map") {
        { input in
            guard let map = ColorMap(name: "a", file: String(decoding: input, as: UTF8.self)) else { return }
            for depth in [ColorDepth.direct, .palette] {
                for level in [-1, 0, 0.3, 1, 2] { use("\(map.color(at: level, depth: depth))") }
            }
        }
    }
}
