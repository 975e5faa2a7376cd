import Glibc
import Screen

/// A terminfo entry of our own over the user's: for colours that the stock entry cannot say, and without its claim that
/// erasing takes the background colour, which is not so in a multiplexer under another terminal's name. Compiled by `tic` into a
/// directory of its own, which lives only while ncurses reads it.
package struct OwnEntry: Sendable {
    /// Name to start the screen by.
    package let name: String
    /// Terminfo source, as `tic -x` reads it.
    package let source: String

    /// - Parameters:
    ///   - base: the user's TERM; nil comes back for names that are no plain words.
    ///   - colors: depth that the entry must be able to say.
    package init?(over base: String, colors: ColorDepth) {
        let plain = base.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard plain, !base.isEmpty else { return nil }
        name = "braggart-" + base
        var lines = ["\(name)|\(base) as braggart drives it,", "\tbce@,"]
        switch colors {
        case .direct:
            let rgb = "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm"
            lines.append("\tRGB, colors#0x1000000, pairs#0x10000, ccc@, initc@, oc@, op=\\E[39;49m,")
            lines.append("\tsetaf=\\E[38;2;\(rgb), setab=\\E[48;2;\(rgb),")
        case .palette:
            lines.append("\tRGB@, colors#256, pairs#0x10000, ccc@, initc@, oc@, op=\\E[39;49m,")
            lines.append("\tsetaf=\\E[38;5;%p1%dm, setab=\\E[48;5;%p1%dm,")
        case .eight:
            lines.append("\tcolors#8, pairs#64, op=\\E[39;49m, setaf=\\E[3%p1%dm, setab=\\E[4%p1%dm,")
        case .none: break
        }
        lines.append("\tuse=\(base),")
        source = lines.joined(separator: "\n") + "\n"
    }

    /// Compiles the entry and runs `body` while ncurses can find it.
    /// - Returns: what `body` gives; nil where the entry could not be made (no `tic`, no room).
    package func whileInstalled<Result>(_ body: () -> Result) -> Result? {
        guard let directory = Self.makeDirectory() else { return nil }
        let file = directory + "/source"
        let folder = directory + "/" + String(name.prefix(1))
        defer {
            unlink(file)
            unlink(folder + "/" + name)
            rmdir(folder)
            rmdir(directory)
        }
        guard Self.write(source, to: file), Self.run(["tic", "-x", "-o", directory, file]) else { return nil }
        let before = getenv("TERMINFO_DIRS").map { String(cString: $0) }
        setenv("TERMINFO_DIRS", directory + ":" + (before ?? ""), 1)
        defer {
            if let before { setenv("TERMINFO_DIRS", before, 1) } else { unsetenv("TERMINFO_DIRS") }
        }
        return body()
    }

    private static func makeDirectory() -> String? {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/braggart-terminfo-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) -> Bool {
        guard let file = fopen(path, "we") else { return false }
        let written = fputs(text, file) >= 0
        return fclose(file) == 0 && written
    }

    /// Runs a program found in PATH, silently. True when it ended with 0.
    private static func run(_ words: [String]) -> Bool {
        var files = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&files) == 0 else { return false }
        defer { posix_spawn_file_actions_destroy(&files) }
        for descriptor: Int32 in 0...2 {
            let error = posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
            guard error == 0 else { return false }
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer {
            for argument in arguments { free(argument) }
        }
        var process: pid_t = 0
        guard posix_spawnp(&process, words[0], &files, nil, &arguments, environ) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return false }
        }
        return status == 0
    }
}
